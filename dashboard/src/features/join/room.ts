/** The LiveKit room behind the call: connects, publishes the microphone, plays the interviewer, reports what it sees. */

import {
  DisconnectReason,
  ParticipantKind,
  Room,
  RoomEvent,
  Track,
  type Participant,
  type RemoteParticipant,
  type TextStreamReader,
} from "livekit-client";

import type { RoomTicket } from "@/shared/api/types";

import { progressOf, voiceOf, type EndOfCall, type Observation } from "./call";

export interface CallRoom {
  /** Rejects when the room cannot be entered. */
  enter: (ticket: RoomTicket, microphone: MediaStreamTrack) => Promise<void>;
  /** Lets sound play; call it from a click. */
  allowSound: () => void;
  setMuted: (muted: boolean) => Promise<void>;
  replaceMicrophone: (track: MediaStreamTrack) => Promise<void>;
  hangUp: () => Promise<void>;
}

const CAPTIONS = "lk.transcription";
const PROGRESS = "interviewer.state";
const AGENT_STATE = "lk.agent.state";
const SPEAKER = "interviewer.speaker";

const isInterviewer = ({ identity, kind }: Participant): boolean =>
  identity.startsWith("interviewer-") || kind === ParticipantKind.AGENT;

function endOf(reason: DisconnectReason | undefined): EndOfCall {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return "hung_up";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "moved";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "finished";
    default:
      return "lost";
  }
}

export function createRoom(report: (seen: Observation) => void): CallRoom {
  const room = new Room();

  const present = () => [...room.remoteParticipants.values()].find(isInterviewer);
  const lookForInterviewer = (): void => {
    const interviewer = present();
    const voice = interviewer === undefined ? "absent" : voiceOf(interviewer.attributes[AGENT_STATE]);
    report({ type: "voice", voice });
  };

  const readCaption = async (reader: TextStreamReader): Promise<void> => {
    const attributes = reader.info.attributes ?? {};
    const speaker = attributes[SPEAKER] === "candidate" ? "candidate" : "interviewer";
    // Each interviewer counts its segments from one; another that takes over must not overwrite the first one's.
    const segment = `${present()?.identity ?? ""} ${attributes["lk.segment_id"] ?? reader.info.id}`;
    let text = "";
    for await (const piece of reader) {
      text += piece;
      report({ type: "caption", caption: { segment, speaker, text, final: false } });
    }
    // The interviewer's stream ends with its utterance; the candidate's words come as one stream per guess.
    const final = speaker === "interviewer" || attributes["lk.transcription_final"] === "true";
    report({ type: "caption", caption: { segment, speaker, text, final } });
  };

  room.registerTextStreamHandler(CAPTIONS, (reader) => {
    // A stream cut off by a lost line: what came of it is already shown.
    void readCaption(reader).catch(() => undefined);
  });
  room
    .on(RoomEvent.ParticipantConnected, lookForInterviewer)
    .on(RoomEvent.ParticipantDisconnected, lookForInterviewer)
    .on(RoomEvent.ParticipantAttributesChanged, lookForInterviewer)
    .on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind === Track.Kind.Audio) document.body.append(track.attach());
    })
    .on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()))
    .on(RoomEvent.DataReceived, (payload, _sender?: RemoteParticipant, _kind?: unknown, topic?: string) => {
      const progress = topic === PROGRESS ? progressOf(new TextDecoder().decode(payload)) : undefined;
      if (progress !== undefined) report({ type: "progress", ...progress });
    })
    .on(RoomEvent.AudioPlaybackStatusChanged, () => report({ type: "sound", blocked: !room.canPlaybackAudio }))
    .on(RoomEvent.SignalReconnecting, () => report({ type: "line", up: false }))
    .on(RoomEvent.Reconnecting, () => report({ type: "line", up: false }))
    .on(RoomEvent.Reconnected, () => {
      report({ type: "line", up: true });
      lookForInterviewer();
    })
    .on(RoomEvent.Disconnected, (reason) => report({ type: "ended", how: endOf(reason) }));

  const published = () => room.localParticipant.getTrackPublication(Track.Source.Microphone)?.audioTrack;

  return {
    enter: async ({ livekit_url: url, token }, microphone) => {
      await room.connect(url, token);
      await room.localParticipant.publishTrack(microphone, { source: Track.Source.Microphone, dtx: false, red: true });
      report({ type: "joined" });
      lookForInterviewer();
    },
    allowSound: () => void room.startAudio().catch(() => undefined),
    setMuted: async (muted) => {
      const track = published();
      await (muted ? track?.mute() : track?.unmute());
      report({ type: "muted", muted });
    },
    replaceMicrophone: async (track) => {
      await published()?.replaceTrack(track);
      report({ type: "microphone", working: true });
    },
    hangUp: () => room.disconnect(true),
  };
}
