import { open } from "@test/open";
import { calledOff, conversed, event, finished, history, live, scorecard, turns } from "@test/stories";
import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { Turn } from "@/shared/api/types";

const evaluated = {
  interviews: [finished()],
  transcripts: { int_done: turns },
  events: { int_done: history },
  scorecards: { int_done: scorecard },
};
async function turn(id: string): Promise<HTMLElement> {
  const found = (await screen.findAllByTestId("transcript-turn")).find((each) => each.dataset.turn === id);
  if (found === undefined) throw new Error(`turn ${id} is not shown`);
  return found;
}

test("a call in progress grows turn by turn", async () => {
  const fake = await open("/interviews/int_live", {
    interviews: [live()],
    transcripts: { int_live: turns.slice(0, 2) },
    events: { int_live: history.slice(0, 5) },
  });
  expect(await screen.findAllByTestId("transcript-turn")).toHaveLength(2);
  expect(screen.getByText("1 of 4")).toBeDefined();
  await vi.waitFor(() => expect(fake.openStreams()).toBe(1));

  fake.data.transcripts.int_live = turns.slice(0, 3);
  fake.data.events.int_live = [...history.slice(0, 5), event(6, "consent.given", "09:01:16")];
  fake.ring(event(6, "consent.given", "09:01:16"));
  expect(await screen.findByText("Thank you. What makes you want to work in customer support?")).toBeDefined();
  expect(await screen.findByText("Consent given")).toBeDefined();
  expect(fake.requests).toContain("GET /v1/interviews/int_live/events?after=5&limit=500");
});

test("who may only look sees a call in progress too, without the candidate's link", async () => {
  await open("/interviews/int_live", { interviews: [live({ join_url: null })] });
  expect(await screen.findByRole("heading", { name: "Live transcript" })).toBeDefined();
  expect(screen.queryByRole("button", { name: /link/ })).toBeNull();
});

test("every criterion shows its score, or that there was too little to go by", async () => {
  await open("/interviews/int_done", evaluated);
  const card = within(await screen.findByTestId("scorecard"));
  const [empathy, , priorities] = card.getAllByTestId("criterion");
  expect(empathy?.textContent).toContain("4 / 5");
  expect(priorities?.textContent).toContain("Not enough evidence");
  expect(card.getByText("Indicative")).toBeDefined();
  expect(card.getByTestId("scorecard-judge").textContent).toContain("Qwen2.5 1.5B instruct");
  expect(card.getByTestId("scorecard-flag").textContent).toContain("Unsure recognition");
});

test("following a quote marks it in its turn", async () => {
  await open("/interviews/int_done", evaluated);
  await userEvent.click(await screen.findByText("“I let him finish, said that he was right”"));
  expect((await turn("t6")).dataset.focused).toBe("true");
  expect(within(await turn("t6")).getByText("I let him finish, said that he was right").tagName).toBe("MARK");
  expect(document.activeElement).toBe(await turn("t6"));
});

test("a turn plays from its start, and the one that sounds is marked", async () => {
  await open("/interviews/int_done", evaluated);
  const audio = await screen.findByLabelText<HTMLAudioElement>("Recording of the call");
  expect(audio.src).toContain("/v1/interviews/int_done/recording");
  await userEvent.click(within(await turn("t5")).getByRole("button", { name: "Play from 0:45" }));
  expect(audio.currentTime).toBe(45.8);
  fireEvent.timeUpdate(audio);
  expect((await turn("t5")).getAttribute("aria-current")).toBe("true");
  audio.currentTime = 54;
  fireEvent.timeUpdate(audio);
  expect((await turn("t5")).hasAttribute("aria-current")).toBe(false);
  expect((await turn("t6")).getAttribute("aria-current")).toBe("true");
});

test("a recording that begins later than the call still plays the words that were clicked", async () => {
  await open("/interviews/int_done", {
    ...evaluated,
    interviews: [finished({ recording: { start: 14, seconds: 117, channels: 2, gaps: [{ start: 30, end: 32 }] } })],
  });
  const audio = await screen.findByLabelText<HTMLAudioElement>("Recording of the call");
  await userEvent.click(within(await turn("t5")).getByRole("button", { name: "Play from 0:45" }));
  expect(audio.currentTime).toBeCloseTo(31.8);
  fireEvent.timeUpdate(audio);
  expect((await turn("t5")).getAttribute("aria-current")).toBe("true");
  await userEvent.click(within(await turn("t1")).getByRole("button", { name: "Play from 0:00" }));
  expect(audio.currentTime).toBe(0);
  expect(screen.getByText("Not recorded: 0:30–0:32.")).toBeDefined();
});

test("the stages of a reply are told on its chip", async () => {
  await open("/interviews/int_done", evaluated);
  await screen.findByTestId("scorecard");
  await userEvent.hover(within(await turn("t7")).getByRole("button", { name: "520 ms" }));
  expect(await screen.findByText("Words recognised")).toBeDefined();
  expect(screen.getByText("410 ms")).toBeDefined();
  expect(screen.getByText("Last word to content").nextSibling?.textContent).toBe("1.62 s");
  expect(screen.getByText("Over budget").nextSibling?.textContent).toBe("language model");
});

