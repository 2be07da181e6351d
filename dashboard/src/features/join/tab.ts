/** Who this tab is to the server: the same after a reload, another in another window. */

const KEY = "interviewer.tab";

export function thisTab(): string {
  const known = sessionStorage.getItem(KEY);
  if (known !== null) return known;
  // Not crypto.randomUUID: it is missing where the page is served without https. Nothing secret hangs on it.
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(KEY, fresh);
  return fresh;
}
