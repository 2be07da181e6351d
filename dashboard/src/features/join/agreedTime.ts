/** The time that was agreed with a candidate, by the clocks where it lives or, while nobody knows where, by this browser's. */

import type { NewTime } from "@/shared/api/types";

/** "New York" for "America/New_York". */
export const placeOf = (zone: string): string => zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");

/** What a `datetime-local` field holds ("2026-11-24T14:30"), as the API takes it. */
export const chosenTime = (local: string, zone: string | null): NewTime =>
  zone === null ? { at: new Date(local).toISOString() } : { local };

/** "Tuesday 24 November 2026 at 14:30, New York time". */
export function inWords(iso: string, zone: string | null): string {
  const at = new Date(iso);
  if (zone === null) return written(at);
  try {
    return `${written(at, zone)}, ${placeOf(zone)} time`;
  } catch {
    // A browser older than the zone does not know its clocks.
    return written(at);
  }
}

// Part by part: browsers disagree about what stands between them.
function written(at: Date, timeZone?: string): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    at.toLocaleString("en-GB", timeZone === undefined ? options : { ...options, timeZone });
  const date = part({ day: "numeric", month: "long", year: "numeric" });
  return `${part({ weekday: "long" })} ${date} at ${part({ hour: "2-digit", minute: "2-digit" })}`;
}
