import { open } from "@test/open";
import { finished, live, turns } from "@test/stories";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { ticks } from "./Waterfall";

const measured = { interviews: [finished()], transcripts: { int_done: turns } };

async function look(path = "/interviews/int_done", data: Parameters<typeof open>[1] = measured): Promise<HTMLElement> {
  await open(path, data);
  await userEvent.click(await screen.findByRole("tab", { name: "Latency" }));
  return screen.findByRole("tabpanel");
}

test("every measured reply is a bar, with its stages where they were on the one axis", async () => {
  const panel = within(await look());
  const bars = await panel.findAllByTestId("waterfall-reply");
  expect(bars).toHaveLength(5);
  // The longest reply of all took 1.62 s: the axis goes to 1.75 s in steps of 250 ms.
  const onAxis = (percent: string): number => Math.round((parseFloat(percent) * 1750) / 100);
  const [, , written] = bars.map((bar) => [...bar.querySelectorAll<HTMLElement>("i, b")]);
  expect(written?.map(({ dataset, style }) => [dataset.part, onAxis(style.left), onAxis(style.width)])).toEqual([
    ["stt", 0, 410],
    ["between", 410, 110],
    ["llm", 520, 950],
    ["tts", 1470, 130],
    ["playout", 1600, 20],
    [undefined, 520, NaN],
  ]);
});

test("the stage that was over its budget is marked, and named", async () => {
  const panel = within(await look());
  const late = (await panel.findAllByTestId("waterfall-reply")).filter(({ dataset }) => dataset.late === "true");
  expect(late.map(({ textContent }) => textContent)).toEqual(["1:29 generated1.62 slanguage model"]);
  const marked = late.flatMap((bar) => [...bar.querySelectorAll<HTMLElement>("i[data-late]")]);
  expect(marked.map(({ dataset }) => dataset.part)).toEqual(["llm"]);
  expect(panel.getByText("1 of 5 over budget")).toBeDefined();
});

test("who cannot see the bars reads the same figures in a table", async () => {
  const panel = within(await look());
  await userEvent.click(await panel.findByText("The same as a table"));
  const table = within(panel.getByRole("table"));
  expect(table.getAllByRole("columnheader").map(({ textContent }) => textContent)).toContain("Language model");
  const cells = within(table.getByRole("row", { name: /^1:29/ })).getAllByRole("cell");
  expect(cells.map(({ textContent }) => textContent)).toEqual([
    "generated, prepared", "410 ms", "320 ms", "–", "950 ms", "130 ms", "20 ms", "520 ms", "1.62 s", "language model",
  ]);
});

test("a bar leads to its turn in the conversation", async () => {
  const panel = within(await look());
  await userEvent.click(await panel.findByRole("button", { name: "Show the reply at 1:29" }));
  const shown = await screen.findAllByTestId("transcript-turn");
  expect(shown.find(({ dataset }) => dataset.focused === "true")?.dataset.turn).toBe("t7");
});

test("a call without a measured reply says what will be there", async () => {
  const panel = await look("/interviews/int_live", { interviews: [live()], transcripts: { int_live: turns.slice(0, 2) } });
  expect(panel.textContent).toContain("measured from the first reply on");
});

test("an axis has few round steps, and room for the longest reply", () => {
  expect(ticks(1620)).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  expect(ticks(0)).toEqual([0, 100]);
  expect(ticks(400)).toEqual([0, 100, 200, 300, 400]);
  expect(ticks(123_456).at(-1)).toBeGreaterThanOrEqual(123_456);
});
