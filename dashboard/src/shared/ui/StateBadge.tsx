/** An interview's state as a word and a colour; a call in progress breathes. */

import type { InterviewState } from "@/shared/api/types";

import styles from "./StateBadge.module.css";

const LOOKS: Record<InterviewState, { label: string; tone: "quiet" | "live" | "good" | "warn" | "bad" }> = {
  scheduled: { label: "Scheduled", tone: "quiet" },
  held: { label: "Needs a person", tone: "warn" },
  queued: { label: "Queued", tone: "quiet" },
  dialling: { label: "Waiting for candidate", tone: "quiet" },
  live: { label: "Live", tone: "live" },
  interrupted: { label: "Interrupted", tone: "warn" },
  completed: { label: "Completed", tone: "good" },
  abandoned: { label: "Abandoned", tone: "warn" },
  declined: { label: "Declined", tone: "quiet" },
  failed: { label: "Failed", tone: "bad" },
  no_answer: { label: "No answer", tone: "quiet" },
  busy: { label: "Busy", tone: "quiet" },
  voicemail: { label: "Voicemail", tone: "quiet" },
  wrong_person: { label: "Wrong person", tone: "warn" },
  opted_out: { label: "Opted out", tone: "quiet" },
  cancelled: { label: "Cancelled", tone: "quiet" },
  expired: { label: "Expired", tone: "quiet" },
  evaluated: { label: "Evaluated", tone: "good" },
  reviewed: { label: "Reviewed", tone: "good" },
};

export const stateLabel = (state: InterviewState): string => LOOKS[state].label;

interface Props {
  state: InterviewState;
  /** How the call ended, told as well when that was not the ordinary way. */
  outcome?: InterviewState | null | undefined;
}

export function StateBadge({ state, outcome }: Props) {
  const judged = state === "evaluated" || state === "reviewed";
  const shown = judged && outcome && outcome !== "completed" ? outcome : state;
  const { label, tone } = LOOKS[shown];
  return (
    <span className={styles.badge} data-tone={tone} data-state={state}>
      <span className={styles.dot} />
      {shown === state ? label : `${label}, ${state}`}
    </span>
  );
}
