import { Chip, Group } from "@mantine/core";

import type { InterviewState } from "@/shared/api/types";
import { stateLabel } from "@/shared/ui/StateBadge";

export const FILTERS: readonly InterviewState[] = [
  "live",
  "dialling",
  "queued",
  "scheduled",
  "held",
  "interrupted",
  "completed",
  "evaluated",
  "reviewed",
  "abandoned",
  "declined",
  "no_answer",
  "busy",
  "voicemail",
  "wrong_person",
  "opted_out",
  "cancelled",
  "expired",
  "failed",
];

interface Props {
  value: InterviewState | undefined;
  onChange: (state: InterviewState | undefined) => void;
}

export function StateFilter({ value, onChange }: Props) {
  return (
    <Chip.Group value={value ?? "all"} onChange={(next) => onChange(FILTERS.find((state) => state === next))}>
      <Group gap={6} mb="md" role="radiogroup" aria-label="Show only interviews in this state">
        {["all" as const, ...FILTERS].map((state) => (
          <Chip key={state} value={state} size="xs" variant="light">
            {state === "all" ? "All" : stateLabel(state)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
