/** What the interview was worth, each score with the words it rests on. */

import { Badge, Text, Tooltip } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";

import type { Interview, Scorecard } from "@/shared/api/types";
import { isOver } from "@/shared/format/standing";
import { FlagIcon } from "@/shared/ui/icons";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { CriterionScore } from "./CriterionScore";
import { Panel } from "./Panel";
import styles from "./ScorecardPanel.module.css";
import { TurnLink } from "./TurnLink";
import { flagName } from "./words";

interface Props {
  interview: Interview;
  scorecard: UseQueryResult<Scorecard | null>;
  onEvidence: (turn: string, quote?: string) => void;
}

const WAITING: Record<Interview["judge_state"], string> = {
  none: "Made from the transcript once the call is over.",
  waiting: "Waiting for its turn: the judge runs when no call needs the processor.",
  running: "The judge is reading the transcript…",
  done: "Loading…",
  unavailable: "No judge ran: this machine has too little memory for one, or none is set up. The transcript is complete.",
};

const NEVER = "None is made: the call was not held, or the candidate wanted no more of it.";

export function ScorecardPanel({ interview, scorecard, onEvidence }: Props) {
  const card = scorecard.data;
  if (!card) {
    return (
      <Panel title="Scorecard">
        {scorecard.isError ? (
          <ProblemNotice error={scorecard.error} onRetry={() => void scorecard.refetch()} />
        ) : (
          <Text size="sm" c="dimmed" role="status">
            {interview.judge_state === "none" && isOver(interview) ? NEVER : WAITING[interview.judge_state]}
          </Text>
        )}
      </Panel>
    );
  }
  return (
    <Panel
      title="Scorecard"
      testId="scorecard"
      aside={
        card.indicative && card.criteria.some(({ score }) => score !== null) && (
          <Tooltip label="For orientation only: not on the plan’s anchored scale. A person decides." multiline w={240}>
            <Badge variant="light" color="amber" tt="none" tabIndex={0}>
              Indicative
            </Badge>
          </Tooltip>
        )
      }
    >
      <p className={styles.summary}>{card.summary}</p>
      <ul className={styles.criteria}>
        {card.criteria.map((criterion) => (
          <CriterionScore key={criterion.id} criterion={criterion} onEvidence={onEvidence} />
        ))}
      </ul>
      {card.flags.length > 0 && (
        <ul className={styles.flags} aria-label="For a person to look at">
          {card.flags.map((flag) => (
            <li key={`${flag.code} ${flag.detail} ${flag.turn ?? ""}`} data-testid="scorecard-flag">
              <FlagIcon size={15} />
              <span>
                <b>{flagName(flag.code)}.</b> {flag.detail}{" "}
                {typeof flag.turn === "string" && <TurnLink turn={flag.turn} onFollow={onEvidence} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Text size="xs" c="dimmed" mt="md" data-testid="scorecard-judge">
        Judge: {card.judge} · {card.method}
      </Text>
    </Panel>
  );
}
