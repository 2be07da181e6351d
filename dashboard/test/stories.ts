/** Interviews for the tests: one of each kind that a page must be able to show. */

import type { InterviewInFull, Invitation, LoggedEvent, PlanSummary, Scorecard, Turn, TurnLatency } from "@/shared/api/types";

export const plan: PlanSummary = {
  id: "plan_support",
  title: "Customer support, first conversation",
  company: "Nordwind Energy",
  job_title: "Customer support agent",
  language: "en",
  minutes: 12,
  questions: 4,
  job_id: "job_support",
  version: 1,
  created_at: "2026-11-20T08:00:00Z",
};

const QUESTIONS = [
  ["motivation", "What makes you want to work in customer support?"],
  ["angry_caller", "Tell me about a time a customer was angry with you. What did you do?"],
  ["two_things", "How do you decide what comes first when two customers need you at once?"],
  ["shifts", "Are you able to work one weekend a month?"],
] as const;

export const finished = (changes: Partial<InterviewInFull> = {}): InterviewInFull => ({
  id: "int_done",
  state: "evaluated",
  outcome: "completed",
  plan_id: plan.id,
  plan_title: plan.title,
  company: plan.company,
  job_title: plan.job_title,
  candidate: { id: "cand_1", name: "Maya Lindqvist" },
  campaign_id: null,
  due: null,
  appointed: false,
  reason: null,
  attempts: [],
  created_at: "2026-11-23T09:00:00Z",
  started_at: "2026-11-23T09:01:00Z",
  ended_at: "2026-11-23T09:03:11Z",
  duration_s: 131,
  end_reason: "finished",
  epoch: 1,
  join_url: null,
  questions: QUESTIONS.map(([id, text]) => ({ id, text, state: "answered", understood: null })),
  consent: true,
  version: 40,
  position: 140,
  latency_ms: { p50: 840, p95: 1410 },
  recording: { start: 0, seconds: 131, channels: 2, gaps: [] },
  has_scorecard: true,
  for_you: 0,
  judge_state: "done",
  asked: [],
  signals: [],
  rating: null,
  ...changes,
});

export const live = (changes: Partial<InterviewInFull> = {}): InterviewInFull =>
  finished({
    id: "int_live",
    state: "live",
    outcome: null,
    candidate: { id: "cand_2", name: "Tomás Herrera" },
    ended_at: null,
    duration_s: null,
    end_reason: null,
    join_url: "http://127.0.0.1:8000/join/tok_live",
    questions: QUESTIONS.map(([id, text], index) => ({
      id,
      text,
      state: index === 0 ? "answered" : index === 1 ? "asked" : "pending",
      understood: null,
    })),
    recording: null,
    has_scorecard: false,
    judge_state: "none",
    ...changes,
  });

/** One whose conversation brought values, questions back, wishes and a rating. */
export const conversed = (changes: Partial<InterviewInFull> = {}): InterviewInFull =>
  finished({
    questions: QUESTIONS.map(([id, text]) => ({
      id,
      text,
      state: "answered",
      understood: id === "shifts" ? { value: "no", label: "no", confirmed: true, knocked_out: true, turns: ["t10"] } : null,
    })),
    for_you: 1,
    asked: [
      {
        turn: "t4",
        text: "How many calls does one take in a day?",
        for_you: false,
        answer_turn: "t5",
        answer: "About forty calls on a weekday.",
        passages: [
          { id: "psg_1", document: "working-here.html", heading: "The day > Calls" },
          { id: "psg_2", document: null, heading: null },
        ],
      },
      { turn: "t8", text: "Is there a gym?", for_you: true, answer_turn: null, answer: null, passages: [] },
    ],
    signals: [
      { signal: "slower", turn: "t2" },
      { signal: "instructs", turn: "t8" },
      { signal: "whistles", turn: "t8" },
    ],
    rating: 4,
    ...changes,
  });

export const calledOff = (changes: Partial<InterviewInFull> = {}): InterviewInFull =>
  finished({
    state: "cancelled",
    outcome: "cancelled",
    started_at: null,
    duration_s: null,
    end_reason: "recruiter",
    consent: null,
    latency_ms: null,
    recording: null,
    has_scorecard: false,
    judge_state: "none",
    ...changes,
  });

const stages = (first_sound: number, more: Partial<TurnLatency> = {}): TurnLatency => ({
  endpointing: 320,
  stt_final: 410,
  retrieval: null,
  llm_first_token: null,
  tts_first_chunk: first_sound - 480,
  playout: 20,
  first_sound,
  content: first_sound,
  prepared: false,
  planned: true,
  over_budget: null,
  tokens_wasted: 0,
  spans: [
    { part: "stt", start: 0, end: 410 },
    { part: "between", start: 410, end: 460 },
    { part: "tts", start: 460, end: first_sound - 20 },
    { part: "playout", start: first_sound - 20, end: first_sound },
  ],
  ...more,
});

