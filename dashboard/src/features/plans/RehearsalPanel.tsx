/** Be the candidate by text: what the interviewer says, where the conversation is, and what it waits for. */

import { Button, Group, Paper, SegmentedControl, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";

import { useApi } from "@/shared/api/context";
import { asProblem } from "@/shared/api/problem";
import type { Rehearsal, RehearsalInput } from "@/shared/api/plans";
import { clock } from "@/shared/format/time";

import styles from "./RehearsalPanel.module.css";
import { useRehearsal, type Line } from "./useRehearsal";
import { phaseOf } from "./words";

interface Props {
  plan: string;
  /** Told which question is open, counted from 1. */
  onQuestion: (question: number | null) => void;
}

export function RehearsalPanel({ plan, onQuestion }: Props) {
  const { held, busy, error, begin, goOn, leave } = useRehearsal(plan, (next) => onQuestion(next?.question ?? null));
  const model = useModel();
  const [line, setLine] = useState<Line>("phone");
  const [asked, setAsked] = useState(false);
  const writes = model !== null && asked;
  return (
    <Paper component="section" p="lg" radius="lg" withBorder className={styles.panel} aria-label="Rehearsal">
      <Group justify="space-between" mb="sm">
        <Title order={2}>Rehearsal</Title>
        {held !== null && (
          <Button variant="subtle" size="compact-sm" onClick={leave}>
            Start again
          </Button>
        )}
      </Group>
      {held === null ? (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            You are the candidate and type what they say. The interviewer is the one that holds the calls;{" "}
            {writes ? "follow-ups are also the model\u2019s, as in calls" : "follow-ups are the plan\u2019s own"}. Nothing of it
            is kept here.
          </Text>
          <SegmentedControl
            aria-label="How the candidate comes"
            value={line}
            onChange={(value) => setLine(value === "link" ? "link" : "phone")}
            data={[
              { value: "phone", label: "Called by phone" },
              { value: "link", label: "Opened a link" },
            ]}
          />
          {model !== null && (
            <Switch
              label="The language model writes too"
              description={`Follow-ups and answers by ${model}; each is paid for as in a call.`}
              checked={asked}
              onChange={(event) => setAsked(event.currentTarget.checked)}
            />
          )}
          <Button onClick={() => begin({ line, words: writes ? "generated" : "authored" })} loading={busy} data-testid="rehearse">
            Begin
          </Button>
        </Stack>
      ) : (
        <>
          <Steps held={held} />
          <Standing held={held} />
          {held.ended === null && <Reply busy={busy} onReply={goOn} />}
        </>
      )}
      {error !== null && (
        <Text role="alert" size="sm" mt="sm" className={styles.refused}>
          {asProblem(error).detail === "" ? asProblem(error).title : asProblem(error).detail}
        </Text>
      )}
    </Paper>
  );
}

/** The language model that calls here use; null where there is none. */
function useModel(): string | null {
  const api = useApi();
  const providers = useQuery({ queryKey: ["providers"], queryFn: ({ signal }) => api.providers(signal) });
  const writing = providers.data?.find(({ part }) => part === "writing");
  return writing === undefined || writing.provider === "none" ? null : writing.model || writing.provider;
}

function Steps({ held }: { held: Rehearsal }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const list = end.current?.parentElement;
    if (list) list.scrollTop = list.scrollHeight;
  }, [held.steps.length]);
  return (
    <ol className={styles.steps} role="log" aria-label="What was said" tabIndex={-1}>
      {held.steps.map((step, index) => (
        <li key={index} data-what={step.what} data-cut={(step.heard ?? 1) < 1 || undefined}>
          {step.what === "said" && <span className={styles.who}>Interviewer</span>}
          {step.what === "replied" && <span className={styles.who}>Candidate</span>}
          {step.what === "ended"
            ? `The conversation is over: ${(step.reason ?? "").replaceAll("_", " ")}.`
            : step.text || "(says nothing)"}
        </li>
      ))}
      <li ref={end} aria-hidden className={styles.end} />
    </ol>
  );
}

function Standing({ held }: { held: Rehearsal }) {
  const left = held.left < 0 ? `${clock(-held.left)} over time` : `${clock(held.left)} left`;
  const question = held.question === null ? "" : ` ${held.question} of ${held.questions}`;
  return (
    <div className={styles.standing} data-testid="standing" role="status">
      <b>
        {phaseOf(held.phase)}
        {question}
      </b>
      <span>{left}</span>
      {held.ended === null && <span>Waits for {held.awaits}</span>}
    </div>
  );
}

function Reply({ busy, onReply }: { busy: boolean; onReply: (input: RehearsalInput) => Promise<unknown> }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const send = (input: RehearsalInput): void => {
    void onReply(input).then(
      () => {
        setText("");
        field.current?.focus();
      },
      () => undefined, // told above, and the words stay
    );
  };
  const words = text.trim();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (words !== "" && !busy) send({ kind: "says", text: words });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          ref={field}
          aria-label="What the candidate says"
          placeholder="What the candidate says"
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="rehearsal-reply"
        />
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={busy} disabled={words === ""}>
            Say it
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            disabled={words === "" || busy}
            onClick={() => send({ kind: "cuts_off", text: words })}
            title="Said over what the interviewer said last, of which only the beginning is then heard"
          >
            Cut in with it
          </Button>
          <Button variant="default" size="compact-sm" disabled={busy} onClick={() => send({ kind: "silence" })}>
            Stay silent
          </Button>
          <Button variant="default" size="compact-sm" disabled={busy} onClick={() => send({ kind: "waits", seconds: 120 })}>
            2 min pass
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
