import { open } from "@test/open";
import { plan } from "@test/stories";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { NewRehearsal, Plan, PlanAdvice, Rehearsal, RehearsalInput, RehearsalStep } from "@/shared/api/plans";
import type { Provider } from "@/shared/api/providers";

const whole: Plan = {
  id: plan.id,
  job_id: plan.job_id,
  version: 2,
  created_at: plan.created_at,
  job: { title: plan.job_title, company: plan.company, summary: "You help." },
  plan: {
    title: plan.title,
    minutes: 12,
    questions: [
      {
        id: "motivation",
        kind: "behavioural",
        ask: "Tell me about a time when you helped somebody.",
        criteria: ["empathy"],
        probes: [
          { id: "more", when: { shorter_than: 20 }, ask: "Could you say more?" },
          { id: "end", when: { missing_any_of: ["in the end", "result"] }, ask: "How did it end?" },
        ],
      },
      { id: "notice", kind: "notice_period", ask: "How long is your notice period?", required: false },
    ],
    criteria: [{ id: "empathy", name: "Empathy", description: "Sees the other side." }],
  },
};
const advice: PlanAdvice = {
  expected_minutes: 4.4,
  questions: { motivation: 1.6 },
  advice: [
    { field: "plan.questions[0].probes[1].ask", message: "this is hard to say", remedy: "Write it out.", rule: "hard_to_say", severity: "warning" },
  ],
};
const step = (what: RehearsalStep["what"], text: string): RehearsalStep => ({ what, at: 0, text, heard: null, reason: null });
const held = (changes: Partial<Rehearsal> = {}): Rehearsal => ({
  inputs: [],
  steps: [step("said", "Hello. May I record this?")],
  phase: "consent",
  question: null,
  questions: 2,
  elapsed: 12,
  left: 708,
  awaits: "a yes or no to the recording",
  ended: null,
  ...changes,
});
/** A conductor of three sentences. */
const rehearse = ({ inputs }: NewRehearsal): Rehearsal | undefined => {
  const last = inputs.at(-1);
  if (last === undefined) return held();
  if (last.kind === "silence") return held({ inputs, steps: [step("replied", ""), step("said", "Can you hear me?")] });
  if ("text" in last && last.text === "no") {
    return held({ inputs, phase: "over", ended: "declined", steps: [{ ...step("ended", ""), reason: "declined" }] });
  }
  if ("text" in last && last.text === "mumble") return undefined;
  return held({ inputs, phase: "questions", question: 1, left: -90, steps: [step("noted", "consent given"), step("said", "Tell me.")] });
};
const data = { plans: [plan], wholePlans: { [plan.id]: whole }, advice: { [plan.id]: advice }, rehearse };
const panel = async (): Promise<HTMLElement> => screen.findByRole("region", { name: "Rehearsal" });

test("the menu leads to the jobs and from there to the plan's questions, follow-ups, criteria and advice", async () => {
  await open("/", { ...data, plans: [{ ...plan, version: 2 }, { ...plan, id: "plan_old" }] });
  await userEvent.click(screen.getByRole("link", { name: "Plans" }));
  expect(await screen.findByRole("link", { name: "version 1" })).toBeDefined();
  await userEvent.click(screen.getByRole("link", { name: "Customer support agent" }));
  const questions = await screen.findAllByTestId("authored-question");
  expect(questions).toHaveLength(2);
  expect(questions[0]?.textContent).toContain("Behavioural");
  expect(questions[0]?.textContent).toContain("if the answer has fewer than 20 words");
  expect(questions[0]?.textContent).toContain("if none of these is said: in the end, result");
  expect(questions[0]?.textContent).toContain("Empathy");
  expect(questions[1]?.textContent).toContain("notice period");
  expect(questions[1]?.textContent).toContain("May be left out");
  expect((await screen.findByTestId("advice")).textContent).toBe("Question 1, follow-up 2: this is hard to say. Write it out.");
  expect(await screen.findByText(/about 4 of 12 minutes/)).toBeDefined();
  expect(questions[0]?.textContent).toContain("about 1.6 min");
});

