import { Skeleton, Text } from "@mantine/core";
import { lazy, Suspense } from "react";

import type { Interview, Turn } from "@/shared/api/types";
import { latency } from "@/shared/format/time";

import { Panel } from "./Panel";

const LatencyChart = lazy(() => import("./LatencyChart"));

interface Props {
  turns: Turn[];
  summary: Interview["latency_ms"];
  onTurn: (turn: string) => void;
}

export function LatencyPanel({ turns, summary, onTurn }: Props) {
  const measured = turns.filter(({ latency: stages }) => typeof stages?.first_sound === "number");
  return (
    <Panel
      title="Reply latency"
      aside={
        summary !== null && (
          <Text size="sm" c="dimmed">
            p50 {latency(summary.p50)} · p95 {latency(summary.p95)}
          </Text>
        )
      }
    >
      {measured.length === 0 ? (
        <Text size="sm" c="dimmed">
          From the candidate’s last word to the first sound of the reply; measured from the first reply on.
        </Text>
      ) : (
        <Suspense fallback={<Skeleton h={170} />}>
          <LatencyChart turns={measured} summary={summary} onTurn={onTurn} />
        </Suspense>
      )}
    </Panel>
  );
}
