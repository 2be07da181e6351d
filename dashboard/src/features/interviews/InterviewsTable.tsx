import { Badge, Table, Text } from "@mantine/core";
import { Link } from "react-router";

import type { Interview } from "@/shared/api/types";
import { isOver, standing } from "@/shared/format/standing";
import { clock, latency, moment } from "@/shared/format/time";
import { useNow } from "@/shared/format/useNow";
import { CandidateName } from "@/shared/ui/CandidateName";
import { StateBadge } from "@/shared/ui/StateBadge";

import styles from "./InterviewsTable.module.css";

const running = ({ state }: Interview): boolean => state === "live" || state === "interrupted";

function duration(interview: Interview, now: Date): string {
  if (interview.duration_s !== null && !running(interview)) return clock(interview.duration_s);
  if (interview.started_at === null) return "–";
  if (!running(interview)) return "–";
  return clock((now.getTime() - Date.parse(interview.started_at)) / 1000);
}

function scorecard({ has_scorecard, judge_state }: Interview): { text: string; ready: boolean } {
  if (has_scorecard) return { text: judge_state === "unavailable" ? "No judge" : "Ready", ready: true };
  const waiting = { none: "–", waiting: "Waiting", running: "Judging…", done: "Ready", unavailable: "No judge" };
  return { text: waiting[judge_state], ready: false };
}

export function InterviewsTable({ interviews }: { interviews: Interview[] }) {
  const now = useNow(interviews.some(running));
  return (
    <div className={styles.frame}>
      <Table.ScrollContainer minWidth={760}>
        <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="interviews-table" className={styles.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Candidate</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Started</Table.Th>
              <Table.Th ta="right">Duration</Table.Th>
              <Table.Th ta="right">
                Reply p50 / p95
              </Table.Th>
              <Table.Th>Scorecard</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {interviews.map((interview) => (
              <InterviewRow key={interview.id} interview={interview} now={now} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

function InterviewRow({ interview, now }: { interview: Interview; now: Date }) {
  const card = scorecard(interview);
  const standingText = standing(interview, now);
  return (
    <Table.Tr data-testid="interview-row" data-interview={interview.id} data-state={interview.state}>
      <Table.Td>
        <Link to={`/interviews/${interview.id}`} className={styles.link ?? ""}>
          <CandidateName name={interview.candidate.name} />
        </Link>
        <Text size="xs" c="dimmed">
          {interview.job_title} · {interview.company}
        </Text>
        {interview.for_you > 0 && (
          <Badge size="sm" variant="light" color="amber" tt="none" mt={4} data-testid="for-you">
            {interview.for_you === 1 ? "1 question for you" : `${interview.for_you} questions for you`}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge state={interview.state} outcome={interview.outcome} />
        {standingText !== "" && (
          <Text size="xs" c="dimmed" data-testid="standing">
            {standingText}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={styles.number}>
        {interview.started_at === null ? (
          <Text span size="sm" c="dimmed">
            {isOver(interview) ? "Never" : "Not yet"}
          </Text>
        ) : (
          <time dateTime={interview.started_at}>{moment(interview.started_at, now)}</time>
        )}
      </Table.Td>
      <Table.Td ta="right" className={styles.number}>
        {duration(interview, now)}
      </Table.Td>
      <Table.Td ta="right" className={styles.number}>
        {interview.latency_ms === null
          ? "–"
          : `${latency(interview.latency_ms.p50)} / ${latency(interview.latency_ms.p95)}`}
      </Table.Td>
      <Table.Td className={card.ready ? styles.ready : styles.pending}>{card.text}</Table.Td>
    </Table.Tr>
  );
}
