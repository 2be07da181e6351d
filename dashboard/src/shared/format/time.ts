/** Times as people read them. Spans are in seconds, latencies in milliseconds, moments ISO 8601. */

/** 75 → "1:15", 3675 → "1:01:15". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** 850 → "850 ms", 1450 → "1.45 s". */
export function latency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** "Today 14:05" or "21 Nov 14:05", with the year only when it is another one. */
export function moment(iso: string, now: Date): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (sameDay(at, now)) return `Today ${time}`;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year })} ${time}`;
}

/** "14:05:09", for one thing after another within a call. */
export function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB");
}
