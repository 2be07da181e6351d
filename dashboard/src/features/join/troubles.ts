/** Everything that can keep a candidate from the call: what happened, what was kept, what to do. */

import { asProblem } from "@/shared/api/problem";
import type { Invitation } from "@/shared/api/types";

export interface Trouble {
  code: string;
  title: string;
  detail: string;
  /** The button's label where trying again can help. */
  retry: string | null;
}

const NOTHING_YET = "Nothing was recorded, and your interview is still open.";

const TROUBLES = {
  microphone_refused: {
    title: "The microphone is not allowed",
    detail: `${NOTHING_YET} Click the lock or microphone sign beside the address, set “Microphone” to “Allow”, and try again. On a phone, look in the settings of the browser.`,
    retry: "Try again",
  },
  microphone_missing: {
    title: "No microphone was found",
    detail: `${NOTHING_YET} Plug in a headset or switch the microphone on, then try again. You can also open this link on a phone.`,
    retry: "Try again",
  },
  microphone_busy: {
    title: "The microphone does not answer",
    detail: `${NOTHING_YET} Another program may be using it: close video calls and recorders, then try again.`,
    retry: "Try again",
  },
  insecure: {
    title: "This page may not use a microphone",
    detail: `${NOTHING_YET} Browsers allow it only on addresses that begin with https:// or on this very machine (http://127.0.0.1). Ask whoever sent the link for an https address.`,
    retry: null,
  },
  over: {
    title: "This interview is over",
    detail: "What was said in it is kept. There is nothing more for you to do; you can close this page.",
    retry: null,
  },
  expired: {
    title: "This link has expired",
    detail: "Nothing was recorded with it. Please ask whoever invited you for a new link.",
    retry: null,
  },
  unknown_link: {
    title: "This link is not known",
    detail: "Please check that you copied the whole of it, or ask whoever invited you for a new one.",
    retry: null,
  },
  taken: {
    title: "Somebody is already in this call",
    detail:
      "Perhaps it is you, in another tab or on another device: go on there, or hang up there first. After a crash it takes up to half a minute until the line is free. What was said so far is kept.",
    retry: "Try again",
  },
  unreachable: {
    title: "The server cannot be reached",
    detail: "What was said so far is kept. Check your internet connection and try again in a moment.",
    retry: "Try again",
  },
  lost: {
    title: "The connection was lost",
    detail: "It could not be restored. Everything you said until then is kept; call again to go on where you were.",
    retry: "Call again",
  },
  moved: {
    title: "The call went on somewhere else",
    detail: "This link was opened in another tab or on another device, and the call is there now. Nothing was lost.",
    retry: null,
  },
} satisfies Record<string, Omit<Trouble, "code">>;

export type TroubleCode = keyof typeof TROUBLES;

export const trouble = (code: TroubleCode): Trouble => ({ code, ...TROUBLES[code] });

/** What `getUserMedia` rejected with. */
export function microphoneTrouble(error: unknown): Trouble {
  switch ((error as { name?: unknown } | null)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return trouble("microphone_refused");
    case "NotFoundError":
    case "OverconstrainedError":
      return trouble("microphone_missing");
    case "InsecureContextError":
      return trouble("insecure");
    default:
      return trouble("microphone_busy");
  }
}

/** What the API refused the link or the joining with. */
export function joinTrouble(error: unknown): Trouble {
  const problem = asProblem(error);
  if (problem.unreachable || problem.status >= 500) return trouble("unreachable");
  switch (problem.status) {
    case 404:
      return trouble("unknown_link");
    case 410:
      return trouble(problem.code === "join_link_expired" ? "expired" : "over");
  }
  if (problem.code === "seat_taken") return trouble("taken");
  return { code: problem.code || "unexpected", title: problem.title, detail: problem.detail, retry: "Try again" };
}

/** What the invitation itself says, before anything is tried. */
export function invitationTrouble({ state }: Invitation): Trouble | undefined {
  return state === "open" ? undefined : trouble(state);
}
