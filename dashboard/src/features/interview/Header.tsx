import { Anchor, Button, CopyButton, Group, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import type { InterviewInFull } from "@/shared/api/types";
import { attemptsText, dueText, isOver, reasonText } from "@/shared/format/standing";
import { clock, latency, moment } from "@/shared/format/time";
import { useNow } from "@/shared/format/useNow";
import { CandidateName } from "@/shared/ui/CandidateName";
import { LinkIcon } from "@/shared/ui/icons";
import { StateBadge } from "@/shared/ui/StateBadge";

import styles from "./Header.module.css";
import { consentLine, endReason } from "./words";

export function Header({ interview }: { interview: InterviewInFull }) {
  const running = interview.state === "live" || interview.state === "interrupted";
  const now = useNow(running);
  const { started_at: started, duration_s: duration } = interview;
  const seconds = running && started !== null ? (now.getTime() - Date.parse(started)) / 1000 : duration;
  const facts: [string, string][] = [
    ["Started", started !== null ? moment(started, now) : isOver(interview) ? "Never" : "Not yet"],
    ["Duration", seconds === null ? "–" : clock(seconds)],
    ["Consent", consentLine(interview)],
    [
      "Reply p50 / p95",
      interview.latency_ms === null
        ? "–"
        : `${latency(interview.latency_ms.p50)} / ${latency(interview.latency_ms.p95)}`,
    ],
  ];
  const due = dueText(interview, now);
  if (due !== undefined) facts.push(["Next call", due]);
  if (interview.reason !== null) facts.push(["Waits because", reasonText(interview.reason)]);
  if (interview.attempts.length > 0) facts.push(["Attempts", attemptsText(interview.attempts)]);
  if (interview.end_reason !== null) facts.push(["Ended", endReason(interview.end_reason)]);
  if (interview.rating !== null) facts.push(["Candidate’s rating", `${interview.rating} of 5`]);
  if (interview.epoch > 1) facts.push(["Interviewer replaced", `${interview.epoch - 1}×`]);

  return (
    <header className={styles.header}>
      <Anchor component={Link} to="/" size="sm" c="dimmed">
        ← Interviews
      </Anchor>
      <Group justify="space-between" align="flex-start" mt={6}>
        <div>
          <Group gap="sm">
            <Title order={1}>
              <CandidateName name={interview.candidate.name} />
            </Title>
            <StateBadge state={interview.state} outcome={interview.outcome} />
          </Group>
          <Text c="dimmed">
            {interview.job_title} · {interview.company}
          </Text>
        </div>
        {interview.join_url !== null && <JoinLink url={interview.join_url} />}
      </Group>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function JoinLink({ url }: { url: string }) {
  return (
    <CopyButton value={url} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" size="xs" leftSection={<LinkIcon size={15} />} onClick={copy}>
          {copied ? "Copied" : "Copy the candidate’s link"}
        </Button>
      )}
    </CopyButton>
  );
}
