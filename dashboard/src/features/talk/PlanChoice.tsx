import { Group, Radio, Text } from "@mantine/core";

import type { PlanSummary } from "@/shared/api/types";

import styles from "./PlanChoice.module.css";

export function PlanChoice({ plan }: { plan: PlanSummary }) {
  return (
    <Radio.Card value={plan.id} className={styles.card} aria-label={`${plan.job_title} at ${plan.company}`}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} />
        <div>
          <Text fw={560}>{plan.job_title}</Text>
          <Text size="sm" c="dimmed">
            {plan.company} · {plan.questions} questions · about {plan.minutes} minutes · {plan.language}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
