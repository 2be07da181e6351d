/** All interviews, newest first, changing as they happen. */

import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

import type { InterviewState } from "@/shared/api/types";
import { ConnectionNotice } from "@/shared/ui/Connection";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { NoInterviews } from "./NoInterviews";
import { InterviewsTable } from "./InterviewsTable";
import { FILTERS, StateFilter } from "./StateFilter";
import { useInterviews } from "./useInterviews";

const asState = (text: string | null): InterviewState | undefined => FILTERS.find((state) => state === text);

export function InterviewsPage() {
  const [search, setSearch] = useSearchParams();
  const state = asState(search.get("state"));
  const { connection, list, showOlder, interviews } = useInterviews(state);
  const showAll = (): void => setSearch({});

  return (
    <>
      <title>Interviews · Interviewer</title>
      <Group justify="space-between" align="end" mb="lg">
        <Stack gap={2}>
          <Title order={1}>Interviews</Title>
          <Text c="dimmed">Every call, as it happens and afterwards.</Text>
        </Stack>
        {interviews.length > 0 && (
          <Button component={Link} to="/talk">
            Talk to the interviewer
          </Button>
        )}
      </Group>
      <ConnectionNotice connection={connection} />
      {(interviews.length > 0 || state !== undefined) && (
        <StateFilter value={state} onChange={(next) => setSearch(next === undefined ? {} : { state: next })} />
      )}
      {list.isPending && <Skeleton h="16rem" radius="lg" aria-label="Loading the interviews" />}
      {list.isError && interviews.length === 0 && (
        <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && interviews.length === 0 && <NoInterviews state={state} onShowAll={showAll} />}
      {interviews.length > 0 && <InterviewsTable interviews={interviews} />}
      {list.hasNextPage && (
        <Group justify="center" mt="lg">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={showOlder}>
            Show older interviews
          </Button>
        </Group>
      )}
    </>
  );
}
