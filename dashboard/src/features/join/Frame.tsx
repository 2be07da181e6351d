/** The candidate's page: the company's name, the content in the middle, nothing else. */

import type { ReactNode } from "react";

import { VoiceMark } from "@/shared/ui/VoiceMark";

import styles from "./Frame.module.css";

export function Frame({ company, children }: { company: string | null; children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <header className={styles.head}>
        <VoiceMark />
        {company ?? "Interview"}
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}
