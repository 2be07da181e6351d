/** What could be better about a plan's questions. */

import { Stack, Text, Title } from "@mantine/core";

import type { Advice } from "@/shared/api/plans";

import styles from "./AdviceList.module.css";
import { placeOf } from "./words";

export function AdviceList({ advice }: { advice: Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <section aria-label="Advice">
      <Title order={2} mb="sm">
        Advice
      </Title>
      <Stack gap="xs">
        {advice.map((each, index) => (
          <div key={index} className={styles.advice} data-severity={each.severity} data-testid="advice">
            <Text size="sm">
              <b>{placeOf(each.field)}</b>: {each.message}. <span className={styles.remedy}>{each.remedy}</span>
            </Text>
          </div>
        ))}
      </Stack>
    </section>
  );
}
