/** The recording: the browser's own player, and above it who spoke when. */

import { useEffect, useState, type MouseEvent, type RefObject } from "react";

import { useApi } from "@/shared/api/context";
import type { Recording, Turn } from "@/shared/api/types";
import { clock } from "@/shared/format/time";

import styles from "./Player.module.css";

interface Props {
  audio: RefObject<HTMLAudioElement | null>;
  id: string;
  recording: Recording;
  turns: Turn[];
  onTime: () => void;
  /** In seconds from the call's start, as turns count. */
  onSeek: (seconds: number) => void;
}

export function Player({ audio, id, recording, turns, onTime, onSeek }: Props) {
  const api = useApi();
  const [at, setAt] = useState(0);
  const [broken, setBroken] = useState(false);
  const { start: offset, seconds, gaps } = recording;
  const share = (value: number): string => `${seconds > 0 ? Math.min(100, (100 * value) / seconds) : 0}%`;
  /** What of a stretch of the recording's own time it holds. */
  const span = (from: number, to: number) => {
    const left = Math.max(0, from);
    return { left: share(left), width: share(Math.max(0, to - left)) };
  };

  useEffect(() => {
    const element = audio.current;
    if (element === null) return undefined;
    const onUpdate = (): void => {
      setAt(element.currentTime);
      onTime();
    };
    element.addEventListener("timeupdate", onUpdate);
    return () => element.removeEventListener("timeupdate", onUpdate);
  }, [audio, onTime]);

  const seek = (event: MouseEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * seconds + offset);
  };

  return (
    <div className={styles.player}>
      {/* A picture for the mouse; the turns below and the player itself do the same for the keyboard. */}
      <div className={styles.lanes} onClick={seek} aria-hidden="true">
        {turns.map((turn) => (
          <i key={turn.id} className={styles.span} data-speaker={turn.speaker} style={span(turn.start - offset, turn.end - offset)} />
        ))}
        {gaps.map((gap) => (
          <i key={gap.start} className={styles.gap} style={span(gap.start, gap.end)} title="Nothing was recorded here" />
        ))}
        <b className={styles.head} style={{ left: share(at) }} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the transcript below is its text, turn by turn */}
      <audio
        ref={audio}
        controls
        preload="metadata"
        src={api.recordingUrl(id)}
        aria-label="Recording of the call"
        onError={() => setBroken(true)}
      />
      {broken && (
        <p className={styles.note} role="alert">
          The recording could not be loaded. It is kept on the server; load the page again, or look at the server’s log.
        </p>
      )}
      {gaps.length > 0 && (
        <p className={styles.note}>
          Not recorded: {gaps.map(({ start, end }) => `${clock(start)}–${clock(end)}`).join(", ")}.
        </p>
      )}
    </div>
  );
}
