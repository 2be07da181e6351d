/**
 * Server-sent events over `fetch`.
 *
 * Not `EventSource`: that delivers a named event only to a listener for that very name, and the log's
 * event types are an open set here. Like it, this one reconnects by itself and sends `Last-Event-ID`.
 */

export interface ServerSentEvent {
  id: string;
  type: string;
  data: string;
}

/** Cuts a byte stream's text into events; feed it any pieces, it returns the events they complete. */
export function createParser(): (piece: string) => ServerSentEvent[] {
  let rest = "";
  let id = "";
  let type = "";
  let data: string[] = [];

  const line = (text: string): ServerSentEvent | undefined => {
    if (text === "") {
      const event = data.length > 0 ? { id, type: type || "message", data: data.join("\n") } : undefined;
      type = "";
      data = [];
      return event;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return undefined; // A comment: the server's keep-alive.
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = value;
    else if (field === "event") type = value;
    else if (field === "data") data.push(value);
    return undefined;
  };

  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    return lines.map(line).filter((event) => event !== undefined);
  };
}

export interface StreamHandlers {
  onOpen: () => void;
  onEvent: (event: ServerSentEvent) => void;
  /** The connection is gone; another attempt follows after a pause. */
  onLost: () => void;
}

export interface StreamTiming {
  /** Pause before the first new attempt, in ms; doubled up to `longest`. */
  shortest: number;
  longest: number;
  /** A stream without even a keep-alive for this long, in ms, counts as dead (the server sends one every 15 s). */
  silence: number;
}

const TIMING: StreamTiming = { shortest: 500, longest: 10_000, silence: 40_000 };

/** Keeps a stream open until the returned function is called. */
export function openStream(url: string, handlers: StreamHandlers, timing: StreamTiming = TIMING): () => void {
  let lastId = "";
  let pause = timing.shortest;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let current = new AbortController();
  let closed = false;

  const listen = async (controller: AbortController): Promise<void> => {
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => controller.abort(), timing.silence);
    };
    try {
      heard();
      const response = await fetch(url, {
        headers: { accept: "text/event-stream", ...(lastId === "" ? {} : { "last-event-id": lastId }) },
        cache: "no-store",
        signal: controller.signal,
      });
      if (!response.ok || response.body === null) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parse = createParser();
      pause = timing.shortest;
      handlers.onOpen();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        heard();
        for (const event of parse(value)) {
          if (event.id !== "") lastId = event.id;
          handlers.onEvent(event);
        }
      }
    } finally {
      clearTimeout(watchdog);
    }
  };

  const attempt = async (): Promise<void> => {
    current = new AbortController();
    await listen(current).catch(() => undefined); // However it ended, the answer is the same: try again.
    if (closed) return;
    handlers.onLost();
    retry = setTimeout(() => void attempt(), pause);
    pause = Math.min(pause * 2, timing.longest);
  };

  void attempt();
  return () => {
    closed = true;
    clearTimeout(retry);
    current.abort();
  };
}
