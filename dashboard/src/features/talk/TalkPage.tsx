/** Become the candidate: choose what to be interviewed for, say who you are, go to the call. */

import { Button, Paper, Radio, SegmentedControl, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";

import { useApi } from "@/shared/api/context";
import { asProblem, Problem } from "@/shared/api/problem";
import type { PlanSummary } from "@/shared/api/types";
import { Notice } from "@/shared/ui/Notice";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { PlanChoice } from "./PlanChoice";

const SHORT = 2;

export function TalkPage() {
  const api = useApi();
  const plans = useQuery({ queryKey: ["plans"], queryFn: ({ signal }) => api.plans(signal) });
  return (
    <Stack maw="40rem" mx="auto" gap="xl">
      <title>Talk to the interviewer · Interviewer</title>
      <Stack gap={4}>
        <Title order={1}>Talk to the interviewer</Title>
        <Text c="dimmed">
          You will be the candidate, in this browser, with your own microphone. It asks for your consent before anything
          is recorded.
        </Text>
      </Stack>
      {plans.isPending && <Skeleton h="14rem" radius="lg" aria-label="Loading the plans" />}
      {plans.isError && <ProblemNotice error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.isSuccess && plans.data.length === 0 && (
        <Notice title="There is no interview plan yet">
          Send one of the files in <code>examples/</code> to <code>POST /v1/plans</code>, then load this page again.
        </Notice>
      )}
      {plans.isSuccess && plans.data.length > 0 && <TalkForm plans={plans.data} />}
    </Stack>
  );
}

function TalkForm({ plans }: { plans: PlanSummary[] }) {
  const api = useApi();
  const navigate = useNavigate();
  const [planId, setPlanId] = useState(plans[0]?.id ?? "");
  const [name, setName] = useState("");
  const [length, setLength] = useState<"short" | "whole">("whole");
  const [nameMissing, setNameMissing] = useState(false);
  const plan = plans.find(({ id }) => id === planId);

  const start = useMutation({
    mutationFn: async () => {
      const { join_url } = await api.createInterview({
        plan_id: planId,
        candidate_name: name.trim(),
        ...(length === "short" ? { questions: SHORT } : {}),
      });
      if (join_url === null) throw new Problem(-1, "The interview has no link to join it", "Try once more.", "");
      return new URL(join_url, window.location.href).pathname;
    },
    onSuccess: (path) => navigate(path),
  });

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setNameMissing(name.trim() === "");
    if (name.trim() !== "") start.mutate();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Radio.Group label="What to be interviewed for" value={planId} onChange={setPlanId}>
          <Stack gap="xs" mt="xs">
            {plans.map((each) => (
              <PlanChoice key={each.id} plan={each} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label="Your name"
          description="The interviewer greets you by it."
          autoComplete="name"
          maxLength={80}
          value={name}
          error={nameMissing && name.trim() === "" ? "Please say who you are; any name will do." : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {plan !== undefined && plan.questions > SHORT && (
          <SegmentedControl
            aria-label="Length of the interview"
            value={length}
            onChange={(value) => setLength(value === "short" ? "short" : "whole")}
            data={[
              { value: "whole", label: `Whole interview, ${plan.questions} questions` },
              { value: "short", label: `A short try, ${SHORT} questions` },
            ]}
          />
        )}
        {start.isError && (
          <Paper role="alert" p="md" withBorder>
            <Text fw={600}>{asProblem(start.error).title}</Text>
            <Text c="dimmed">{asProblem(start.error).detail}</Text>
          </Paper>
        )}
        <Button type="submit" size="md" loading={start.isPending || start.isSuccess} data-testid="start-call">
          Go to the call
        </Button>
      </Stack>
    </form>
  );
}
