import { expect, test } from "vitest";

import { levelOf } from "./microphone";

const tone = (amplitude: number): Float32Array =>
  Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));

test("silence is the bottom of the meter, a shout its top, speech in between and rising", () => {
  expect(levelOf(tone(0))).toBe(0);
  expect(levelOf(tone(1))).toBe(1);
  const [quiet, loud] = [levelOf(tone(0.01)), levelOf(tone(0.1))];
  expect(quiet).toBeGreaterThan(0);
  expect(loud).toBeGreaterThan(quiet);
  expect(loud).toBeLessThan(1);
});
