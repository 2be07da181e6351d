import { Button, Select, Text } from "@mantine/core";
import { useState } from "react";

import { MicIcon } from "@/shared/ui/icons";

import { LevelMeter } from "./LevelMeter";
import { microphones, openMicrophone } from "./microphone";
import styles from "./MicrophoneTest.module.css";
import { microphoneTrouble, type Trouble } from "./troubles";

interface Props {
  track: MediaStreamTrack | null;
  onTrack: (track: MediaStreamTrack | null) => void;
}

export function MicrophoneTest({ track, onTrack }: Props) {
  const [problem, setProblem] = useState<Trouble | null>(null);
  const [choices, setChoices] = useState<{ value: string; label: string }[]>([]);

  const open = async (deviceId?: string): Promise<void> => {
    try {
      onTrack(await openMicrophone(deviceId));
      setProblem(null);
      setChoices(await microphones());
    } catch (error) {
      onTrack(null);
      setProblem(microphoneTrouble(error));
    }
  };

  return (
    <section className={styles.box} aria-label="Microphone test">
      {track === null ? (
        <div className={styles.row}>
          <Text size="sm" c="dimmed">
            Shall we check that you can be heard?
          </Text>
          <Button variant="default" size="xs" leftSection={<MicIcon size={15} />} onClick={() => void open()}>
            Test the microphone
          </Button>
        </div>
      ) : (
        <>
          <div className={styles.row}>
            <Text size="sm" c="dimmed">
              Say something: the bar should move.
            </Text>
            <div className={styles.level}>
              <LevelMeter track={track} />
            </div>
          </div>
          {choices.length > 1 && (
            <Select
              mt="sm"
              size="xs"
              aria-label="Microphone"
              allowDeselect={false}
              data={choices}
              value={track.getSettings().deviceId ?? null}
              onChange={(deviceId) => deviceId !== null && void open(deviceId)}
            />
          )}
        </>
      )}
      {problem !== null && (
        <div role="alert" className={styles.problem} data-testid="microphone-problem">
          <b>{problem.title}.</b> {problem.detail}
        </div>
      )}
    </section>
  );
}
