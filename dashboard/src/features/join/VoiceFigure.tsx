/** The four bars of the brand, alive: they move with the candidate's voice, with the interviewer's, or wait. */

import { useRef } from "react";

import { useLevel } from "./microphone";
import styles from "./VoiceFigure.module.css";

export function VoiceFigure({ status, microphone }: { status: string; microphone: MediaStreamTrack | null }) {
  const figure = useRef<HTMLDivElement>(null);
  useLevel(status === "listening" ? microphone : null, figure);
  return (
    <div ref={figure} className={styles.figure} data-status={status} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
