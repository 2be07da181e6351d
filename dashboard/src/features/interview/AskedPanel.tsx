/** What the candidate asked: what a person has to answer, and what was answered out of the documents. */

import { Badge } from "@mantine/core";

import type { CandidateQuestion } from "@/shared/api/types";

import styles from "./AskedPanel.module.css";
import { Panel } from "./Panel";
import { TurnLink } from "./TurnLink";

interface Props {
  asked: CandidateQuestion[];
  onTurn: (turn: string) => void;
}

export function AskedPanel({ asked, onTurn }: Props) {
  const open = asked.filter(({ for_you: forYou }) => forYou);
  const answered = asked.filter(({ for_you: forYou }) => !forYou);
  if (asked.length === 0) return null;
  return (
    <Panel
      title={open.length > 0 ? "Questions for you" : "The candidate asked"}
      testId="asked"
      aside={
        open.length > 0 && (
          <Badge variant="light" color="amber" tt="none">
            {open.length} to answer
          </Badge>
        )
      }
    >
      {open.length > 0 && (
        <ul className={styles.list}>
          {open.map(({ turn, text }) => (
            <li key={turn} data-testid="for-you">
              “{text}” <TurnLink turn={turn} onFollow={onTurn} />
            </li>
          ))}
        </ul>
      )}
      {answered.length > 0 && (
        <>
          {open.length > 0 && <h3 className={styles.part}>Answered in the call</h3>}
          <ul className={styles.list}>
            {answered.map((question) => (
              <Answered key={question.turn} question={question} onTurn={onTurn} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Answered({ question, onTurn }: { question: CandidateQuestion; onTurn: (turn: string) => void }) {
  return (
    <li data-testid="answered">
      “{question.text}” <TurnLink turn={question.turn} onFollow={onTurn} />
      <p className={styles.answer}>{question.answer}</p>
      {question.passages.length > 0 && (
        <ul className={styles.sources} aria-label="Out of">
          {question.passages.map(({ id, document, heading }) => (
            <li key={id}>{document === null ? "a document that is no longer there" : [document, heading].filter(Boolean).join(" · ")}</li>
          ))}
        </ul>
      )}
    </li>
  );
}
