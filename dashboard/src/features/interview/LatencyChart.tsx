/** One bar per reply; loaded apart from the page, because the chart library is its largest part. */

import "@mantine/charts/styles.layer.css";

import { BarChart } from "@mantine/charts";

import type { Interview, Turn } from "@/shared/api/types";
import { clock, latency } from "@/shared/format/time";

interface Props {
  turns: Turn[];
  summary: Interview["latency_ms"];
  onTurn: (turn: string) => void;
}

export default function LatencyChart({ turns, summary, onTurn }: Props) {
  const data = turns.map((turn) => ({ turn: turn.id, at: clock(turn.start), ms: turn.latency?.first_sound ?? 0 }));
  return (
    <BarChart
      h={170}
      data={data}
      dataKey="at"
      series={[{ name: "ms", label: "First sound", color: "var(--voice-interviewer)" }]}
      valueFormatter={latency}
      gridAxis="x"
      tickLine="none"
      maxBarWidth={22}
      yAxisProps={{ width: 52, tickFormatter: (ms: number) => `${ms / 1000}\u00a0s` }}
      barProps={{
        radius: 3,
        isAnimationActive: false,
        cursor: "pointer",
        onClick: (_bar, index) => {
          const turn = data[index]?.turn;
          if (turn !== undefined) onTurn(turn);
        },
      }}
      referenceLines={
        summary === null ? [] : [{ y: summary.p95, label: "p95", labelPosition: "insideTopRight", color: "amber.6" }]
      }
      aria-label={`Reply latency of ${data.length} turns`}
    />
  );
}
