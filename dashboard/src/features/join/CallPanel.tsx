/** The call itself: who has the word, what was said, and the two buttons one needs. */

import { ActionIcon, Alert, Button, Text, Tooltip } from "@mantine/core";

import { HangUpIcon, MicIcon, MicOffIcon, SoundIcon } from "@/shared/ui/icons";

import { statusOf } from "./call";
import styles from "./CallPanel.module.css";
import { Captions } from "./Captions";
import { LevelMeter } from "./LevelMeter";
import type { useCall } from "./useCall";
import { VoiceFigure } from "./VoiceFigure";

interface Props {
  session: ReturnType<typeof useCall>;
  questions: number;
}

export function CallPanel({ session, questions }: Props) {
  const { call, microphone } = session;
  const status = statusOf(call);
  const { question, of } = call.progress ?? { question: 0, of: questions };
  return (
    <div className={styles.call}>
      <div className={styles.counter}>
        {question > 0 ? `Question ${question} of ${of}` : "Before the questions"}
      </div>
      <VoiceFigure status={status.key} microphone={microphone} />
      <div className={styles.status} role="status" data-testid="call-status" data-status={status.key}>
        <p className={styles.word}>{status.text}</p>
        <Text c="dimmed">{status.hint}</Text>
      </div>
      {call.soundBlocked && (
        <Button leftSection={<SoundIcon />} onClick={session.allowSound}>
          Turn the sound on
        </Button>
      )}
      {!call.microphoneWorks && (
        <Alert color="amber" role="alert" title="Your microphone was disconnected">
          <Text size="sm" mb="xs">
            The call goes on, but you cannot be heard. Plug it in again, then:
          </Text>
          <Button size="xs" variant="default" onClick={() => void session.changeMicrophone()}>
            Use a microphone again
          </Button>
        </Alert>
      )}
      <Captions captions={call.captions} />
      <div className={styles.controls}>
        <div className={styles.level}>
          <LevelMeter track={call.muted ? null : microphone} />
        </div>
        <Tooltip label={call.muted ? "Let yourself be heard" : "Mute your microphone"}>
          <ActionIcon
            size={52}
            radius={999}
            variant={call.muted ? "filled" : "default"}
            color="amber"
            disabled={!call.joined}
            aria-label="Mute"
            aria-pressed={call.muted}
            data-testid="mute"
            onClick={() => session.setMuted(!call.muted)}
          >
            {call.muted ? <MicOffIcon size={22} /> : <MicIcon size={22} />}
          </ActionIcon>
        </Tooltip>
        <Button
          size="lg"
          radius={999}
          color="brick.6"
          leftSection={<HangUpIcon size={22} />}
          data-testid="hang-up"
          onClick={session.hangUp}
        >
          Hang up
        </Button>
      </div>
    </div>
  );
}
