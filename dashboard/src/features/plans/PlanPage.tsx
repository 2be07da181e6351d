/** One plan: its questions, what is followed up and judged, what could be better, and a rehearsal beside it. */

import { Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";

import { useApi } from "@/shared/api/context";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { AdviceList } from "./AdviceList";
import styles from "./PlanPage.module.css";
import { QuestionList } from "./QuestionList";
import { RehearsalPanel } from "./RehearsalPanel";

export function PlanPage() {
  const { id = "" } = useParams();
  return <OnePlan key={id} id={id} />;
}

function OnePlan({ id }: { id: string }) {
  const api = useApi();
  const plan = useQuery({ queryKey: ["plan", id], queryFn: ({ signal }) => api.plan(id, signal), staleTime: Infinity });
  const advice = useQuery({
    queryKey: ["plan", id, "advice"],
    queryFn: ({ signal }) => api.planAdvice(id, signal),
    staleTime: Infinity,
  });
  const [asked, setAsked] = useState<number | null>(null);
  if (plan.isPending) return <Skeleton h="24rem" radius="lg" aria-label="Loading the plan" />;
  if (plan.isError) return <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />;
  const { job, plan: interview, version } = plan.data;
  const expected = advice.data === undefined ? "" : `about ${Math.round(advice.data.expected_minutes)} of `;
  return (
    <>
      <title>{`${job.title} · Interviewer`}</title>
      <Stack gap={4} mb="lg">
        <Title order={1}>{interview.title}</Title>
        <Text c="dimmed">
          {job.title}, {job.company} · version {version} · {interview.questions.length} questions · {expected}
          {interview.minutes} minutes
        </Text>
      </Stack>
      <div className={styles.columns}>
        <Stack gap="xl" className={styles.main}>
          {advice.isError && (
            <Group gap="xs" role="alert">
              <Text size="sm">What could be better about it cannot be told now.</Text>
            </Group>
          )}
          {advice.isSuccess && <AdviceList advice={advice.data.advice} />}
          <QuestionList
            questions={interview.questions}
            criteria={interview.criteria}
            minutes={advice.data?.questions ?? {}}
            asked={asked}
          />
        </Stack>
        <RehearsalPanel plan={id} onQuestion={setAsked} />
      </div>
    </>
  );
}
