/** Where an interview stands that waits for its call, in a few words. A reason without words here is shown as it is. */

import type { Attempt, Interview } from "@/shared/api/types";

import { moment } from "./time";

const REASONS: Record<string, string> = {
  zone_unknown: "time zone unknown",
  zone_ambiguous: "time zone unclear",
  consent_missing: "no consent yet",
  appointment_missed: "the agreed time was missed",
  attempts_used_up: "another time was agreed, and all attempts are used up",
  time_unclear: "wants another time",
  not_due: "not due yet",
  not_begun: "the campaign has not begun",
  weekday: "no calls on this weekday",
  holiday: "public holiday",
  hour: "outside the calling hours",
  daily_limit: "called often enough today",
  after_unknown: "after a call of unknown outcome",
  agent_lost: "the interviewer was lost",
  agent_stopped: "the interviewer was stopped",
  line_lost: "the line to the candidate was lost",
  agent_failed: "the interviewer failed",
  candidate_lost: "the candidate was lost",
};

const plain = (name: string): string => name.replaceAll("_", " ");

export const reasonText = (reason: string): string => REASONS[reason] ?? plain(reason);

/** "2: no answer, busy" */
export function attemptsText(attempts: Attempt[]): string {
  const outcomes = attempts.flatMap(({ outcome }) => (outcome === null ? [] : [plain(outcome)]));
  return outcomes.length === 0 ? String(attempts.length) : `${attempts.length}: ${outcomes.join(", ")}`;
}

/** No call can follow any more. */
export const isOver = ({ outcome }: Interview): boolean => outcome !== null;

/** When the next call is due, if that is still to come. */
export function dueText({ due, appointed }: Interview, now: Date): string | undefined {
  if (due === null || Date.parse(due) <= now.getTime()) return undefined;
  return appointed ? `${moment(due, now)}, agreed` : moment(due, now);
}

/** "Not before Today 14:05 · after no answer · 1 attempt"; empty when there is nothing to say. */
export function standing(interview: Interview, now: Date): string {
  const due = dueText(interview, now);
  const tried = interview.attempts.length;
  return [
    due === undefined ? "" : `${interview.appointed ? "" : "Not before "}${due}`,
    interview.reason === null ? "" : reasonText(interview.reason),
    tried === 0 ? "" : tried === 1 ? "1 attempt" : `${tried} attempts`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
