import { expect, test } from "vitest";

import { Problem, unreachable } from "@/shared/api/problem";

import { joinTrouble, microphoneTrouble, trouble } from "./troubles";

const refused = (status: number, code = ""): Problem => new Problem(status, "Title", "Detail", code);

test.each([
  ["NotAllowedError", "microphone_refused"],
  ["NotFoundError", "microphone_missing"],
  ["NotReadableError", "microphone_busy"],
  ["InsecureContextError", "insecure"],
])("a %s of the browser is told as %s", (name, code) => {
  const error = new Error("x");
  error.name = name;
  expect(microphoneTrouble(error)).toEqual(trouble(code as Parameters<typeof trouble>[0]));
});

test.each([
  [unreachable(), "unreachable"],
  [refused(503), "unreachable"],
  [refused(404), "unknown_link"],
  [refused(409, "seat_taken"), "taken"],
  [refused(410, "join_link_expired"), "expired"],
  [refused(410, "interview_over"), "over"],
])("%s is told as its own trouble", (error, code) => expect(joinTrouble(error).code).toBe(code));

test("a refusal that nobody foresaw keeps the server's words and a way to try again", () => {
  expect(joinTrouble(refused(409, "busy"))).toEqual({ code: "busy", title: "Title", detail: "Detail", retry: "Try again" });
});
