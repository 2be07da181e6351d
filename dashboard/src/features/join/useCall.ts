/** One call from the click on "Start" to its end. */

import { useCallback, useEffect, useReducer, useRef, useState } from "react";

import { useApi } from "@/shared/api/context";

import { NOT_YET, observe, type Call, type Observation } from "./call";
import { openMicrophone } from "./microphone";
import { createRoom, type CallRoom } from "./room";
import { thisTab } from "./tab";
import { joinTrouble, microphoneTrouble, trouble, type Trouble } from "./troubles";

type Step =
  | { at: "before" }
  | { at: "calling" }
  | { at: "trouble"; trouble: Trouble };

const fold = (call: Call, seen: Observation | "anew"): Call => (seen === "anew" ? NOT_YET : observe(call, seen));

export function useCall(token: string) {
  const api = useApi();
  const [step, setStep] = useState<Step>({ at: "before" });
  const [call, report] = useReducer(fold, NOT_YET);
  const [microphone, setMicrophone] = useState<MediaStreamTrack | null>(null);
  const room = useRef<CallRoom | null>(null);

  const fail = (reason: Trouble): void => setStep({ at: "trouble", trouble: reason });
  const watch = (track: MediaStreamTrack): void => {
    track.addEventListener("ended", () => report({ type: "microphone", working: false }));
    setMicrophone(track);
  };

  /** Must run in a click: that is when the browser lets sound begin. */
  const start = async (deviceId?: string): Promise<void> => {
    const mine = createRoom((seen) => {
      if (room.current === mine) report(seen);
    });
    const left = (): boolean => room.current !== mine;
    room.current = mine;
    report("anew");
    setStep({ at: "calling" });
    mine.allowSound();

    // The microphone first: a link is not spent on a call that could not be heard.
    let track: MediaStreamTrack;
    try {
      track = await openMicrophone(deviceId);
    } catch (error) {
      if (!left()) fail(microphoneTrouble(error));
      return;
    }
    if (left()) {
      track.stop();
      return;
    }
    watch(track);
    try {
      const ticket = await api.join(token, thisTab());
      if (left()) return;
      await mine.enter(ticket, track).catch(() => {
        throw new CannotEnter();
      });
    } catch (error) {
      if (left()) return;
      room.current = null;
      setMicrophone(null);
      fail(error instanceof CannotEnter ? trouble("unreachable") : joinTrouble(error));
      await mine.hangUp();
    }
  };

  const hangUp = (): void => {
    void room.current?.hangUp();
    room.current = null;
    report({ type: "ended", how: "hung_up" });
  };

  const changeMicrophone = async (): Promise<void> => {
    // Refused or none there: the notice stays, and so does the call.
    const track = await openMicrophone().catch(() => null);
    if (track === null) return;
    watch(track);
    await room.current?.replaceMicrophone(track);
  };

  const again = useCallback(() => {
    setStep({ at: "before" });
    report("anew");
  }, []);

  // The microphone is given back when another takes its place, when the call is over and when the page goes.
  const over = call.ended !== null;
  useEffect(() => {
    if (over) microphone?.stop();
    return () => microphone?.stop();
  }, [over, microphone]);
  useEffect(() => () => void room.current?.hangUp(), []);

  return {
    step,
    call,
    microphone,
    start,
    again,
    changeMicrophone,
    allowSound: () => room.current?.allowSound(),
    setMuted: (muted: boolean) => void room.current?.setMuted(muted),
    hangUp,
  };
}

/** The room refused or the media server did not answer: nothing the API could have said. */
class CannotEnter extends Error {}
