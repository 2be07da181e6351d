/** How long the candidate waited for this reply, and where the time went. */

import { HoverCard } from "@mantine/core";

import type { TurnLatency } from "@/shared/api/types";
import { latency as inWords } from "@/shared/format/time";

import styles from "./LatencyChip.module.css";
import { overBudget, STAGES } from "./words";

export function LatencyChip({ latency }: { latency: TurnLatency }) {
  const total = latency.first_sound;
  const late = overBudget(latency);
  if (total === null) return null;
  return (
    <HoverCard position="top" withArrow shadow="md" openDelay={80}>
      <HoverCard.Target>
        <button
          type="button"
          className={styles.chip}
          data-testid="latency-chip"
          data-late={late !== undefined || undefined}
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
          {latency.content !== null && latency.content !== total && (
            <div>
              <dt>Last word to content</dt>
              <dd>{inWords(latency.content)}</dd>
            </div>
          )}
          {late !== undefined && (
            <div data-late>
              <dt>Over budget</dt>
              <dd>{late}</dd>
            </div>
          )}
        </dl>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
