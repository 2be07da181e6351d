/** The operator's frame: brand, four places to go, light or dark. */

import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import type { ReactNode } from "react";
import { NavLink, Outlet } from "react-router";

import { MoonIcon, SunIcon } from "@/shared/ui/icons";
import { VoiceMark } from "@/shared/ui/VoiceMark";

import styles from "./Shell.module.css";

/** `aside`: what else stands in the header. */
export function Shell({ aside }: { aside?: ReactNode }) {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <NavLink to="/" className={styles.brand ?? ""} aria-label="Interviewer, to the list of interviews">
            <VoiceMark />
            Interviewer
          </NavLink>
          <nav className={styles.nav} aria-label="Main">
            <NavLink to="/" end>
              Interviews
            </NavLink>
            <NavLink to="/plans">Plans</NavLink>
            <NavLink to="/talk">Talk to the interviewer</NavLink>
            <NavLink to="/providers">Providers</NavLink>
          </nav>
          {aside}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={dark ? "Use light colours" : "Use dark colours"}
            onClick={() => setColorScheme(dark ? "light" : "dark")}
          >
            {dark ? <SunIcon /> : <MoonIcon />}
          </ActionIcon>
        </div>
      </header>
      <main id="content" className={styles.content}>
        <Outlet />
      </main>
    </>
  );
}
