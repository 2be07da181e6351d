import { open, openAt } from "@test/open";
import { invitation } from "@test/stories";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, onTestFinished, test } from "vitest";

const invited = { invitations: { tok: invitation() } };

/** The browser's answer to the question for a microphone; jsdom has none of its own. */
function microphoneAnswers(answer: () => Promise<MediaStream>): void {
  const before = Object.getOwnPropertyDescriptor(navigator, "mediaDevices");
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: Object.assign(new EventTarget(), { getUserMedia: answer, enumerateDevices: () => Promise.resolve([]) }),
  });
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(navigator, "mediaDevices");
    else Object.defineProperty(navigator, "mediaDevices", before);
  });
}

test("the invitation says who calls, that it is a machine, and when it records", async () => {
  await open("/join/tok", invited);
  expect(await screen.findByRole("heading", { name: "Your interview with Nordwind Energy" })).toBeDefined();
  expect(screen.getByText("You will talk to an AI")).toBeDefined();
  expect(screen.getByText("Recorded only after you say yes")).toBeDefined();
  expect(screen.getByText("About 12 minutes, 4 questions")).toBeDefined();
});

test("no link leads from a candidate's page to an operator's", async () => {
  await open("/join/tok", invited);
  await screen.findByTestId("consent-start");
  expect(screen.queryAllByRole("link")).toEqual([]);
});

test("a refused microphone is explained, spends nothing, and can be tried again", async () => {
  microphoneAnswers(() => Promise.reject(new DOMException("no", "NotAllowedError")));
  const fake = await open("/join/tok", invited);
  await userEvent.click(await screen.findByTestId("consent-start"));
  expect((await screen.findByTestId("join-trouble")).dataset.trouble).toBe("microphone_refused");
  expect(screen.getByText(/Nothing was recorded, and your interview is still open/)).toBeDefined();
  expect(fake.requests).not.toContain("POST /v1/join/tok");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByTestId("consent-start")).toBeDefined();
});

test("a missing microphone is found by the test before the call", async () => {
  microphoneAnswers(() => Promise.reject(new DOMException("none", "NotFoundError")));
  await open("/join/tok", invited);
  await userEvent.click(await screen.findByRole("button", { name: "Test the microphone" }));
  expect((await screen.findByTestId("microphone-problem")).textContent).toContain("No microphone was found");
});

test.each(["over", "expired", "taken"] as const)("a link that is %s says so instead of the invitation", async (state) => {
  await open("/join/tok", { invitations: { tok: invitation({ state }) } });
  expect((await screen.findByTestId("join-trouble")).dataset.trouble).toBe(state);
  expect(screen.queryByTestId("consent-start")).toBeNull();
});

test("once the other tab has hung up, trying again opens the invitation", async () => {
  const fake = await open("/join/tok", { invitations: { tok: invitation({ state: "taken" }) } });
  await screen.findByTestId("join-trouble");
  fake.data.invitations.tok = invitation();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByTestId("consent-start")).toBeDefined();
});

test("a reloaded tab is known as the one that was in the call, another is not", async () => {
  const clients = (requests: string[]) => requests.map((request) => /client=(\w+)/.exec(request)?.[1]);
  const first = await open("/join/tok", invited);
  await screen.findByTestId("consent-start");
  cleanup();
  const again = await open("/join/tok", invited);
  await screen.findByTestId("consent-start");
  expect(clients(first.requests)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(clients(again.requests)).toEqual(clients(first.requests));
  cleanup();
  sessionStorage.clear();
  const other = await open("/join/tok", invited);
  await screen.findByTestId("consent-start");
  expect(clients(other.requests)).not.toEqual(clients(first.requests));
});

test("an unknown link is told apart from one that is over", async () => {
  await open("/join/nonsense");
  expect((await screen.findByTestId("join-trouble")).dataset.trouble).toBe("unknown_link");
});

test("a server that is away is told as such", async () => {
  openAt("/join/tok", "http://127.0.0.1:9");
  const notice = await screen.findByTestId("join-trouble");
  expect(notice.dataset.trouble).toBe("unreachable");
});
