import type { Criterion } from "@/shared/api/types";

import styles from "./ScorecardPanel.module.css";

const BEST = 5;

interface Props {
  criterion: Criterion;
  onEvidence: (turn: string, quote: string) => void;
}

const shown = (score: number): string => (Number.isInteger(score) ? String(score) : score.toFixed(1));

export function CriterionScore({ criterion, onEvidence }: Props) {
  const { name, score, rationale, evidence } = criterion;
  return (
    <li data-testid="criterion" data-criterion={criterion.id}>
      <div className={styles.head}>
        <span className={styles.name}>{name}</span>
        {score === null ? (
          <span className={styles.missing}>Not enough evidence</span>
        ) : (
          <span className={styles.score}>
            <b>{shown(score)}</b> / {BEST}
          </span>
        )}
      </div>
      <div className={styles.scale} data-missing={score === null || undefined} aria-hidden="true">
        {Array.from({ length: BEST }, (_, step) => (
          <i key={step}>
            <i style={{ width: `${100 * Math.min(1, Math.max(0, (score ?? 0) - step))}%` }} />
          </i>
        ))}
      </div>
      {rationale !== "" && <p className={styles.rationale}>{rationale}</p>}
      {evidence.map(({ quote, turn }) => (
        <a
          key={`${turn} ${quote}`}
          className={styles.quote}
          href={`#turn-${encodeURIComponent(turn)}`}
          data-testid="evidence"
          onClick={(event) => {
            event.preventDefault();
            onEvidence(turn, quote);
          }}
        >
          “{quote}”
        </a>
      ))}
    </li>
  );
}
