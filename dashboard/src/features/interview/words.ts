/** What the log's names mean to a reader. A name that is not here is shown as it is stored. */

import type { Interview, InterviewState, LatencyPart, LoggedEvent, TurnLatency } from "@/shared/api/types";
import { reasonText } from "@/shared/format/standing";

const text = (event: LoggedEvent, key: string): string => {
  const value = event.data[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const MILESTONES: Record<string, (event: LoggedEvent) => string> = {
  "interview.scheduled": () => "Scheduled",
  "interview.held": (event) => `Waits for a person: ${reasonText(text(event, "reason"))}`,
  "interview.deferred": (event) => `Put off: ${reasonText(text(event, "reason"))}`,
  "appointment.given_up": (event) => `The agreed time was given up, by ${text(event, "by")}`,
  "interview.rescheduled": (event) => `Another time agreed, by the ${text(event, "by")}`,
  "interview.queued": () => "Queued for a free line",
  "dial.started": (event) =>
    event.data.line === "phone" || Number(event.data.attempt) > 1
      ? `Dialled, attempt ${text(event, "attempt")}`
      : "Room opened",
  "call.answered": () => "Telephone answered",
  "attempt.failed": (event) => `Attempt ${text(event, "attempt")}: ${reasonText(text(event, "outcome"))}`,
  "interview.leased": (event) =>
    Number(event.data.epoch) > 1 ? `Taken over by another interviewer (${text(event, "epoch")})` : "Interviewer assigned",
  "candidate.joined": () => "Candidate joined",
  "candidate.left": () => "Candidate left",
  "call.joined": () => "Call began",
  "consent.given": () => "Consent given",
  "consent.refused": () => "Consent refused",
  "recording.started": () => "Recording started",
  "interview.interrupted": (event) => `Interrupted: ${reasonText(text(event, "cause"))}`,
  "call.ended": (event) => `Call ended: ${endReason(text(event, "reason"))}`,
  "interview.completed": () => "Completed",
  "interview.abandoned": () => "Abandoned",
  "interview.declined": () => "Declined",
  "interview.failed": (event) => `Failed: ${text(event, "reason")}`,
  "interview.unreached": (event) => `Not reached: ${reasonText(text(event, "outcome"))}`,
  "interview.misdirected": () => "The number is somebody else's",
  "interview.opted_out": () => "The candidate wants no more calls",
  "interview.cancelled": (event) => `Cancelled: ${endReason(text(event, "reason"))}`,
  "interview.expired": () => "The time for calls is over",
  "interview.evaluated": () => "Evaluated",
  "interview.reviewed": (event) => `Reviewed by ${text(event, "by")}`,
};

/** The event's line in the history of states, or undefined if it did not change where the interview stands. */
export const milestone = (event: LoggedEvent): string | undefined => MILESTONES[event.type]?.(event);

const END_REASONS: Record<string, string> = {
  finished: "all questions asked",
  declined: "the candidate declined",
  withdrawn: "the candidate took the consent back",
  candidate_stopped: "the candidate wanted to stop",
  rescheduled: "the candidate wants another time",
  candidate_hung_up: "the candidate hung up",
  candidate_silent: "the candidate stayed silent",
  candidate_absent: "the candidate did not come",
  candidate_lost: "the candidate's connection was lost",
  recruiter: "called off by a recruiter",
  campaign_cancelled: "called off with its campaign",
  do_not_call: "the number is on the do-not-call list",
  wrong_person: "the number is somebody else's",
  opted_out: "the candidate wants no more calls",
  expired: "the time for calls is over",
  stopped: "stopped by an operator",
  failed: "a technical failure",
};

export const endReason = (reason: string): string => END_REASONS[reason] ?? reason.replaceAll("_", " ");

type Stage = "endpointing" | "stt_final" | "retrieval" | "llm_first_token" | "tts_first_chunk" | "playout";

export const STAGES: readonly { key: Stage; label: string }[] = [
  { key: "stt_final", label: "Words recognised" },
  { key: "endpointing", label: "End of turn noticed" },
  { key: "retrieval", label: "Search" },
  { key: "llm_first_token", label: "Language model" },
  { key: "tts_first_chunk", label: "Voice" },
  { key: "playout", label: "Playout" },
];

export const PARTS: Record<LatencyPart, string> = {
  stt: "Words recognised",
  endpointing: "End of turn noticed",
  retrieval: "Search",
  llm: "Language model",
  between: "Between stages",
  tts: "Voice",
  playout: "Playout",
};

const BUDGETS: Record<NonNullable<TurnLatency["over_budget"]>, string> = {
  stt: "recognition",
  llm: "language model",
  tts: "voice",
  end_to_end: "the whole",
};

/** What was over its budget, or undefined. */
export const overBudget = ({ over_budget: stage }: TurnLatency): string | undefined =>
  stage === null ? undefined : BUDGETS[stage];

/** Until the candidate got what it waited for. */
export const wholeWait = ({ content, first_sound }: TurnLatency): number | null => content ?? first_sound;

const BEFORE_CONSENT: ReadonlySet<InterviewState> = new Set(["scheduled", "held", "queued", "dialling", "live"]);

export function consentLine({ consent, end_reason, state }: Interview): string {
  if (end_reason === "withdrawn") return "Taken back, recording deleted";
  if (consent === true) return "Given, recorded";
  if (consent === false) return "Refused, nothing recorded";
  return BEFORE_CONSENT.has(state) ? "Not asked yet" : "None, nothing recorded";
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
  withdrawn: "Consent taken back",
  knocked_out: "Ruled out by the plan",
  wants_person: "Wants a person",
  distressed: "Distressed",
  instructed: "Tried to instruct the interviewer",
  other_voice: "Another voice",
  bad_line: "Bad line",
};

/** What the candidate did in a turn beside answering. */
const SIGNALS: Record<string, string> = {
  wrong_person: "not the candidate",
  not_now: "cannot talk now",
  repeat: "asked to hear it again",
  rephrase: "asked for other words",
  slower: "asked to go slower",
  more_time: "asked for more time",
  as_text: "asked to read the questions",
  thinks: "thinking",
  goes_back: "went back",
  corrects: "corrected an answer",
  skips: "skipped",
  asks_back: "asked back",
  asks_if_ai: "asked if this is an AI",
  wants_person: "wants a person",
  stops: "wants to stop",
  withdraws: "takes the consent back",
  no_more_calls: "wants no more calls",
  distressed: "distressed",
  rude: "rude",
  switches_language: "another language",
  bad_line: "bad line",
  noise: "noise",
  other_voice: "another voice",
  instructs: "instructs the interviewer",
  rambles: "led back",
};

export const signalName = (signal: string): string => SIGNALS[signal] ?? signal.replaceAll("_", " ");

/** Those that a person should look at; the others the interviewer could meet. */
const TO_LOOK_AT: ReadonlySet<string> = new Set(["wants_person", "distressed", "instructs", "other_voice", "bad_line"]);

export const toLookAt = (signal: string): boolean => TO_LOOK_AT.has(signal);

export const flagName = (code: string): string => FLAGS[code] ?? code.replaceAll("_", " ");
