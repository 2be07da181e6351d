import { open } from "@test/open";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Provider } from "@/shared/api/providers";

const providers: Provider[] = [
  { part: "recognition", provider: "deepgram", model: "nova-3", hosted: true, breaker: null, stand_ins: [] },
  { part: "speech", provider: "local", model: "piper/joe", hosted: false, breaker: null, stand_ins: [] },
  { part: "writing", provider: "none", model: "", hosted: false, breaker: null, stand_ins: [] },
];
const part = async (name: string): Promise<HTMLElement> => screen.findByRole("region", { name });

test("the menu leads to the providers in use, and says what leaves the installation", async () => {
  const fake = await open("/", { providers });
  await userEvent.click(screen.getByRole("link", { name: "Providers" }));
  const hearing = await part("Speech to text");
  expect(hearing.textContent).toContain("Deepgram · nova-3");
  expect(hearing.textContent).toContain("goes to this vendor");
  expect((await part("Voice")).textContent).toContain("Nothing that is said leaves");
  expect((await part("Language model")).textContent).toContain("None");
  expect(fake.requests).not.toContain("POST /v1/providers/check");
});

test("what stands in for a provider, and that it is not asked just now, is said", async () => {
  const breaker = { state: "open" as const, reason: "it had too many requests", tried_again_in_s: 42, opened: 1 };
  const local = { part: "speech" as const, provider: "local", model: "piper/joe", hosted: false, breaker: null };
  const voice = { part: "speech" as const, provider: "azure", model: "Ava", hosted: true, breaker, stand_ins: [local] };
  await open("/providers", { providers: [voice] });
  const shown = (await part("Voice")).textContent;
  expect(shown).toContain("If it fails: Local engine.");
  expect(shown).toContain("Calls do not ask it just now: it had too many requests.");
});

test("the test button has each provider asked, and a wrong key is said with what to do", async () => {
  const wrong = {
    outcome: "wrong_key" as const,
    detail: "Deepgram answered 401: the key is wrong.",
    remedy: "correct INTERVIEWER_DEEPGRAM_API_KEY",
  };
  const fake = await open("/providers", { providers, checks: { recognition: wrong } });
  await part("Voice");
  await userEvent.click(screen.getByRole("button", { name: "Test" }));
  expect(await screen.findByText("1 of them would not serve a call now.")).toBeDefined();
  const hearing = within(await part("Speech to text"));
  expect(hearing.getByText("Wrong key")).toBeDefined();
  expect(hearing.getByText(/To do: correct INTERVIEWER_DEEPGRAM_API_KEY/)).toBeDefined();
  expect(within(await part("Voice")).getByText("Works · 120 ms")).toBeDefined();
  expect(fake.requests.filter((each) => each === "POST /v1/providers/check")).toHaveLength(1);
});

test("whoever may not have them asked is told so, and still sees which are in use", async () => {
  await open("/providers", { providers, checkRefusal: "The API key lacks the scope admin." });
  await part("Voice");
  await userEvent.click(screen.getByRole("button", { name: "Test" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The API key lacks the scope admin.");
  expect(await part("Speech to text")).toBeDefined();
});
