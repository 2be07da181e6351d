/** What each reply waited for: its stages side by side, all on one axis from the candidate's last word. */

import { Text } from "@mantine/core";

import type { LatencyPart, Turn, TurnLatency } from "@/shared/api/types";
import { clock, latency as inWords } from "@/shared/format/time";

import { Panel } from "./Panel";
import styles from "./Waterfall.module.css";
import { WaterfallTable } from "./WaterfallTable";
import { overBudget, PARTS, wholeWait } from "./words";

interface Props {
  turns: Turn[];
  onTurn: (turn: string) => void;
}

export interface Measured {
  turn: Turn;
  latency: TurnLatency;
}

const STEPS = [100, 200, 250, 500, 1000, 2000, 5000];
const MOST_STEPS = 8;

/** The ticks of an axis that is long enough for all: round milliseconds, few enough to be read. */
export function ticks(longest: number): number[] {
  const step = STEPS.find((each) => longest / each <= MOST_STEPS) ?? Math.ceil(longest / MOST_STEPS);
  return Array.from({ length: Math.max(1, Math.ceil(longest / step)) + 1 }, (_, index) => index * step);
}

export function Waterfall({ turns, onTurn }: Props) {
  const replies = turns.flatMap((turn) => (turn.latency === null ? [] : [{ turn, latency: turn.latency }]));
  if (replies.length === 0) {
    return (
      <Panel title="Where the time of each reply went">
        <Text size="sm" c="dimmed">
          From the candidate’s last word to the first sound of the reply; measured from the first reply on.
        </Text>
      </Panel>
    );
  }
  const axis = ticks(Math.max(...replies.map(({ latency }) => Math.max(wholeWait(latency) ?? 0, latency.first_sound ?? 0))));
  const late = replies.filter(({ latency }) => latency.over_budget !== null).length;
  return (
    <Panel
      title="Where the time of each reply went"
      testId="waterfall"
      aside={
        <Text size="sm" c="dimmed">
          {late === 0 ? "none" : late} of {replies.length} over budget
        </Text>
      }
    >
      <ul className={styles.legend} aria-hidden="true">
        {Object.entries(PARTS).map(([part, label]) => (
          <li key={part} data-part={part}>
            {label}
          </li>
        ))}
        <li data-sound>First sound of any kind</li>
        <li data-late>Over its budget</li>
      </ul>
      <div className={styles.rows}>
        <div className={styles.axis} aria-hidden="true">
          {axis.map((ms) => (
            <span key={ms} style={{ left: share(ms, axis) }}>
              {inWords(ms)}
            </span>
          ))}
        </div>
        {replies.map((reply) => (
          <Bar key={reply.turn.id} reply={reply} axis={axis} onTurn={onTurn} />
        ))}
      </div>
      <WaterfallTable replies={replies} />
    </Panel>
  );
}

const share = (ms: number, axis: number[]): string => `${(100 * ms) / (axis.at(-1) ?? 1)}%`;

/** Which part of the bar a budget is about; the whole has none of its own. */
const isLate = (latency: TurnLatency, part: LatencyPart): boolean => latency.over_budget === part;

function Bar({ reply: { turn, latency }, axis, onTurn }: { reply: Measured; axis: number[]; onTurn: Props["onTurn"] }) {
  const whole = wholeWait(latency);
  const late = overBudget(latency);
  const at = clock(turn.start);
  return (
    <div className={styles.row} data-testid="waterfall-reply" data-late={late !== undefined || undefined}>
      <button type="button" className={styles.turn} aria-label={`Show the reply at ${at}`} onClick={() => onTurn(turn.id)}>
        {at} <span>{latency.planned ? "planned" : "generated"}</span>
      </button>
      <div className={styles.lane} aria-hidden="true">
        {axis.map((ms) => (
          <s key={ms} style={{ left: share(ms, axis) }} />
        ))}
        {latency.spans.map(({ part, start, end }) => (
          <i
            key={`${part} ${start}`}
            data-part={part}
            data-late={isLate(latency, part) || undefined}
            title={`${PARTS[part]}: ${inWords(end - start)}`}
            style={{ left: share(start, axis), width: share(end - start, axis) }}
          />
        ))}
        {latency.first_sound !== null && <b title="First sound" style={{ left: share(latency.first_sound, axis) }} />}
      </div>
      <span className={styles.whole} aria-hidden="true">
        {whole === null ? "no sound" : inWords(whole)}
        {late !== undefined && <em>{late}</em>}
      </span>
    </div>
  );
}
