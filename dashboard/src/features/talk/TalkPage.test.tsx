import { open } from "@test/open";
import { invitation, plan } from "@test/stories";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

const data = {
  plans: [plan, { ...plan, id: "plan_shift", job_title: "Shift lead", company: "Hansen Logistics", questions: 6 }],
  invitations: { fresh: invitation() },
};

test("choosing a plan and a name leads to the candidate's own page", async () => {
  const fake = await open("/talk", data);
  await userEvent.click(await screen.findByRole("radio", { name: "Shift lead at Hansen Logistics" }));
  await userEvent.type(screen.getByLabelText("Your name"), "  Maya ");
  await userEvent.click(screen.getByRole("radio", { name: "A short try, 2 questions" }));
  await userEvent.click(screen.getByTestId("start-call"));
  expect(await screen.findByTestId("consent-start")).toBeDefined();
  expect(fake.created).toEqual([{ plan_id: "plan_shift", candidate_name: "Maya", questions: 2 }]);
});

test("without a name nothing is sent", async () => {
  const fake = await open("/talk", data);
  await userEvent.click(await screen.findByTestId("start-call"));
  expect(screen.getByText(/Please say who you are/)).toBeDefined();
  expect(fake.created).toEqual([]);
});

test("without a plan the page says how to get one", async () => {
  await open("/talk");
  expect(await screen.findByText("There is no interview plan yet")).toBeDefined();
});
