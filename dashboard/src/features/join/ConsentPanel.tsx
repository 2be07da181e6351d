/** Before the call: who calls, that it is a machine, what is recorded and when, and whether the microphone works. */

import { Button, Stack, Text, Title } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";

import type { Invitation } from "@/shared/api/types";
import { ClockIcon, RecordIcon, SparkIcon } from "@/shared/ui/icons";

import styles from "./ConsentPanel.module.css";
import { MicrophoneTest } from "./MicrophoneTest";

interface Props {
  invitation: Invitation;
  onStart: (deviceId?: string) => void;
  otherTime: ReactNode;
}

export function ConsentPanel({ invitation, onStart, otherTime }: Props) {
  const [microphone, setMicrophone] = useState<MediaStreamTrack | null>(null);
  useEffect(() => () => microphone?.stop(), [microphone]);
  const { company, job_title: job, candidate_name: name, minutes, questions } = invitation;

  return (
    <div className={styles.panel}>
      <Stack gap={6}>
        <Text c="dimmed">Hello {name}</Text>
        <Title order={1} className={styles.title}>
          Your interview with {company}
        </Title>
        <Text size="lg" c="dimmed">
          {job}
        </Text>
      </Stack>
      <ul className={styles.points}>
        <Point icon={<SparkIcon />} title="You will talk to an AI">
          A computer voice asks the questions. It decides nothing: people read what you say.
        </Point>
        <Point icon={<RecordIcon />} title="Recorded only after you say yes">
          The interviewer asks for your consent first. Until you agree aloud, no sound is kept; if you say no, the call
          ends politely.
        </Point>
        <Point icon={<ClockIcon />} title={`About ${minutes} minutes, ${questions} ${questions === 1 ? "question" : "questions"}`}>
          Find a quiet place. Take your time, pauses are fine, and you can hang up whenever you like.
        </Point>
      </ul>
      <MicrophoneTest track={microphone} onTrack={setMicrophone} />
      <Button
        size="lg"
        fullWidth
        data-testid="consent-start"
        onClick={() => onStart(microphone?.getSettings().deviceId)}
      >
        Start the call
      </Button>
      <Text size="xs" c="dimmed" ta="center">
        Your browser will ask to use the microphone. Starting the call is not yet consent to the recording.
      </Text>
      {otherTime}
    </div>
  );
}

function Point({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li>
      <span className={styles.icon}>{icon}</span>
      <div>
        <Text fw={560}>{title}</Text>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      </div>
    </li>
  );
}