test("words that did not take the floor are told from answers", async () => {
  const [first] = turns;
  if (first === undefined) throw new Error("no turns");
  const aside: Turn = { ...first, speaker: "candidate", latency: null, id: "t4b", text: "Mhm.", kind: "aside", start: 47, end: 47.5 };
  await open("/interviews/int_done", { ...evaluated, transcripts: { int_done: [...turns, aside] } });
  expect((await turn("t4b")).textContent).toContain("Candidateaside");
  expect((await turn("t4")).textContent).not.toContain("Candidateaside");
});

test("the log is shown as it is stored", async () => {
  await open("/interviews/int_done", evaluated);
  await userEvent.click(await screen.findByRole("tab", { name: "Events" }));
  const rows = await screen.findAllByTestId("event-row");
  expect(rows.map((row) => row.children[2]?.textContent)).toEqual(history.map(({ type }) => type));
  expect(rows[2]?.textContent).toContain('"agent_id": "agent-1"');
});

test("an interview without a judge says why there is no scorecard and keeps the transcript", async () => {
  await open("/interviews/int_done", {
    interviews: [finished({ has_scorecard: false, judge_state: "unavailable", state: "completed" })],
    transcripts: { int_done: turns },
  });
  expect(await screen.findByText(/No judge ran/)).toBeDefined();
  expect(await screen.findAllByTestId("transcript-turn")).toHaveLength(turns.length);
});

test("of an interview that was called off nothing more is promised", async () => {
  const { questions } = live();
  await open("/interviews/int_done", { interviews: [calledOff({ questions })] });
  expect(await screen.findByText(/^None is made/)).toBeDefined();
  expect(screen.getByText("Never")).toBeDefined();
  expect(screen.queryByText(/once the call is over|Waiting for its turn|Not yet|to come|being answered/)).toBeNull();
  expect(screen.getAllByTestId("plan-question")[1]?.textContent).toContain("not answered to the end");
  expect(screen.getAllByTestId("plan-question")[3]?.textContent).toContain("not asked");
});

test("of a call that is going on the rest is still to come", async () => {
  await open("/interviews/int_live", { interviews: [live({ started_at: null })] });
  expect(await screen.findByText("Made from the transcript once the call is over.")).toBeDefined();
  expect(screen.getByText("Not yet")).toBeDefined();
  expect(screen.getAllByText("to come")).toHaveLength(2);
});

test("an unknown interview is told in the server's words", async () => {
  await open("/interviews/int_nowhere");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("There is no such interview");
});

test("what the candidate asked is for the recruiter to answer, or told with what it was answered out of", async () => {
  await open("/interviews/int_done", { ...evaluated, interviews: [conversed()] });
  const asked = within(await screen.findByTestId("asked"));
  expect(asked.getByRole("heading", { name: "Questions for you" })).toBeDefined();
  expect(asked.getByText("1 to answer")).toBeDefined();
  expect(asked.getByTestId("for-you").textContent).toContain("“Is there a gym?”");
  const answered = asked.getByTestId("answered").textContent;
  expect(answered).toContain("About forty calls on a weekday.");
  expect(answered).toContain("working-here.html · The day > Calls");
  expect(answered).toContain("a document that is no longer there");
  await userEvent.click(within(asked.getByTestId("for-you")).getByRole("link", { name: "Show the turn" }));
  expect((await turn("t8")).dataset.focused).toBe("true");
});

test("a question that is answered leaves nothing to answer", async () => {
  const { asked } = conversed();
  await open("/interviews/int_done", { ...evaluated, interviews: [conversed({ asked: asked.slice(0, 1), for_you: 0 })] });
  expect(await screen.findByRole("heading", { name: "The candidate asked" })).toBeDefined();
  expect(screen.queryByText(/to answer/)).toBeNull();
});

test("an answer's value is shown with how sure it is, and whether it rules out by the plan", async () => {
  await open("/interviews/int_done", { ...evaluated, interviews: [conversed()] });
  const value = (await screen.findByTestId("understood")).textContent;
  expect(value).toContain("no confirmed by the candidate");
  expect(value).toContain("Rules out by the plan");
});

test("the transcript marks what the candidate did beside answering", async () => {
  await open("/interviews/int_done", { ...evaluated, interviews: [conversed()] });
  expect(within(await turn("t2")).getByTestId("signal").textContent).toBe("asked to go slower");
  const [instructs, unknown] = within(await turn("t8")).getAllByTestId("signal");
  expect([instructs?.textContent, instructs?.dataset.look]).toEqual(["instructs the interviewer", "true"]);
  expect([unknown?.textContent, unknown?.dataset.look]).toEqual(["whistles", undefined]);
  expect(within(await turn("t4")).queryByTestId("signal")).toBeNull();
  expect(screen.getByText("Candidate’s rating").nextSibling?.textContent).toBe("4 of 5");
});

test("of a consent that was taken back it says so, and shows no words", async () => {
  await open("/interviews/int_done", {
    interviews: [finished({ outcome: "declined", end_reason: "withdrawn", consent: false, recording: null })],
    transcripts: { int_done: turns.map((one) => ({ ...one, text: "[withdrawn]" })) },
  });
  expect(await screen.findByText("Taken back, recording deleted")).toBeDefined();
  expect(screen.getByText("the candidate took the consent back")).toBeDefined();
  expect((await turn("t4")).textContent).toContain("[withdrawn]");
  expect(screen.getByText(/shown to nobody, and not judged/)).toBeDefined();
});

test("an interview in which the candidate asked nothing has no panel for it", async () => {
  await open("/interviews/int_done", evaluated);
  await screen.findByTestId("scorecard");
  expect(screen.queryByTestId("asked")).toBeNull();
});
