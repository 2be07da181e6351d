import { expect, test } from "vitest";

import { clock, latency, moment } from "./time";

test.each([
  [0, "0:00"],
  [75.9, "1:15"],
  [3675, "1:01:15"],
  [-2, "0:00"],
])("%d seconds read as %s", (seconds, text) => expect(clock(seconds)).toBe(text));

test.each([
  [849.6, "850 ms"],
  [1450, "1.45 s"],
])("%d ms read as %s", (ms, text) => expect(latency(ms)).toBe(text));

test("a moment names its day only when it is not today, and its year only when it is another", () => {
  const now = new Date(2026, 10, 23, 18, 0);
  expect(moment(new Date(2026, 10, 23, 9, 5).toISOString(), now)).toBe("Today 09:05");
  expect(moment(new Date(2026, 10, 21, 14, 5).toISOString(), now)).toBe("21 Nov 14:05");
  expect(moment(new Date(2025, 11, 31, 14, 5).toISOString(), now)).toBe("31 Dec 2025 14:05");
});
