import { finished } from "@test/stories";
import { expect, test } from "vitest";

import { attemptsText, dueText, reasonText, standing } from "./standing";

const now = new Date("2026-11-23T12:00:00Z");
const attempt = (outcome: string | null) => ({ at: "2026-11-23T10:00:00Z", outcome, ended: null });

test("what waits tells until when, why, and how often it was tried", () => {
  const interview = finished({
    state: "scheduled",
    due: "2026-11-24T14:05:00Z",
    reason: "after_no_answer",
    attempts: [attempt("no_answer"), attempt("busy")],
  });
  expect(standing(interview, now)).toMatch(/^Not before 24 Nov \d\d:05 · after no answer · 2 attempts$/);
  expect(standing({ ...interview, appointed: true, reason: null, attempts: [attempt("busy")] }, now)).toMatch(
    /^24 Nov \d\d:05, agreed · 1 attempt$/,
  );
});

test("a time that has come and nothing tried leave nothing to say", () => {
  expect(standing(finished({ due: "2026-11-23T11:00:00Z" }), now)).toBe("");
  expect(dueText(finished({ due: null }), now)).toBeUndefined();
});

test("reasons have words, and a new one is shown as it is stored", () => {
  expect(reasonText("consent_missing")).toBe("no consent yet");
  expect(reasonText("full_moon")).toBe("full moon");
});

test("attempts tell how they ended, and one that goes on is only counted", () => {
  expect(attemptsText([attempt("no_answer"), attempt("busy"), attempt(null)])).toBe("3: no answer, busy");
  expect(attemptsText([attempt(null)])).toBe("1");
});
