/** Everything about one interview, kept fresh by the doorbell. */

import { useQuery, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/shared/api/context";
import type { LoggedEvent } from "@/shared/api/types";
import { useDoorbell } from "@/shared/api/useDoorbell";

export function useInterview(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const connection = useDoorbell(id, () => void queries.invalidateQueries({ queryKey: ["interview", id] }));

  const interview = useQuery({
    queryKey: ["interview", id, "summary"],
    queryFn: ({ signal }) => api.interview(id, signal),
  });
  const transcript = useQuery({
    queryKey: ["interview", id, "transcript"],
    queryFn: ({ signal }) => api.transcript(id, signal),
  });
  const eventsKey = ["interview", id, "events"];
  const events = useQuery({
    queryKey: eventsKey,
    // The log only grows: ask for what came after the last event known here.
    queryFn: async ({ signal }) => {
      const known = queries.getQueryData<LoggedEvent[]>(eventsKey) ?? [];
      const news = await api.eventsAfter(id, known.at(-1)?.position ?? 0, signal);
      return news.length > 0 ? [...known, ...news] : known;
    },
  });
  const scorecard = useQuery({
    queryKey: ["interview", id, "scorecard"],
    queryFn: ({ signal }) => api.scorecard(id, signal),
    enabled: interview.data?.has_scorecard === true,
  });

  return { connection, interview, transcript, events, scorecard };
}
