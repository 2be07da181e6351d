/** An interview's state as a word and a colour; a call in progress breathes. */

import type { InterviewState } from "@/shared/api/types";

import styles from "./StateBadge.module.css";

const LOOKS: Record<InterviewState, { label: string; tone: "quiet" | "live" | "good" | "warn" | "bad" }> = {
  scheduled: { label: "Scheduled", tone: "quiet" },
  dialling: { label: "Waiting for candidate", tone: "quiet" },
  live: { label: "Live", tone: "live" },
  interrupted: { label: "Interrupted", tone: "warn" },
  completed: { label: "Completed", tone: "good" },
  abandoned: { label: "Abandoned", tone: "warn" },
  declined: { label: "Declined", tone: "quiet" },
  failed: { label: "Failed", tone: "bad" },
  evaluated: { label: "Evaluated", tone: "good" },
};

export const stateLabel = (state: InterviewState): string => LOOKS[state].label;

interface Props {
  state: InterviewState;
  /** How the call ended, told as well when that was not the ordinary way. */
  outcome?: InterviewState | null | undefined;
}

export function StateBadge({ state, outcome }: Props) {
  const shown = state === "evaluated" && outcome && outcome !== "completed" ? outcome : state;
  const { label, tone } = LOOKS[shown];
  return (
    <span className={styles.badge} data-tone={tone} data-state={state}>
      <span className={styles.dot} />
      {shown === state ? label : `${label}, evaluated`}
    </span>
  );
}
