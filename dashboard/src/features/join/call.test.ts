import { expect, test } from "vitest";

import { NOT_YET, observe, progressOf, statusOf, voiceOf, type Call, type Caption, type Observation } from "./call";

const after = (...seen: Observation[]): Call => seen.reduce(observe, NOT_YET);
const said = (segment: string, text: string, final = false, speaker: Caption["speaker"] = "candidate"): Observation => ({
  type: "caption",
  caption: { segment, speaker, text, final },
});

test("a caption grows in its place and keeps its order", () => {
  const { captions } = after(said("a", "I"), said("b", "Hello", true, "interviewer"), said("a", "I worked", true));
  expect(captions.map(({ text }) => text)).toEqual(["I worked", "Hello"]);
});

test("a late guess does not overwrite the final words", () => {
  expect(after(said("a", "I worked.", true), said("a", "I wor")).captions[0]?.text).toBe("I worked.");
});

test("silence makes no caption", () => {
  expect(after(said("a", " ")).captions).toEqual([]);
});

test("the same segment id from both sides are two captions", () => {
  expect(after(said("a", "Hi"), said("a", "Hello", true, "interviewer")).captions).toHaveLength(2);
});

test.each<[string, Observation[]]>([
  ["connecting", []],
  ["waiting", [{ type: "joined" }]],
  ["listening", [{ type: "joined" }, { type: "voice", voice: "listening" }]],
  ["muted", [{ type: "joined" }, { type: "voice", voice: "listening" }, { type: "muted", muted: true }]],
  ["speaking", [{ type: "joined" }, { type: "voice", voice: "speaking" }, { type: "muted", muted: true }]],
  ["reconnecting", [{ type: "joined" }, { type: "voice", voice: "speaking" }, { type: "line", up: false }]],
])("the status is %s", (key, seen) => expect(statusOf(after(...seen)).key).toBe(key));

test("the first end of a call is its end", () => {
  expect(after({ type: "ended", how: "hung_up" }, { type: "ended", how: "lost" }).ended).toBe("hung_up");
});

test("an interviewer without a state listens, one that is starting is not there yet", () => {
  expect(voiceOf(undefined)).toBe("listening");
  expect(voiceOf("initializing")).toBe("absent");
  expect(voiceOf("thinking")).toBe("thinking");
});

test("progress is read from a message and anything else is ignored", () => {
  expect(progressOf('{"phase":"asking","question":2,"of":4}')).toEqual({ question: 2, of: 4 });
  expect(progressOf('{"question":"2"}')).toBeUndefined();
  expect(progressOf("null")).toBeUndefined();
  expect(progressOf("not json")).toBeUndefined();
});
