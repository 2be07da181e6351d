/** A rehearsal as it goes on: all that happened is kept here, in this page, and sent each time. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/shared/api/context";
import type { Rehearsal, RehearsalInput } from "@/shared/api/plans";

export type Line = "phone" | "link";

/** How the candidate comes, and who finds words that are in no plan: the same through a whole rehearsal. */
export interface Manner {
  line: Line;
  words: "authored" | "generated";
}

/** Now, as the clocks here show it, without an offset. */
function localTime(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function useRehearsal(plan: string, onChange: (held: Rehearsal | null) => void) {
  const api = useApi();
  const [held, setHeld] = useState<Rehearsal | null>(null);
  const [setting, setSetting] = useState<(Manner & { began: string }) | null>(null);
  const change = (next: Rehearsal | null): void => {
    setHeld(next);
    onChange(next);
  };
  const going = useMutation({
    mutationFn: (wanted: Manner & { began: string; inputs: RehearsalInput[] }) =>
      api.rehearse({ plan_id: plan, ...wanted }),
    onSuccess: change,
  });
  return {
    held,
    busy: going.isPending,
    error: going.error,
    begin: (manner: Manner): void => {
      const now = { ...manner, began: localTime() };
      setSetting(now);
      going.mutate({ ...now, inputs: [] });
    },
    goOn: (input: RehearsalInput): Promise<unknown> =>
      setting === null || held === null
        ? Promise.resolve()
        : going.mutateAsync({ ...setting, inputs: [...held.inputs, input] }),
    leave: (): void => {
      going.reset();
      change(null);
    },
  };
}
