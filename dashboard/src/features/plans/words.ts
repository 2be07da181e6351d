/** A plan's parts in plain words. */

import type { Probe } from "@/shared/api/plans";

const KINDS: Record<string, string> = {
  open: "Open",
  behavioural: "Behavioural",
  yes_no: "Yes or no",
  number: "Number",
  date: "Date",
  choice: "Choice",
  language: "Language sample",
  consent: "Consent",
};

/** A kind that this page does not know yet keeps its name. */
export const kindOf = (kind = "open"): string => KINDS[kind] ?? kind.replaceAll("_", " ");

/** When a follow-up is asked. */
export function occasionOf({ when }: Probe): string {
  if ("shorter_than" in when) return `if the answer has fewer than ${when.shorter_than} words`;
  return `if none of these is said: ${when.missing_any_of.join(", ")}`;
}

/** `plan.questions[2].probes[0].ask` → "Question 3, follow-up 1". */
export function placeOf(field: string): string {
  const [, list = "", index = ""] = /^plan\.(questions|criteria)\[(\d+)\]/.exec(field) ?? [];
  if (list === "") return "The plan";
  const place = `${list === "questions" ? "Question" : "Criterion"} ${Number(index) + 1}`;
  const probe = /\.probes\[(\d+)\]/.exec(field)?.[1];
  return probe === undefined ? place : `${place}, follow-up ${Number(probe) + 1}`;
}

/** Phases of a conversation, as the conductor names them. */
const PHASES: Record<string, string> = {
  opening: "Greeting",
  identity: "Who is there",
  consent: "Consent",
  time_check: "Is now a good time",
  call_back: "When to call back",
  questions: "Questions",
  invitation: "The candidate's questions",
  rating: "Rating",
  over: "Over",
};

export const phaseOf = (phase: string): string => PHASES[phase] ?? phase.replaceAll("_", " ");
