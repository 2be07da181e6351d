import { open, openAt, serve } from "@test/open";
import { finished, invitation } from "@test/stories";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

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

test("whoever gave a key can sign out, also after a reload, and is asked for one again", async () => {
  const { fake, origin } = await serve({ key: "iv_right", interviews: [finished()] });
  const page = openAt("/", origin);
  await give("iv_right");
  expect(await screen.findByRole("button", { name: "Sign out" })).toBeDefined();
  page.unmount();
  openAt("/", origin);
  await screen.findByTestId("interviews-table");
  await vi.waitFor(() => expect(fake.openStreams()).toBe(1));
  await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
  expect(await screen.findByLabelText("API key")).toBeDefined();
  expect(fake.requests).toContain("DELETE /v1/session");
  await vi.waitFor(() => expect(fake.openStreams()).toBe(0));
  expect(screen.queryByText("Maya Lindqvist")).toBeNull();
});

test("where no key was given there is nothing to sign out of", async () => {
  await open("/", { interviews: [finished()] });
  expect(await screen.findByTestId("interviews-table")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Sign out" })).toBeNull();
});

test("a sign-out that does not reach the server is told, for the key is still in the browser", async () => {
  const { fake, origin } = await serve({ key: "iv_right" });
  openAt("/talk", origin);
  await give("iv_right");
  fake.away = true;
  await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Still signed in.");
  fake.away = false;
  await userEvent.click(screen.getByRole("button", { name: "Sign out" }));
  expect(await screen.findByLabelText("API key")).toBeDefined();
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
