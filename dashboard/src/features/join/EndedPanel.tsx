import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useApi } from "@/shared/api/context";
import type { Invitation } from "@/shared/api/types";

import styles from "./ConsentPanel.module.css";
import { thisTab } from "./tab";

interface Props {
  how: "finished" | "hung_up";
  invitation: Invitation;
  token: string;
  onReturn: () => void;
}

export function EndedPanel({ how, invitation, token, onReturn }: Props) {
  const api = useApi();
  // After hanging up the interview may still be open for a while: then there is a way back.
  const now = useQuery({
    queryKey: ["invitation", token, "after the call"],
    queryFn: ({ signal }) => api.invitation(token, thisTab(), signal),
    enabled: how === "hung_up",
    retry: false,
    refetchInterval: 3000,
  });
  return (
    <div className={styles.panel} role="status" data-testid="call-ended" data-how={how}>
      <Title order={1} className={styles.title}>
        Thank you, {invitation.candidate_name}
      </Title>
      <Text c="dimmed">
        {how === "finished"
          ? `Your call with ${invitation.company} is over. What you agreed to have recorded is kept for the people there, who will get in touch with you; without your yes, nothing was recorded.`
          : `You hung up. What you said after your consent, up to then, is kept for ${invitation.company}.`}
      </Text>
      <Text c="dimmed">The microphone is off. You can close this page.</Text>
      {how === "hung_up" && now.data?.state === "open" && (
        <Button variant="default" onClick={onReturn}>
          Go back into the call
        </Button>
      )}
    </div>
  );
}
