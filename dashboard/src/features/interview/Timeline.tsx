/** The states it went through, told from the log. */

import { Text } from "@mantine/core";

import type { LoggedEvent } from "@/shared/api/types";
import { timeOfDay } from "@/shared/format/time";

import { Panel } from "./Panel";
import styles from "./Timeline.module.css";
import { milestone } from "./words";

export function Timeline({ events }: { events: LoggedEvent[] }) {
  const steps = events.flatMap((event) => {
    const label = milestone(event);
    return label === undefined ? [] : [{ event, label }];
  });
  return (
    <Panel title="History">
      {steps.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has happened yet.
        </Text>
      )}
      <ol className={styles.steps}>
        {steps.map(({ event, label }) => (
          <li key={event.position}>
            <span>{label}</span>
            <time dateTime={event.at}>{timeOfDay(event.at)}</time>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
