/** The jobs, and what is asked for each: the newest plan first, older ones beneath it. */

import { Anchor, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { useApi } from "@/shared/api/context";
import type { PlanSummary } from "@/shared/api/types";
import { moment } from "@/shared/format/time";
import { Notice } from "@/shared/ui/Notice";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import styles from "./PlansPage.module.css";

/** Plans by job, in the order in which they came: the newest first. */
function byJob(plans: PlanSummary[]): PlanSummary[][] {
  const jobs = new Map<string, PlanSummary[]>();
  for (const plan of plans) jobs.set(plan.job_id, [...(jobs.get(plan.job_id) ?? []), plan]);
  return [...jobs.values()];
}

export function PlansPage() {
  const api = useApi();
  const plans = useQuery({ queryKey: ["plans"], queryFn: ({ signal }) => api.plans(signal) });
  return (
    <Stack maw="46rem" mx="auto" gap="xl">
      <title>Plans · Interviewer</title>
      <Stack gap={4}>
        <Title order={1}>Plans</Title>
        <Text c="dimmed">What is asked for each job. Look at a plan, and rehearse it by text before anybody is called.</Text>
      </Stack>
      {plans.isPending && <Skeleton h="14rem" radius="lg" aria-label="Loading the plans" />}
      {plans.isError && <ProblemNotice error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.isSuccess && plans.data.length === 0 && (
        <Notice title="There is no interview plan yet">
          Publish a file: <code>interviewer plan publish JOB FILE</code>. There are some in <code>examples/</code>.
        </Notice>
      )}
      {plans.isSuccess && (
        <Stack gap="md">
          {byJob(plans.data).map((versions) => (
            <JobCard key={versions[0]?.job_id} versions={versions} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function JobCard({ versions }: { versions: PlanSummary[] }) {
  const [newest, ...older] = versions;
  if (newest === undefined) return null;
  return (
    <Paper component="section" p="lg" radius="lg" withBorder className={styles.card} aria-label={`${newest.job_title} at ${newest.company}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={2}>
            <Link to={`/plans/${newest.id}`} className={styles.link}>
              {newest.job_title}
            </Link>
          </Title>
          <Text c="dimmed">{newest.company}</Text>
        </div>
        <Text size="sm" c="dimmed" ta="right" flex="none">
          {newest.questions} questions · {newest.minutes} min
          <br />
          version {newest.version}, {moment(newest.created_at, new Date())}
        </Text>
      </Group>
      {older.length > 0 && (
        <Text size="sm" c="dimmed" mt="sm" className={styles.older}>
          Before:{" "}
          {older.map((plan, index) => (
            <span key={plan.id}>
              {index > 0 && ", "}
              <Anchor component={Link} to={`/plans/${plan.id}`} size="sm">
                version {plan.version}
              </Anchor>
            </span>
          ))}
        </Text>
      )}
    </Paper>
  );
}
