/** What was said, with the recording above it once the call is over. */

import { Text } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, type MouseEvent } from "react";

import type { InterviewInFull, Turn } from "@/shared/api/types";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import styles from "./Conversation.module.css";
import { Panel } from "./Panel";
import { usePlayback } from "./playback";
import { Player } from "./Player";
import { TranscriptTurn } from "./TranscriptTurn";

/** The turn that somebody wants to see, and the quote in it; `asked` counts, so that asking again scrolls again. */
export interface Focus {
  turn: string;
  quote?: string;
  asked: number;
}

interface Props {
  interview: InterviewInFull;
  turns: Turn[];
  problem: Error | null;
  focus: Focus | undefined;
}

const NEAR_THE_END_PX = 80;

export function Conversation({ interview, turns, problem, focus }: Props) {
  const { audio, current, follow, playFrom } = usePlayback(turns, interview.recording?.start ?? 0);
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const live = interview.outcome === null;
  const recording = live ? null : interview.recording;
  const present = focus !== undefined && turns.some(({ id }) => id === focus.turn);

  // New turns scroll into sight, unless the reader has scrolled up to read.
  useLayoutEffect(() => {
    if (live && atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [live, turns]);

  useEffect(() => {
    if (!present) return;
    const turn = document.getElementById(`turn-${focus.turn}`);
    turn?.scrollIntoView({ block: "center", behavior: "smooth" });
    turn?.focus({ preventScroll: true });
  }, [focus, present]);

  const onScroll = (): void => {
    const box = list.current;
    if (box !== null) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END_PX;
  };
  const onClick = (event: MouseEvent): void => {
    if (recording === null || window.getSelection()?.isCollapsed === false) return;
    const start = (event.target as Element).closest<HTMLElement>("[data-start]")?.dataset.start;
    if (start !== undefined) playFrom(Number(start));
  };

  return (
    <Panel title={live ? "Live transcript" : "Transcript"}>
      {recording !== null && (
        <Player
          audio={audio}
          recording={recording}
          id={interview.id}
          turns={turns}
          onTime={follow}
          onSeek={playFrom}
        />
      )}
      {interview.end_reason === "withdrawn" && (
        <Text size="sm" c="dimmed" mb="sm">
          The candidate took the consent back. What was said is shown to nobody, and not judged. Forgetting the candidate
          destroys it.
        </Text>
      )}
      {problem !== null && <ProblemNotice error={problem} />}
      {turns.length === 0 && problem === null && (
        <Text c="dimmed" py="xl" ta="center">
          {live ? "Nothing has been said yet. Words appear here as they are spoken." : "Nothing was said in this call."}
        </Text>
      )}
      {/* A click anywhere on a turn is a convenience of the mouse; the button with its time does it for the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <ol
        ref={list}
        className={styles.turns}
        data-live={live}
        aria-live={live ? "polite" : "off"}
        onScroll={onScroll}
        onClick={onClick}
      >
        {turns.map((turn) => (
          <TranscriptTurn
            key={turn.id}
            turn={turn}
            signals={interview.signals.flatMap((one) => (one.turn === turn.id ? [one.signal] : []))}
            playing={turn.id === current}
            quote={focus?.turn === turn.id ? focus.quote : undefined}
            focused={focus?.turn === turn.id}
            onPlay={recording === null ? undefined : playFrom}
          />
        ))}
      </ol>
    </Panel>
  );
}
