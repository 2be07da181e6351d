import { serve } from "@test/open";
import { event } from "@test/stories";
import { expect, onTestFinished, test, vi } from "vitest";

import { createParser, openStream, type ServerSentEvent } from "./sse";

const QUICK = { shortest: 5, longest: 20, silence: 60_000 };

test("an event is found however the bytes were cut", () => {
  const text = "id: 7\r\nevent: turn.heard\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n: keep-alive\r\n\r\ndata: x\r\n\r\n";
  const wanted = [
    { id: "7", type: "turn.heard", data: '{"a":\n1}' },
    { id: "7", type: "message", data: "x" },
  ];
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parse = createParser();
    expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual(wanted);
  }
});

test("a comment alone is not an event", () => {
  expect(createParser()(": ping\n\n")).toEqual([]);
});

test("a cut stream is opened again after the last event it had seen", async () => {
  const { fake, origin } = await serve();
  const seen: ServerSentEvent[] = [];
  const lost = vi.fn();
  const opened = vi.fn();
  const close = openStream(
    `${origin}/v1/stream`,
    { onOpen: opened, onEvent: (one) => seen.push(one), onLost: lost },
    QUICK,
  );
  onTestFinished(close);

  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1));
  fake.ring(event(41, "turn.heard", "09:00:00"));
  await vi.waitFor(() => expect(seen.map(({ id, type }) => [id, type])).toEqual([["41", "turn.heard"]]));

  fake.cutStreams();
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(2));
  expect(lost).toHaveBeenCalledTimes(1);
  expect(fake.resumed).toEqual([undefined, "41"]);
});

test("a closed stream stays closed", async () => {
  const { fake, origin } = await serve();
  const opened = vi.fn();
  const lost = vi.fn();
  const close = openStream(`${origin}/v1/stream`, { onOpen: opened, onEvent: vi.fn(), onLost: lost }, QUICK);
  await vi.waitFor(() => expect(opened).toHaveBeenCalled());
  close();
  await vi.waitFor(() => expect(fake.openStreams()).toBe(0));
  expect(lost).not.toHaveBeenCalled();
});
