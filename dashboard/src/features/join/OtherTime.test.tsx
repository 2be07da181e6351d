import { open } from "@test/open";
import { invitation } from "@test/stories";
import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Invitation } from "@/shared/api/types";

const NEW_YORK = { by_phone: true, zone: "America/New_York" };
const invited = (changes: Partial<Invitation> = {}) => ({ invitations: { tok: invitation(changes) } });

async function choose(time: string): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "Choose another time" }));
  fireEvent.change(screen.getByLabelText("When does it suit you?"), { target: { value: time } });
  await userEvent.click(screen.getByRole("button", { name: "Agree on this time" }));
}

test("a candidate whose zone is known chooses by the clocks there, and sees what was agreed", async () => {
  const fake = await open("/join/tok", invited(NEW_YORK));
  await choose("2090-01-10T14:30");
  const agreed = await screen.findByTestId("agreed-time");
  expect(fake.chosen).toEqual([{ local: "2090-01-10T14:30" }]);
  expect(agreed.textContent).toBe("You will be called on Tuesday 10 January 2090 at 14:30, New York time.");
  expect(screen.getByRole("button", { name: "Choose another time" })).toBeDefined();
  expect(screen.getByTestId("consent-start")).toBeDefined();
});

test("where nobody knows the zone, the browser's own clock counts", async () => {
  const fake = await open("/join/tok", invited());
  await choose("2090-01-10T14:30");
  const agreed = await screen.findByTestId("agreed-time");
  expect(fake.chosen).toEqual([{ at: new Date("2090-01-10T14:30").toISOString() }]);
  expect(agreed.textContent).toBe("Agreed: open this link again on Tuesday 10 January 2090 at 14:30.");
});

test("a time agreed before is shown at once", async () => {
  await open("/join/tok", invited({ ...NEW_YORK, appointment: "2090-01-10T19:30:00Z" }));
  expect((await screen.findByTestId("agreed-time")).textContent).toContain("14:30, New York time");
});

test("a time that cannot be is refused in the server's words, and another one may be tried", async () => {
  const fake = await open("/join/tok", invited(NEW_YORK));
  await choose("2020-01-10T14:30");
  expect((await screen.findByTestId("other-time-trouble")).textContent).toBe(
    "This time cannot be agreed. The time has passed already.",
  );
  expect(screen.queryByTestId("agreed-time")).toBeNull();
  fireEvent.change(screen.getByLabelText("When does it suit you?"), { target: { value: "2090-01-10T14:30" } });
  await userEvent.click(screen.getByRole("button", { name: "Agree on this time" }));
  expect(await screen.findByTestId("agreed-time")).toBeDefined();
  expect(fake.chosen).toHaveLength(2);
});

test("an interview that is over meanwhile is told as such", async () => {
  const fake = await open("/join/tok", invited(NEW_YORK));
  await screen.findByTestId("consent-start");
  fake.data.invitations.tok = invitation({ state: "over" });
  await choose("2090-01-10T14:30");
  expect((await screen.findByTestId("other-time-trouble")).dataset.trouble).toBe("over");
});

test("nothing is asked of the server without a time", async () => {
  const fake = await open("/join/tok", invited());
  await choose("");
  expect(screen.getByText("Please give a date and a time.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Keep it as it is" }));
  expect(screen.queryByLabelText("When does it suit you?")).toBeNull();
  expect(fake.chosen).toEqual([]);
});
