import { open } from "@test/open";
import { calledOff, conversed, event, finished, live } from "@test/stories";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

test("an empty list tells what to do next", async () => {
  await open("/");
  expect(await screen.findByRole("heading", { name: "No interviews yet" })).toBeDefined();
  expect(screen.getByText("make demo")).toBeDefined();
  expect(screen.getAllByRole("link", { name: "Talk to the interviewer" }).length).toBeGreaterThan(0);
});

test("a row says who, what state, how long, how quick and whether there is a scorecard", async () => {
  await open("/", { interviews: [finished()] });
  const row = within(await screen.findByTestId("interview-row"));
  expect(row.getByRole("link", { name: "Maya Lindqvist" }).getAttribute("href")).toBe("/interviews/int_done");
  for (const text of ["Evaluated", "2:11", "840 ms / 1.41 s", "Ready"]) expect(row.getByText(text)).toBeDefined();
});

test("an interview that was called off never began, and waits for no scorecard", async () => {
  await open("/", { interviews: [calledOff()] });
  const row = within(await screen.findByTestId("interview-row"));
  expect(row.getByText("Never")).toBeDefined();
  expect(row.queryByText(/Not yet|Waiting/)).toBeNull();
});

test("the interview of somebody who was forgotten can still be opened", async () => {
  await open("/", { interviews: [finished({ candidate: { id: "cand_1", name: "" } })] });
  await userEvent.click(await screen.findByRole("link", { name: "Forgotten" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Forgotten" })).toBeDefined();
  expect(document.title).toBe("Forgotten · Interviewer");
});

test("an evaluated interview that ended early says so", async () => {
  await open("/", { interviews: [finished({ outcome: "abandoned" })] });
  expect(await screen.findByText("Abandoned, evaluated")).toBeDefined();
});

test("a row says how many of the candidate's questions are for a person to answer", async () => {
  await open("/", { interviews: [conversed(), conversed({ id: "int_2", for_you: 2 }), finished({ id: "int_3" })] });
  expect((await screen.findAllByTestId("for-you")).map((each) => each.textContent)).toEqual([
    "1 question for you",
    "2 questions for you",
  ]);
});

test("who waits for a person or another try says why and how often it was tried", async () => {
  const attempts = [{ at: "2026-11-23T10:00:00Z", outcome: "no_answer", ended: "2026-11-23T10:00:30Z" }];
  const waiting = { started_at: null, ended_at: null, outcome: null, has_scorecard: false } as const;
  const held = finished({ ...waiting, id: "int_1", state: "held", reason: "consent_missing" });
  const again = finished({ ...waiting, id: "int_2", state: "scheduled", reason: "after_no_answer", attempts });
  await open("/", { interviews: [held, again] });
  expect((await screen.findAllByTestId("standing")).map((each) => each.textContent)).toEqual([
    "no consent yet",
    "after no answer · 1 attempt",
  ]);
  expect(screen.getByText("Needs a person", { selector: "[data-state]" })).toBeDefined();
});

test("a reviewed interview that ended early says so", async () => {
  await open("/", { interviews: [finished({ state: "reviewed", outcome: "declined" })] });
  expect(await screen.findByText("Declined, reviewed")).toBeDefined();
});

test("a change on the server appears without a reload", async () => {
  const fake = await open("/", { interviews: [live()] });
  await screen.findByTestId("interviews-table");
  await vi.waitFor(() => expect(fake.openStreams()).toBe(1));
  fake.data.interviews = [live({ state: "interrupted" }), finished()];
  fake.ring(event(50, "interview.interrupted", "09:02:00"));
  expect(await within(screen.getByTestId("interviews-table")).findByText("Interrupted")).toBeDefined();
  expect(screen.getAllByTestId("interview-row")).toHaveLength(2);
});

test("a lost stream is told, and the news is there once it is back", async () => {
  const fake = await open("/", { interviews: [live()] });
  await screen.findByTestId("interviews-table");
  await vi.waitFor(() => expect(fake.openStreams()).toBe(1));
  fake.cutStreams();
  expect(await screen.findByTestId("connection-lost")).toBeDefined();
  fake.data.interviews = [finished()];
  await vi.waitFor(() => expect(screen.queryByTestId("connection-lost")).toBeNull(), 5000);
  expect(await screen.findByText("Maya Lindqvist")).toBeDefined();
});

test("older interviews come page by page", async () => {
  const interviews = [1, 2, 3].map((n) => finished({ id: `int_${n}`, candidate: { id: `c${n}`, name: `Person ${n}` } }));
  await open("/", { interviews, pageSize: 2 });
  await userEvent.click(await screen.findByRole("button", { name: "Show older interviews" }));
  expect(await screen.findByText("Person 3")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Show older interviews" })).toBeNull();
});

test("the filter asks the server for one state, and none in it is no dead end", async () => {
  await open("/", { interviews: [finished()] });
  await screen.findByTestId("interviews-table");
  await userEvent.click(screen.getByRole("radio", { name: "Failed" }));
  expect(await screen.findByText(/No interview is in the state/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  expect(await screen.findByText("Maya Lindqvist")).toBeDefined();
});
