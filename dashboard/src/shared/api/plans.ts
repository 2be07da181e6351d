/** Plans, and rehearsals by them, as on the wire; see `types`. */

/** A follow-up of the author's, asked when the answer is short or leaves something out. */
export interface Probe {
  id: string;
  when: { shorter_than: number } | { missing_any_of: string[] };
  ask: string;
}

/** As the author wrote it; what is not there is as usual. */
export interface AuthoredQuestion {
  id: string;
  kind?: string;
  ask: string;
  probes?: Probe[];
  criteria?: string[];
  required?: boolean;
}

export interface PlanCriterion {
  id: string;
  name: string;
  description: string;
}

export interface Plan {
  id: string;
  job_id: string;
  version: number;
  created_at: string;
  job: { title: string; company: string; location?: string | null; summary: string };
  plan: { title: string; minutes: number; questions: AuthoredQuestion[]; criteria: PlanCriterion[] };
}

export interface Advice {
  /** `plan.questions[2].ask` */
  field: string;
  message: string;
  remedy: string;
  rule: string;
  severity: "error" | "warning";
}

export interface PlanAdvice {
  expected_minutes: number;
  /** Minutes by question. */
  questions: Record<string, number>;
  advice: Advice[];
}

/** What the candidate does in a rehearsal; the last two are what the server found before, as it told them. */
export type RehearsalInput =
  | { kind: "says" | "cuts_off"; text: string }
  | { kind: "silence" | "mumbles" }
  | { kind: "waits"; seconds: number }
  | { kind: "wrote"; text: string; passages: string[] }
  | { kind: "wrote_nothing"; reason: string; refused: string };

export interface RehearsalStep {
  what: "said" | "replied" | "noted" | "ended";
  at: number;
  text: string;
  /** The fraction of it that the candidate let the interviewer say. */
  heard: number | null;
  reason: string | null;
}

export interface NewRehearsal {
  plan_id: string;
  line: "phone" | "link";
  /** On the candidate's clocks, without an offset. */
  began: string;
  /** Whether a language model finds follow-ups and answers, as in calls. */
  words: "authored" | "generated";
  inputs: RehearsalInput[];
}

export interface Rehearsal {
  /** All that happened, to be sent again with the next. */
  inputs: RehearsalInput[];
  steps: RehearsalStep[];
  phase: string;
  /** Counted from 1; null outside of the questions. */
  question: number | null;
  questions: number;
  elapsed: number;
  /** Negative once the time is over. */
  left: number;
  awaits: string;
  ended: string | null;
}
