/** What hears, speaks and writes in calls, and a way to have each asked before a call needs it. */

import { Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";

import { useApi } from "@/shared/api/context";
import { asProblem } from "@/shared/api/problem";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { ProviderRow } from "./ProviderRow";

export function ProvidersPage() {
  const api = useApi();
  const providers = useQuery({ queryKey: ["providers"], queryFn: ({ signal }) => api.providers(signal) });
  const test = useMutation({ mutationFn: () => api.checkProviders() });
  const wrong = (test.data ?? []).filter(({ outcome }) => outcome !== "ok").length;
  return (
    <Stack maw="46rem" mx="auto" gap="xl">
      <title>Providers · Interviewer</title>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap={4}>
          <Title order={1}>Providers</Title>
          <Text c="dimmed">
            What hears the candidate, speaks for the interviewer and writes its replies. The server&rsquo;s settings
            choose them; keys are never shown.
          </Text>
        </Stack>
        <Button
          flex="none"
          onClick={() => test.mutate()}
          loading={test.isPending}
          disabled={!providers.isSuccess}
          data-testid="test-providers"
        >
          Test
        </Button>
      </Group>
      {providers.isPending && <Skeleton h="14rem" radius="lg" aria-label="Loading the providers" />}
      {providers.isError && <ProblemNotice error={providers.error} onRetry={() => void providers.refetch()} />}
      {test.isError && (
        <Paper role="alert" p="md" withBorder>
          <Text fw={600}>{asProblem(test.error).title}</Text>
          <Text c="dimmed">{asProblem(test.error).detail}</Text>
        </Paper>
      )}
      {providers.isSuccess && (
        <Stack gap="md">
          {providers.data.map((each) => (
            <ProviderRow
              key={each.part}
              provider={each}
              check={test.isPending ? undefined : test.data?.find(({ part }) => part === each.part)}
            />
          ))}
        </Stack>
      )}
      <Text role="status" size="sm" c="dimmed">
        {test.isPending && "Each provider is being asked …"}
        {test.isSuccess && (wrong === 0 ? "All of them would serve a call now." : `${wrong} of them would not serve a call now.`)}
      </Text>
    </Stack>
  );
}
