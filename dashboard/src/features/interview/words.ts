/** What the log's names mean to a reader. A name that is not here is shown as it is stored. */

import type { Interview, LoggedEvent, TurnLatency } from "@/shared/api/types";

const text = (event: LoggedEvent, key: string): string => {
  const value = event.data[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const MILESTONES: Record<string, (event: LoggedEvent) => string> = {
  "interview.scheduled": () => "Scheduled",
  "dial.started": (event) => (Number(event.data.attempt) > 1 ? `Dialled, attempt ${text(event, "attempt")}` : "Room opened"),
  "interview.leased": (event) =>
    Number(event.data.epoch) > 1 ? `Taken over by another interviewer (${text(event, "epoch")})` : "Interviewer assigned",
  "candidate.joined": () => "Candidate joined",
  "candidate.left": () => "Candidate left",
  "call.joined": () => "Call began",
  "consent.given": () => "Consent given",
  "consent.refused": () => "Consent refused",
  "recording.started": () => "Recording started",
  "interview.interrupted": () => "Interrupted: the interviewer was lost",
  "call.ended": (event) => `Call ended: ${endReason(text(event, "reason"))}`,
  "interview.completed": () => "Completed",
  "interview.abandoned": () => "Abandoned",
  "interview.declined": () => "Declined",
  "interview.failed": (event) => `Failed: ${text(event, "reason")}`,
  "interview.evaluated": () => "Evaluated",
};

/** The event's line in the history of states, or undefined if it did not change where the interview stands. */
export const milestone = (event: LoggedEvent): string | undefined => MILESTONES[event.type]?.(event);

const END_REASONS: Record<string, string> = {
  finished: "all questions asked",
  declined: "the candidate declined",
  candidate_hung_up: "the candidate hung up",
  candidate_silent: "the candidate stayed silent",
  candidate_absent: "the candidate did not come",
  candidate_lost: "the candidate's connection was lost",
  stopped: "stopped by an operator",
  failed: "a technical failure",
};

export const endReason = (reason: string): string => END_REASONS[reason] ?? reason.replaceAll("_", " ");

export const STAGES: readonly { key: Exclude<keyof TurnLatency, "first_sound">; label: string }[] = [
  { key: "endpointing", label: "End of turn noticed" },
  { key: "stt_final", label: "Words recognised" },
  { key: "llm_first_token", label: "Language model" },
  { key: "tts_first_chunk", label: "Voice" },
];

export function consentLine({ consent, state }: Interview): string {
  if (consent === true) return "Given, recorded";
  if (consent === false) return "Refused, nothing recorded";
  return state === "live" || state === "dialling" || state === "scheduled" ? "Not asked yet" : "None, nothing recorded";
}

const FLAGS: Record<string, string> = {
  abandoned: "Ended early",
  declined: "Declined",
  no_answers: "No answers",
  insufficient_evidence: "Not enough evidence",
  quote_rejected: "Quote rejected",
  judge_unavailable: "No judge ran",
  low_confidence: "Unsure recognition",
  interrupted: "Technical interruption",
};

export const flagName = (code: string): string => FLAGS[code] ?? code.replaceAll("_", " ");
