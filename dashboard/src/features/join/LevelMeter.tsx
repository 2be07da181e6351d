import { useRef } from "react";

import styles from "./LevelMeter.module.css";
import { useLevel } from "./microphone";

export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const meter = useRef<HTMLDivElement>(null);
  useLevel(track, meter);
  return (
    <div
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label="Level of your microphone"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      data-testid="mic-level"
    />
  );
}
