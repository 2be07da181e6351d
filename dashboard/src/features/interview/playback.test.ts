import { turns } from "@test/stories";
import { expect, test } from "vitest";

import { turnAt } from "./playback";

test("the turn that sounds is the last one begun, for as long as it lasts and a breath longer", () => {
  expect(turnAt(turns, 0)).toBeUndefined();
  expect(turnAt(turns, 5)?.id).toBe("t1");
  expect(turnAt(turns, 13.5)?.id).toBe("t1");
  expect(turnAt(turns, 13.9)).toBeUndefined();
  expect(turnAt(turns, 14.1)?.id).toBe("t2");
  expect(turnAt(turns, 500)).toBeUndefined();
});
