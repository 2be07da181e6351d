/** A page, or a part of one, that has something to say instead of its content: empty, missing, failed. */

import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import styles from "./Notice.module.css";

interface Props {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Told to screen readers at once. */
  urgent?: boolean;
  art?: ReactNode;
}

export function Notice({ title, children, action, urgent = false, art }: Props) {
  return (
    <div className={styles.notice} role={urgent ? "alert" : undefined}>
      <Stack gap="xs" align="center" maw="30rem" ta="center">
        {art}
        <Title order={2}>{title}</Title>
        <Text component="div" c="dimmed">
          {children}
        </Text>
        {action !== undefined && <div className={styles.action}>{action}</div>}
      </Stack>
    </div>
  );
}
