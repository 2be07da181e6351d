import { Text } from "@mantine/core";

import type { Turn } from "@/shared/api/types";
import { clock } from "@/shared/format/time";

import { LatencyChip } from "./LatencyChip";
import { markQuote } from "./quote";
import styles from "./TranscriptTurn.module.css";
import { signalName, toLookAt } from "./words";

interface Props {
  turn: Turn;
  /** What the candidate did in it beside answering. */
  signals: string[];
  playing: boolean;
  focused: boolean;
  quote: string | undefined;
  onPlay: ((seconds: number) => void) | undefined;
}

const NAMES = { interviewer: "Interviewer", candidate: "Candidate" };

/** Below this, a recogniser's confidence is worth a remark. */
const UNSURE = 0.6;

export function TranscriptTurn({ turn, signals, playing, focused, quote, onPlay }: Props) {
  const marked = quote === undefined ? undefined : markQuote(turn.text, quote);
  const time = clock(turn.start);
  return (
    <li
      id={`turn-${turn.id}`}
      tabIndex={-1}
      className={styles.turn}
      data-testid="transcript-turn"
      data-turn={turn.id}
      data-speaker={turn.speaker}
      data-aside={turn.kind === "aside" || undefined}
      data-start={onPlay === undefined ? undefined : turn.start}
      data-playing={playing || undefined}
      data-focused={focused || undefined}
      aria-current={playing ? "true" : undefined}
    >
      {onPlay === undefined ? (
        <span className={styles.time}>{time}</span>
      ) : (
        <button
          type="button"
          className={styles.time}
          aria-label={`Play from ${time}`}
          onClick={(event) => {
            event.stopPropagation();
            onPlay(turn.start);
          }}
        >
          {time}
        </button>
      )}
      <div className={styles.body}>
        <div className={styles.who}>
          <span className={styles.name}>{NAMES[turn.speaker]}</span>
          {turn.latency !== null && <LatencyChip latency={turn.latency} />}
          {turn.kind === "aside" && (
            <Text span size="xs" c="dimmed" title="Said over the interviewer, without taking the floor: part of no answer">
              aside
            </Text>
          )}
          {signals.map((signal) => (
            <span key={signal} className={styles.signal} data-look={toLookAt(signal) || undefined} data-testid="signal">
              {signalName(signal)}
            </span>
          ))}
          {turn.interrupted && (
            <Text span size="xs" c="dimmed">
              interrupted
            </Text>
          )}
          {turn.late && (
            <Text span size="xs" c="dimmed" title="Reported after another interviewer had taken over">
              reported late
            </Text>
          )}
          {turn.confidence !== null && turn.confidence < UNSURE && (
            <Text span size="xs" c="dimmed" title="The recogniser’s own confidence in these words">
              unsure, {Math.round(turn.confidence * 100)} %
            </Text>
          )}
        </div>
        <p className={styles.text}>
          {marked === undefined ? (
            turn.text
          ) : (
            <>
              {marked.before}
              <mark className={styles.mark}>{marked.quote}</mark>
              {marked.after}
            </>
          )}
        </p>
      </div>
    </li>
  );
}
