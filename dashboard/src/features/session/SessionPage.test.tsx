import { open } from "@test/open";
import { invitation } from "@test/stories";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

async function give(key: string): Promise<void> {
  await userEvent.type(await screen.findByLabelText("API key"), key);
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
}

test("where the server asks for a key the page does too, and then shows what was asked for", async () => {
  const fake = await open("/talk", { key: "iv_right" });
  await give(" iv_right ");
  expect(await screen.findByText("There is no interview plan yet")).toBeDefined();
  expect(screen.queryByLabelText("API key")).toBeNull();
  expect(fake.requests.filter((each) => each === "POST /v1/session")).toHaveLength(1);
});

test("a key that opens nothing is refused in the server's words, and another one may be given", async () => {
  await open("/talk", { key: "iv_right" });
  await give("iv_wrong");
  expect((await screen.findByRole("alert")).textContent).toBe("No such API key. Look whether it was copied whole.");
  await userEvent.clear(screen.getByLabelText("API key"));
  await give("iv_right");
  expect(await screen.findByText("There is no interview plan yet")).toBeDefined();
});

test("a session that ended is told, and asks for a key again", async () => {
  const fake = await open("/talk", { key: "iv_right" });
  await give("iv_right");
  await screen.findByText("There is no interview plan yet");
  fake.end("The API key was revoked.", "key_revoked");
  await userEvent.click(screen.getByRole("link", { name: "Interviews" }));
  expect(await screen.findByText("The API key was revoked.")).toBeDefined();
  expect(screen.getByLabelText("API key")).toBeDefined();
});

test("nothing is sent without a key", async () => {
  const fake = await open("/talk", { key: "iv_right" });
  await userEvent.click(await screen.findByRole("button", { name: "Go on" }));
  expect(screen.getByText("Please give a key.")).toBeDefined();
  expect(fake.requests).not.toContain("POST /v1/session");
});

test("a candidate needs the link alone", async () => {
  await open("/join/tok", { key: "iv_right", invitations: { tok: invitation() } });
  expect(await screen.findByTestId("consent-start")).toBeDefined();
});
