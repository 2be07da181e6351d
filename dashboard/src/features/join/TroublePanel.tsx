import { Button, Text, Title } from "@mantine/core";

import styles from "./ConsentPanel.module.css";
import type { Trouble } from "./troubles";

interface Props {
  trouble: Trouble;
  onRetry: () => void;
  retrying: boolean;
}

export function TroublePanel({ trouble, onRetry, retrying }: Props) {
  return (
    <div className={styles.panel} role="alert" data-testid="join-trouble" data-trouble={trouble.code}>
      <Title order={1} className={styles.title}>
        {trouble.title}
      </Title>
      <Text c="dimmed">{trouble.detail}</Text>
      {trouble.retry !== null && (
        <Button size="md" onClick={onRetry} loading={retrying}>
          {trouble.retry}
        </Button>
      )}
    </div>
  );
}
