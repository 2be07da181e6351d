import { useLayoutEffect, useRef } from "react";

import type { Caption } from "./call";
import styles from "./Captions.module.css";

const NAMES = { interviewer: "Interviewer", candidate: "You" };

export function Captions({ captions }: { captions: readonly Caption[] }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [captions]);
  return (
    <div
      ref={box}
      className={styles.captions}
      role="log"
      aria-live="polite"
      aria-label="What is being said"
      data-testid="captions"
    >
      {captions.length === 0 && <p className={styles.empty}>What is said appears here as text.</p>}
      {captions.map(({ segment, speaker, text, final }) => (
        <p key={`${speaker} ${segment}`} data-speaker={speaker} data-final={final} data-testid="caption">
          <span>{NAMES[speaker]}</span>
          {text}
        </p>
      ))}
    </div>
  );
}
