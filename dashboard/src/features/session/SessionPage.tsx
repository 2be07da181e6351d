/** Shown where the server asks for an API key: the browser then acts with it, by a cookie that no script can read. */

import { Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { useApi } from "@/shared/api/context";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { Session } from "@/shared/api/types";

const NEEDED = "key_missing";

interface Props {
  /** Why the server refused. */
  why: Problem;
  onOpened: (session: Session) => void;
}

export function SessionPage({ why, onOpened }: Props) {
  const api = useApi();
  const [key, setKey] = useState("");
  const [missing, setMissing] = useState(false);
  const open = useMutation({ mutationFn: () => api.openSession(key.trim()), onSuccess: onOpened });

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setMissing(key.trim() === "");
    if (key.trim() !== "") open.mutate();
  };

  return (
    <Stack component="main" maw="28rem" mx="auto" mt="15vh" px="md" gap="lg">
      <title>API key · Interviewer</title>
      <Stack gap={4}>
        <Title order={1}>An API key is needed</Title>
        {why.code !== NEEDED && <Text role="status">{why.detail}</Text>}
        <Text c="dimmed">
          The key is kept out of reach of any script, and forgotten by this browser after twelve hours. Whoever runs the
          server makes keys with <code>interviewer api-keys create</code>.
        </Text>
      </Stack>
      <Paper component="form" onSubmit={submit} noValidate p="lg" radius="lg" withBorder>
        <Stack>
          <PasswordInput
            label="API key"
            placeholder="iv_…"
            autoComplete="current-password"
            value={key}
            error={missing && key.trim() === "" ? "Please give a key." : undefined}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          {open.isError && (
            <Text size="sm" role="alert">
              <b>{asProblem(open.error).title}.</b> {asProblem(open.error).detail}
            </Text>
          )}
          <Button type="submit" loading={open.isPending}>
            Go on
          </Button>
        </Stack>
      </Paper>
    </Stack>
  );
}
