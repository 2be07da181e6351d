/**
 * The live stream as a doorbell: an event says that something changed, the REST answers say what.
 *
 * So the page never holds a state that the server would not give it again after a reload, and an event missed
 * while the connection was away costs nothing: reopening rings too.
 */

import { useEffect, useEffectEvent, useState } from "react";

import { useApi } from "./context";
import { openStream } from "./sse";

export type Connection = "connecting" | "open" | "lost";

/** A burst of events rings once per this many ms. */
const BURST_MS = 250;

export function useDoorbell(interview: string | undefined, onRing: () => void): Connection {
  const api = useApi();
  const [connection, setConnection] = useState<Connection>("connecting");
  const ring = useEffectEvent(onRing);

  useEffect(() => {
    let pending: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      pending ??= setTimeout(() => {
        pending = undefined;
        ring();
      }, BURST_MS);
    };
    const close = openStream(api.streamUrl(interview), {
      onOpen: () => {
        setConnection("open");
        soon();
      },
      onEvent: soon,
      onLost: () => setConnection("lost"),
    });
    return () => {
      close();
      clearTimeout(pending);
    };
  }, [api, interview]);

  return connection;
}
