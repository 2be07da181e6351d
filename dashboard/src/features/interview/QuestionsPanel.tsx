import { Progress, Text } from "@mantine/core";

import type { PlanQuestion, QuestionInFull, Understood } from "@/shared/api/types";
import { CheckIcon } from "@/shared/ui/icons";

import { Panel } from "./Panel";
import styles from "./QuestionsPanel.module.css";

const WORDS: Record<PlanQuestion["state"], string> = {
  pending: "to come",
  asked: "being answered",
  answered: "answered",
  skipped: "skipped",
};

const LEFT: Record<PlanQuestion["state"], string> = { ...WORDS, pending: "not asked", asked: "not answered to the end" };

/** `over`: nothing more is to come. */
export function QuestionsPanel({ questions, over }: { questions: QuestionInFull[]; over: boolean }) {
  const done = questions.filter(({ state }) => state === "answered" || state === "skipped").length;
  return (
    <Panel
      title="Questions"
      aside={
        <Text size="sm" c="dimmed">
          {done} of {questions.length}
        </Text>
      }
    >
      <Progress
        size={4}
        value={questions.length > 0 ? (100 * done) / questions.length : 0}
        aria-label={`${done} of ${questions.length} questions done`}
        mb="sm"
      />
      <ol className={styles.list}>
        {questions.map((question) => (
          <li key={question.id} data-state={question.state} data-testid="plan-question">
            <span className={styles.sign}>{question.state === "answered" && <CheckIcon size={12} />}</span>
            <span>
              {question.text} <span className={styles.state}>{(over ? LEFT : WORDS)[question.state]}</span>
              {question.understood !== null && <Value of={question.understood} />}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Value({ of: { label, confirmed, knocked_out: ruledOut } }: { of: Understood }) {
  return (
    <span className={styles.value} data-testid="understood">
      <b>{label}</b>{" "}
      <span className={styles.state}>{confirmed ? "confirmed by the candidate" : "not confirmed"}</span>
      {ruledOut && <em>Rules out by the plan. The candidate was not told so; you decide.</em>}
    </span>
  );
}