test("a rehearsal sends all that happened each time, and shows where the conversation is", async () => {
  const fake = await open(`/plans/${plan.id}`, data);
  const rehearsal = within(await panel());
  await userEvent.click(rehearsal.getByRole("radio", { name: "Opened a link" }));
  await userEvent.click(rehearsal.getByTestId("rehearse"));
  expect((await rehearsal.findByTestId("standing")).textContent).toContain("Waits for a yes or no to the recording");
  await userEvent.click(rehearsal.getByRole("button", { name: "Stay silent" }));
  expect(await rehearsal.findByText("Can you hear me?")).toBeDefined();
  await userEvent.type(rehearsal.getByTestId("rehearsal-reply"), "Yes, of course.{Enter}");
  expect(await rehearsal.findByText("consent given")).toBeDefined();
  expect(rehearsal.getByTestId("standing").textContent).toContain("Questions 1 of 2");
  expect(rehearsal.getByTestId("standing").textContent).toContain("1:30 over time");
  expect(screen.getAllByTestId("authored-question")[0]?.dataset.asked).toBe("true");
  expect(fake.rehearsed.map(({ line, inputs }) => [line, inputs])).toEqual([
    ["link", []],
    ["link", [{ kind: "silence" }]],
    ["link", [{ kind: "silence" }, { kind: "says", text: "Yes, of course." }]],
  ]);
  expect(new Set(fake.rehearsed.map(({ began }) => began)).size).toBe(1);
});

test("where calls have a language model, it may write in a rehearsal too, and its words are sent again", async () => {
  const writing: Provider = { part: "writing", provider: "openai", model: "gpt-4o-mini", hosted: true, breaker: null, stand_ins: [] };
  const wrote: RehearsalInput = { kind: "wrote", text: "What came of it?", passages: [] };
  const fake = await open(`/plans/${plan.id}`, {
    ...data,
    providers: [writing],
    rehearse: ({ inputs }) => held(inputs.length === 1 ? { inputs: [...inputs, wrote] } : { inputs }),
  });
  const rehearsal = within(await panel());
  await userEvent.click(await rehearsal.findByRole("switch", { name: /language model writes too/ }));
  expect(rehearsal.getByText(/by gpt-4o-mini/)).toBeDefined();
  await userEvent.click(rehearsal.getByTestId("rehearse"));
  for (const times of [2, 3]) {
    await userEvent.click(await rehearsal.findByRole("button", { name: "Stay silent" }));
    await waitFor(() => expect(fake.rehearsed).toHaveLength(times));
  }
  expect(fake.rehearsed.map(({ words }) => words)).toEqual(["generated", "generated", "generated"]);
  expect(fake.rehearsed[2]?.inputs).toEqual([{ kind: "silence" }, wrote, { kind: "silence" }]);
});

test("where calls have no language model, nobody is offered one", async () => {
  const none: Provider = { part: "writing", provider: "none", model: "", hosted: false, breaker: null, stand_ins: [] };
  const fake = await open(`/plans/${plan.id}`, { ...data, providers: [none] });
  await waitFor(() => expect(fake.requests).toContain("GET /v1/providers"));
  const rehearsal = within(await panel());
  await userEvent.click(rehearsal.getByTestId("rehearse"));
  await rehearsal.findByTestId("standing");
  expect(rehearsal.queryByRole("switch")).toBeNull();
  expect(fake.rehearsed.map(({ words }) => words)).toEqual(["authored"]);
});

test("what cannot be said is told, and the words stay", async () => {
  await open(`/plans/${plan.id}`, data);
  const rehearsal = within(await panel());
  await userEvent.click(rehearsal.getByTestId("rehearse"));
  await userEvent.type(await rehearsal.findByTestId("rehearsal-reply"), "mumble{Enter}");
  expect((await rehearsal.findByRole("alert")).textContent).toContain("There are no words in it.");
  expect(rehearsal.getByTestId<HTMLInputElement>("rehearsal-reply").value).toBe("mumble");
});

test("a rehearsal that is over says how it ended and can begin again", async () => {
  await open(`/plans/${plan.id}`, data);
  const rehearsal = within(await panel());
  await userEvent.click(rehearsal.getByTestId("rehearse"));
  await userEvent.type(await rehearsal.findByTestId("rehearsal-reply"), "no");
  await userEvent.click(rehearsal.getByRole("button", { name: "Cut in with it" }));
  expect(await rehearsal.findByText("The conversation is over: declined.")).toBeDefined();
  expect(rehearsal.queryByTestId("rehearsal-reply")).toBeNull();
  await userEvent.click(rehearsal.getByRole("button", { name: "Start again" }));
  await waitFor(() => expect(rehearsal.getByTestId("rehearse")).toBeDefined());
});

test("a plan that is not there is told", async () => {
  await open("/plans/plan_0", data);
  expect((await screen.findByRole("alert")).textContent).toContain("There is no such plan");
});
