/** A titled card of the interview page. */

import { Title } from "@mantine/core";
import { useId, type ReactNode } from "react";

import styles from "./Panel.module.css";

interface Props {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  testId?: string;
}

export function Panel({ title, aside, children, testId }: Props) {
  const heading = useId();
  return (
    <section className={styles.panel} aria-labelledby={heading} data-testid={testId}>
      <header className={styles.head}>
        <Title order={2} id={heading} className={styles.title}>
          {title}
        </Title>
        {aside}
      </header>
      {children}
    </section>
  );
}
