/** What a conversation brought beside its answers, as one interview's own page has it. */

import type { Interview, PlanQuestion } from "./types";

/** What an answer comes to. */
export interface Understood {
  value: string;
  /** As a person reads it: the plan's words for what was chosen. */
  label: string;
  /** It was read back, and the candidate agreed. */
  confirmed: boolean;
  /** By the plan it rules the candidate out; the candidate was not told so. */
  knocked_out: boolean;
  turns: string[];
}

export interface QuestionInFull extends PlanQuestion {
  understood: Understood | null;
}

/** What the candidate asked. Without an answer it was told that a person will answer. */
export interface CandidateQuestion {
  turn: string;
  text: string;
  for_you: boolean;
  answer_turn: string | null;
  answer: string | null;
  /** Document and heading are null when the document is no longer there. */
  passages: { id: string; document: string | null; heading: string | null }[];
}

/** The candidate did something beside answering, in this turn. */
export interface Signalled {
  signal: string;
  turn: string;
}

/** One interview as its own page has it. */
export interface InterviewInFull extends Interview {
  questions: QuestionInFull[];
  asked: CandidateQuestion[];
  signals: Signalled[];
  /** How the candidate found the conversation, 1 (bad) to 5 (good). */
  rating: number | null;
}