/** An acknowledgement first, and then a follow-up for which the model took too long. */
const written: TurnLatency = stages(520, {
  llm_first_token: 950,
  tts_first_chunk: 130,
  content: 1620,
  prepared: true,
  planned: false,
  over_budget: "llm",
  tokens_wasted: 31,
  spans: [
    { part: "stt", start: 0, end: 410 },
    { part: "between", start: 410, end: 520 },
    { part: "llm", start: 520, end: 1470 },
    { part: "tts", start: 1470, end: 1600 },
    { part: "playout", start: 1600, end: 1620 },
  ],
});

const turn = (id: string, speaker: Turn["speaker"], start: number, end: number, text: string, more: Partial<Turn> = {}): Turn => ({
  id,
  speaker,
  text,
  start,
  end,
  question: null,
  kind: speaker === "interviewer" ? "question" : "answer",
  interrupted: false,
  confidence: speaker === "candidate" ? 0.9 : null,
  latency: null,
  late: false,
  ...more,
});

export const turns: Turn[] = [
  turn("t1", "interviewer", 0.4, 13.2, "Hello Maya, this is the AI interviewer of Nordwind Energy. I would like to record our conversation so that people there can read it. Is that all right with you?", { kind: "consent" }),
  turn("t2", "candidate", 14.1, 16.0, "Yes, that is fine with me."),
  turn("t3", "interviewer", 16.8, 21.5, "Thank you. What makes you want to work in customer support?", { question: "motivation", latency: stages(790) }),
  turn("t4", "candidate", 22.6, 44.9, "I worked three years at the front desk of a hotel, and the part I liked best was when somebody arrived annoyed and left happy. I am good at listening first.", { question: "motivation" }),
  turn("t5", "interviewer", 45.8, 52.3, "Tell me about a time a customer was angry with you. What did you do?", { question: "angry_caller", latency: stages(910) }),
  turn("t6", "candidate", 53.9, 88.0, "A guest had been charged twice. I let him finish, said that he was right, refunded it while he stood there, and called him the next morning to check that the money had arrived.", { question: "angry_caller" }),
  turn("t7", "interviewer", 89.6, 96.0, "How do you decide what comes first when two customers need you at once?", { question: "two_things", latency: written }),
  turn("t8", "candidate", 97.2, 112.4, "Well, it depends. I mean, whoever is more urgent.", { question: "two_things", confidence: 0.52 }),
  turn("t9", "interviewer", 113.2, 117.0, "Are you able to work one weekend a month?", { question: "shifts", latency: stages(760) }),
  turn("t10", "candidate", 117.9, 120.2, "Yes, weekends are no problem.", { question: "shifts" }),
  turn("t11", "interviewer", 121.0, 130.1, "Thank you, Maya. That was all I wanted to ask. Somebody from Nordwind Energy will get in touch with you. Goodbye!", { kind: "closing", latency: stages(880) }),
];

export const scorecard: Scorecard = {
  judge: "Qwen2.5 1.5B instruct",
  method: "checklist 0–5, indicative, not anchored",
  indicative: true,
  summary: "Describes concrete service situations with a clear outcome. The answer about priorities stays general.",
  criteria: [
    { id: "empathy", name: "Empathy", score: 4, rationale: "Lets the customer finish and acknowledges the fault.", evidence: [{ quote: "I let him finish, said that he was right", turn: "t6" }, { quote: "I am good at listening first", turn: "t4" }] },
    { id: "ownership", name: "Ownership", score: 4.5, rationale: "Follows up without being asked to.", evidence: [{ quote: "called him the next morning to check that the money had arrived", turn: "t6" }] },
    { id: "priorities", name: "Setting priorities", score: null, rationale: "No example and no rule was given.", evidence: [] },
  ],
  flags: [{ code: "low_confidence", detail: "One answer was recognised with little confidence.", turn: "t8" }],
  created_at: "2026-11-23T09:05:00Z",
};

export const event = (position: number, type: string, at: string, data: Record<string, unknown> = {}): LoggedEvent => ({
  position,
  version: position,
  type,
  data,
  at: `2026-11-23T${at}Z`,
  correlation_id: "req_7f3a",
  causation_id: null,
  actor: type.startsWith("interview.") ? "orchestrator" : "agent",
});

export const history: LoggedEvent[] = [
  event(1, "interview.scheduled", "09:00:00", { plan_id: plan.id, question_ids: QUESTIONS.map(([id]) => id) }),
  event(2, "dial.started", "09:00:01", { attempt: 1, room: "interview-int_done" }),
  event(3, "interview.leased", "09:00:01", { epoch: 1, agent_id: "agent-1" }),
  event(4, "candidate.joined", "09:00:58"),
  event(5, "call.joined", "09:01:00", { epoch: 1, number: 1 }),
  event(6, "turn.spoken", "09:01:13", { turn_id: "t1", kind: "consent" }),
  event(7, "consent.given", "09:01:16", { turn_id: "t2" }),
  event(8, "recording.started", "09:01:16"),
  event(9, "call.ended", "09:03:10", { reason: "finished" }),
  event(10, "interview.completed", "09:03:11"),
  event(11, "interview.evaluated", "09:05:00", { scorecard: { judge: scorecard.judge } }),
];

export const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  company: plan.company,
  job_title: plan.job_title,
  candidate_name: "Maya",
  minutes: 12,
  questions: 4,
  state: "open",
  recording: true,
  by_phone: false,
  zone: null,
  appointment: null,
  ...changes,
});
