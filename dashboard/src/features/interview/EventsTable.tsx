/** The log itself: every event of the stream in its order, with its data as stored. */

import { Code, Skeleton, Table, Text } from "@mantine/core";

import type { LoggedEvent } from "@/shared/api/types";
import { timeOfDay } from "@/shared/format/time";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import styles from "./EventsTable.module.css";

interface Props {
  events: LoggedEvent[] | undefined;
  problem: Error | null;
  onRetry: () => void;
}

export function EventsTable({ events, problem, onRetry }: Props) {
  if (events === undefined) {
    return problem === null ? <Skeleton h="16rem" /> : <ProblemNotice error={problem} onRetry={onRetry} />;
  }
  if (events.length === 0) return <Text c="dimmed">The log holds no event of this interview yet.</Text>;
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table className={styles.table} data-testid="events-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Position</Table.Th>
            <Table.Th>Time</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Actor</Table.Th>
            <Table.Th>Data</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={event.position} data-testid="event-row">
              <Table.Td>{event.position}</Table.Td>
              <Table.Td>{timeOfDay(event.at)}</Table.Td>
              <Table.Td className={styles.type}>{event.type}</Table.Td>
              <Table.Td>{event.actor ?? "–"}</Table.Td>
              <Table.Td className={styles.data}>
                <details>
                  <summary>{Object.keys(event.data).join(", ") || "empty"}</summary>
                  <Code block>
                    {JSON.stringify(
                      {
                        version: event.version,
                        correlation_id: event.correlation_id,
                        causation_id: event.causation_id,
                        data: event.data,
                      },
                      null,
                      2,
                    )}
                  </Code>
                </details>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
