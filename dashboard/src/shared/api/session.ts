/**
 * Whether this browser acts with an API key. The cookie that says so is out of reach of any script, so that its end is
 * noted beside it: no more than a hint, for the server decides.
 */

const KEY = "interviewer.session";

export const sessionNoted = (now = new Date()): boolean => Date.parse(localStorage.getItem(KEY) ?? "") > now.getTime();

export const noteSession = (expires: string): void => localStorage.setItem(KEY, expires);

export const forgetSession = (): void => localStorage.removeItem(KEY);
