import { expect, test } from "vitest";

import { inWords, placeOf } from "./agreedTime";

test("a time is told by the clocks of its place, in summer and in winter", () => {
  expect(inWords("2026-07-10T12:00:00Z", "Europe/Berlin")).toBe("Friday 10 July 2026 at 14:00, Berlin time");
  expect(inWords("2026-11-24T12:00:00Z", "Europe/Berlin")).toBe("Tuesday 24 November 2026 at 13:00, Berlin time");
});

test("a zone that the browser does not know is no reason to tell no time", () => {
  const iso = "2026-11-24T12:00:00Z";
  expect(inWords(iso, "Europe/Atlantis")).toBe(inWords(iso, null));
});

test.each([
  ["America/Argentina/Buenos_Aires", "Buenos Aires"],
  ["UTC", "UTC"],
])("%s is the place %s", (zone, place) => expect(placeOf(zone)).toBe(place));
