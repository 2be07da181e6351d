/**
 * The public API as the dashboard speaks it: one place, by hand, named as on the wire (snake_case).
 * Times are ISO 8601 strings, spans in a call are seconds from its start, latencies milliseconds.
 */

export type InterviewState =
  | "scheduled"
  | "held"
  | "queued"
  | "dialling"
  | "live"
  | "interrupted"
  | "completed"
  | "abandoned"
  | "declined"
  | "failed"
  | "no_answer"
  | "busy"
  | "voicemail"
  | "wrong_person"
  | "opted_out"
  | "cancelled"
  | "expired"
  | "evaluated"
  | "reviewed";

/** A telephone call that was tried. */
export interface Attempt {
  at: string;
  /** null: it goes on, or led to the conversation. */
  outcome: string | null;
  ended: string | null;
}

export type JudgeState = "none" | "waiting" | "running" | "done" | "unavailable";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface PlanSummary {
  id: string;
  title: string;
  company: string;
  job_title: string;
  language: string;
  minutes: number;
  questions: number;
  job_id: string;
  /** Counts the published plans of the job. */
  version: number;
  created_at: string;
}

export interface PlanQuestion {
  id: string;
  text: string;
  state: "pending" | "asked" | "answered" | "skipped";
}

export interface Recording {
  /** Where it begins, in seconds from the call's start; its gaps count from its own. */
  start: number;
  seconds: number;
  channels: number;
  gaps: { start: number; end: number }[];
}

export interface Interview {
  id: string;
  state: InterviewState;
  /** How the call ended, once `state` has moved on to "evaluated". */
  outcome: InterviewState | null;
  plan_id: string;
  plan_title: string;
  company: string;
  job_title: string;
  candidate: { id: string; name: string };
  campaign_id: string | null;
  /** When the candidate is called at the earliest; null once nobody will call. */
  due: string | null;
  /** The candidate agreed to that very time. */
  appointed: boolean;
  /** Why it waits or is held. */
  reason: string | null;
  attempts: Attempt[];
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  duration_s: number | null;
  end_reason: string | null;
  epoch: number;
  join_url: string | null;
  questions: PlanQuestion[];
  consent: boolean | null;
  version: number;
  position: number;
  latency_ms: { p50: number; p95: number } | null;
  recording: Recording | null;
  has_scorecard: boolean;
  /** How many questions of the candidate are for a person to answer. */
  for_you: number;
  judge_state: JudgeState;
}

export type { CandidateQuestion, InterviewInFull, QuestionInFull, Signalled, Understood } from "./interviewInFull";

export interface NewInterview {
  plan_id: string;
  candidate_id?: string;
  candidate_name?: string;
  /** Ask only the first N. */
  questions?: number;
}

export type LatencyPart = "stt" | "endpointing" | "retrieval" | "llm" | "between" | "tts" | "playout";

/** In milliseconds. What each is counted from: docs/how-a-turn-happens.md. */
export interface TurnLatency {
  endpointing: number | null;
  stt_final: number | null;
  retrieval: number | null;
  llm_first_token: number | null;
  tts_first_chunk: number | null;
  playout: number | null;
  first_sound: number | null;
  /** The first sound that is no mere acknowledgement. */
  content: number | null;
  prepared: boolean;
  planned: boolean;
  over_budget: "stt" | "llm" | "tts" | "end_to_end" | null;
  tokens_wasted: number;
  /** What the candidate waited for, one after the other from its last word. */
  spans: { part: LatencyPart; start: number; end: number }[];
}

export interface Turn {
  id: string;
  speaker: "interviewer" | "candidate";
  text: string;
  start: number;
  end: number;
  question: string | null;
  kind: string;
  interrupted: boolean;
  confidence: number | null;
  latency: TurnLatency | null;
  /** Reported after another interviewer had taken over. */
  late: boolean;
}

export interface LoggedEvent {
  position: number;
  version: number;
  type: string;
  data: Record<string, unknown>;
  at: string;
  correlation_id: string | null;
  causation_id: string | null;
  actor: string | null;
}

export interface Evidence {
  quote: string;
  /** Id of the turn in which the quote stands verbatim. */
  turn: string;
}

export interface Criterion {
  id: string;
  name: string;
  /** 0–5; null is "not enough evidence". */
  score: number | null;
  evidence: Evidence[];
  rationale: string;
}

export interface Flag {
  code: string;
  detail: string;
  turn: string | null;
}

export interface Scorecard {
  judge: string;
  method: string;
  indicative: boolean;
  summary: string;
  criteria: Criterion[];
  flags: Flag[];
  created_at: string;
}

export interface Invitation {
  company: string;
  job_title: string;
  candidate_name: string;
  minutes: number;
  questions: number;
  state: "open" | "over" | "expired" | "taken";
  recording: boolean;
  /** The candidate is called; else it comes by this link. */
  by_phone: boolean;
  /** IANA name of the time zone where the candidate lives; null if nobody knows. */
  zone: string | null;
  /** The time agreed with the candidate; null without one. */
  appointment: string | null;
}

/** An instant with its offset, or what clocks show where the candidate lives. */
export type NewTime = { at: string } | { local: string };

export interface RoomTicket {
  livekit_url: string;
  token: string;
  room: string;
  identity: string;
}

export interface Session {
  /** The name of the key. */
  name: string;
  expires_at: string;
}
