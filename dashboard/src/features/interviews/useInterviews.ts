/** The list of interviews, page by page, kept fresh by the doorbell. */

import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { useApi } from "@/shared/api/context";
import type { InterviewState } from "@/shared/api/types";
import { useDoorbell } from "@/shared/api/useDoorbell";

export function useInterviews(state: InterviewState | undefined) {
  const api = useApi();
  const queries = useQueryClient();
  /** The older page under way. A refresh waits for it: it would drop the page, and with it the click. */
  const older = useRef<Promise<unknown>>(Promise.resolve());
  const connection = useDoorbell(
    undefined,
    () => void older.current.then(() => queries.invalidateQueries({ queryKey: ["interviews"] })),
  );
  const list = useInfiniteQuery({
    queryKey: ["interviews", state ?? "all"],
    queryFn: ({ pageParam, signal }) =>
      api.interviews(
        { ...(state === undefined ? {} : { state }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
  const showOlder = (): void => {
    older.current = list.fetchNextPage();
  };
  return { connection, list, showOlder, interviews: list.data?.pages.flatMap((page) => page.items) ?? [] };
}
