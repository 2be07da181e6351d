import { Badge, Group, Text, Title } from "@mantine/core";

import type { AuthoredQuestion, PlanCriterion } from "@/shared/api/plans";

import styles from "./QuestionList.module.css";
import { kindOf, occasionOf } from "./words";

interface Props {
  questions: AuthoredQuestion[];
  criteria: PlanCriterion[];
  /** Expected minutes by question. */
  minutes: Record<string, number>;
  /** The question that is rehearsed now, counted from 1. */
  asked: number | null;
}

export function QuestionList({ questions, criteria, minutes, asked }: Props) {
  const names = new Map(criteria.map(({ id, name }) => [id, name]));
  return (
    <>
      <section aria-label="Questions">
        <Title order={2} mb="sm">
          Questions
        </Title>
        <ol className={styles.list}>
          {questions.map((question, index) => (
            <li key={question.id} data-testid="authored-question" data-asked={asked === index + 1 || undefined}>
              <Text fw={560}>{question.ask}</Text>
              <Group gap="xs" mt={4}>
                <Badge variant="light" tt="none" fw={500}>
                  {kindOf(question.kind)}
                </Badge>
                {question.required === false && (
                  <Badge variant="default" tt="none" fw={500}>
                    May be left out
                  </Badge>
                )}
                <Text size="xs" c="dimmed">
                  {(minutes[question.id] ?? 0) > 0 && `about ${minutes[question.id]} min`}
                  {(question.criteria ?? []).length > 0 && ` · ${(question.criteria ?? []).map((id) => names.get(id) ?? id).join(", ")}`}
                </Text>
              </Group>
              {(question.probes ?? []).length > 0 && (
                <ul className={styles.probes}>
                  {question.probes?.map((probe) => (
                    <li key={probe.id}>
                      {probe.ask} <span className={styles.occasion}>{occasionOf(probe)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      </section>
      <section aria-label="Criteria">
        <Title order={2} mb="sm">
          What is judged
        </Title>
        <dl className={styles.criteria}>
          {criteria.map(({ id, name, description }) => (
            <div key={id}>
              <dt>{name}</dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
