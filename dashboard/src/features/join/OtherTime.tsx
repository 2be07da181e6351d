/** The time that was agreed on, and a way to choose another one. */

import { Button, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { useApi } from "@/shared/api/context";
import type { Invitation } from "@/shared/api/types";

import { chosenTime, inWords, placeOf } from "./agreedTime";
import styles from "./OtherTime.module.css";
import { joinTrouble, type Trouble } from "./troubles";

interface Props {
  token: string;
  invitation: Invitation;
  onChosen: (changed: Invitation) => void;
}

export function OtherTime({ token, invitation, onChosen }: Props) {
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const [written, setWritten] = useState("");
  const [missing, setMissing] = useState(false);
  const { appointment, by_phone: byPhone, zone } = invitation;

  const choose = useMutation({
    mutationFn: () => api.reschedule(token, chosenTime(written, zone)),
    onSuccess: (changed) => {
      setAsking(false);
      onChosen(changed);
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setMissing(written === "");
    if (written !== "") choose.mutate();
  };

  return (
    <section className={styles.box} aria-label="Another time">
      {appointment !== null && (
        <Text size="sm" role="status" data-testid="agreed-time">
          {byPhone ? "You will be called on" : "Agreed: open this link again on"} <b>{inWords(appointment, zone)}</b>.
        </Text>
      )}
      {asking ? (
        <form onSubmit={submit} noValidate className={styles.form}>
          <TextInput
            type="datetime-local"
            label="When does it suit you?"
            description={zone === null ? "By the clock of this device." : `By the clocks in ${placeOf(zone)}.`}
            value={written}
            error={missing && written === "" ? "Please give a date and a time." : undefined}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
          {choose.isError && <Refusal trouble={joinTrouble(choose.error)} />}
          <div className={styles.row}>
            <Button type="submit" size="xs" loading={choose.isPending}>
              Agree on this time
            </Button>
            <Button variant="subtle" size="xs" disabled={choose.isPending} onClick={() => setAsking(false)}>
              Keep it as it is
            </Button>
          </div>
        </form>
      ) : (
        <div className={styles.row}>
          <Text size="sm" c="dimmed">
            Does it not suit you now?
          </Text>
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              choose.reset();
              setAsking(true);
            }}
          >
            Choose another time
          </Button>
        </div>
      )}
    </section>
  );
}

function Refusal({ trouble }: { trouble: Trouble }) {
  const title = trouble.code === "request_invalid" ? "This time cannot be agreed" : trouble.title;
  return (
    <Text size="sm" role="alert" data-testid="other-time-trouble" data-trouble={trouble.code}>
      <b>{title}.</b> {trouble.detail}
    </Text>
  );
}
