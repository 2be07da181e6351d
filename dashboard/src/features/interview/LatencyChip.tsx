/** How long the candidate waited for this reply, and where the time went. */

import { HoverCard } from "@mantine/core";

import type { TurnLatency } from "@/shared/api/types";
import { latency as inWords } from "@/shared/format/time";

import styles from "./LatencyChip.module.css";
import { STAGES } from "./words";

/** Above this a reply feels late, in ms: the p95 that the system aims at. */
const LATE = 1500;

export function LatencyChip({ latency }: { latency: TurnLatency }) {
  const total = latency.first_sound;
  if (total === null) return null;
  return (
    <HoverCard position="top" withArrow shadow="md" openDelay={80}>
      <HoverCard.Target>
        <button
          type="button"
          className={styles.chip}
          data-testid="latency-chip"
          data-late={total > LATE || undefined}
          onClick={(event) => event.stopPropagation()}
        >
          {inWords(total)}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={styles.card}>
        <p className={styles.lead}>Where the time went</p>
        <dl>
          {STAGES.map(({ key, label }) => {
            const ms = latency[key];
            return (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{ms === null ? "–" : inWords(ms)}</dd>
              </div>
            );
          })}
          <div data-total>
            <dt>Last word to first sound</dt>
            <dd>{inWords(total)}</dd>
          </div>
        </dl>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
