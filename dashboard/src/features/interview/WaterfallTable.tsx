/** The figures of the waterfall, for whoever reads better than looks. */

import { Table } from "@mantine/core";

import { clock, latency as inWords } from "@/shared/format/time";

import type { Measured } from "./Waterfall";
import styles from "./Waterfall.module.css";
import { overBudget, STAGES } from "./words";

const shown = (ms: number | null): string => (ms === null ? "–" : inWords(ms));

export function WaterfallTable({ replies }: { replies: Measured[] }) {
  return (
    <details className={styles.figures}>
      <summary>The same as a table</summary>
      <Table.ScrollContainer minWidth={820}>
        <Table captionSide="top">
          <Table.Caption>
            From the candidate’s last word: words recognised, end of turn, first sound, content. From its own request: search,
            language model, voice. Playout: from the voice’s first sound to the first frame sent.
          </Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Reply at</Table.Th>
              <Table.Th scope="col">Words</Table.Th>
              {STAGES.map(({ key, label }) => (
                <Table.Th key={key} scope="col">
                  {label}
                </Table.Th>
              ))}
              <Table.Th scope="col">First sound</Table.Th>
              <Table.Th scope="col">Content</Table.Th>
              <Table.Th scope="col">Over budget</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {replies.map(({ turn, latency }) => (
              <Table.Tr key={turn.id} data-testid="waterfall-figures">
                <Table.Th scope="row">{clock(turn.start)}</Table.Th>
                <Table.Td>
                  {latency.planned ? "planned" : "generated"}
                  {latency.prepared && ", prepared"}
                </Table.Td>
                {STAGES.map(({ key }) => (
                  <Table.Td key={key}>{shown(latency[key])}</Table.Td>
                ))}
                <Table.Td>{shown(latency.first_sound)}</Table.Td>
                <Table.Td>{shown(latency.content)}</Table.Td>
                <Table.Td>{overBudget(latency) ?? "no"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
