/**
 * The call as the candidate's page knows it: what was observed, folded into what is shown.
 *
 * Pure. The room behind it is `room.ts`; the words for what can go wrong are in `troubles.ts`.
 */

export type Voice = "absent" | "listening" | "thinking" | "speaking";

export interface Caption {
  segment: string;
  speaker: "interviewer" | "candidate";
  text: string;
  final: boolean;
}

export type EndOfCall =
  /** The server closed the room: the interview is over. */
  | "finished"
  /** The candidate pressed the button. */
  | "hung_up"
  /** The line is gone and could not be had again. */
  | "lost"
  /** The same link was opened somewhere else. */
  | "moved";

export type Observation =
  | { type: "joined" }
  | { type: "voice"; voice: Voice }
  | { type: "caption"; caption: Caption }
  | { type: "progress"; question: number; of: number }
  | { type: "line"; up: boolean }
  | { type: "sound"; blocked: boolean }
  | { type: "muted"; muted: boolean }
  | { type: "microphone"; working: boolean }
  | { type: "ended"; how: EndOfCall };

export interface Call {
  joined: boolean;
  voice: Voice;
  captions: readonly Caption[];
  progress: { question: number; of: number } | null;
  lineUp: boolean;
  soundBlocked: boolean;
  muted: boolean;
  microphoneWorks: boolean;
  ended: EndOfCall | null;
}

export const NOT_YET: Call = {
  joined: false,
  voice: "absent",
  captions: [],
  progress: null,
  lineUp: true,
  soundBlocked: false,
  muted: false,
  microphoneWorks: true,
  ended: null,
};

export function observe(call: Call, seen: Observation): Call {
  if (call.ended !== null) return call;
  switch (seen.type) {
    case "joined":
      return { ...call, joined: true };
    case "voice":
      return { ...call, voice: seen.voice };
    case "caption":
      return { ...call, captions: withCaption(call.captions, seen.caption) };
    case "progress":
      return { ...call, progress: { question: seen.question, of: seen.of } };
    case "line":
      return { ...call, lineUp: seen.up };
    case "sound":
      return { ...call, soundBlocked: seen.blocked };
    case "muted":
      return { ...call, muted: seen.muted };
    case "microphone":
      return { ...call, microphoneWorks: seen.working };
    case "ended":
      return { ...call, ended: seen.how };
  }
}

/** A segment grows or is put right in its place; a final one stays as it is. */
function withCaption(captions: readonly Caption[], caption: Caption): readonly Caption[] {
  const same = (other: Caption): boolean =>
    other.segment === caption.segment && other.speaker === caption.speaker;
  const known = captions.find(same);
  if (known === undefined) return caption.text.trim() === "" ? captions : [...captions, caption];
  if (known.final && !caption.final) return captions;
  return captions.map((other) => (same(other) ? caption : other));
}

const VOICES: Record<string, Voice> = {
  initializing: "absent",
  idle: "listening",
  listening: "listening",
  thinking: "thinking",
  speaking: "speaking",
};

/** From the interviewer's participant attribute `lk.agent.state`; one without it is there, and so listens. */
export const voiceOf = (attribute: string | undefined): Voice => VOICES[attribute ?? ""] ?? "listening";

/** From a message on topic `interviewer.state`; undefined for anything that is not one. */
export function progressOf(message: string): { question: number; of: number } | undefined {
  try {
    const { question, of } = JSON.parse(message) as { question?: unknown; of?: unknown };
    return typeof question === "number" && typeof of === "number" && of > 0 ? { question, of } : undefined;
  } catch {
    return undefined;
  }
}

/** The call's one line of status, most urgent first. */
export function statusOf(call: Call): { key: string; text: string; hint: string } {
  if (!call.joined) return { key: "connecting", text: "Connecting…", hint: "This takes a second or two." };
  if (!call.lineUp) {
    return { key: "reconnecting", text: "Reconnecting…", hint: "Your line was interrupted. What you said is kept; please stay here." };
  }
  switch (call.voice) {
    case "absent":
      return { key: "waiting", text: "One moment…", hint: "The interviewer is coming to the line." };
    case "listening":
      return call.muted
        ? { key: "muted", text: "You are muted", hint: "The interviewer cannot hear you." }
        : { key: "listening", text: "Listening", hint: "Speak freely; pauses are fine." };
    case "thinking":
      return { key: "thinking", text: "Thinking", hint: "One moment." };
    case "speaking":
      return { key: "speaking", text: "Speaking", hint: "The interviewer is talking; you may interrupt." };
  }
}
