/** Which turn sounds at a moment of the recording, and playing it from there. */

import { useCallback, useRef, useState } from "react";

import type { Turn } from "@/shared/api/types";

/** The last turn that began at or before `seconds`, if it has not been over for more than a breath. */
export function turnAt(turns: readonly Turn[], seconds: number): Turn | undefined {
  const BREATH = 0.5;
  const begun = turns.findLast(({ start }) => start <= seconds);
  return begun !== undefined && seconds <= begun.end + BREATH ? begun : undefined;
}

/** `offset`: where the recording begins in the call, in seconds; everything else here is time in the call. */
export function usePlayback(turns: readonly Turn[], offset: number) {
  const audio = useRef<HTMLAudioElement>(null);
  const [current, setCurrent] = useState<string | undefined>();

  const follow = useCallback(() => {
    setCurrent(audio.current === null ? undefined : turnAt(turns, audio.current.currentTime + offset)?.id);
  }, [turns, offset]);

  const playFrom = useCallback((seconds: number) => {
    const element = audio.current;
    if (element === null) return;
    element.currentTime = Math.max(0, seconds - offset);
    // Refused where the browser wants a click on the player itself; the position stays set.
    void element.play().catch(() => undefined);
  }, [offset]);

  return { audio, current, follow, playFrom };
}
