/** What a candidate sees: the invitation and consent, the call, the thanks. No way to any other page. */

import { Center, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "react-router";

import { useApi } from "@/shared/api/context";
import type { Invitation } from "@/shared/api/types";

import { CallPanel } from "./CallPanel";
import { ConsentPanel } from "./ConsentPanel";
import { EndedPanel } from "./EndedPanel";
import { Frame } from "./Frame";
import { OtherTime } from "./OtherTime";
import { thisTab } from "./tab";
import { TroublePanel } from "./TroublePanel";
import { invitationTrouble, joinTrouble, trouble } from "./troubles";
import { useCall } from "./useCall";

export default function JoinPage() {
  const { token = "" } = useParams();
  const api = useApi();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => api.invitation(token, thisTab(), signal),
    // What the page says must not change under the candidate's hands while it talks.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
  });
  const retry = (): void => void invitation.refetch();

  if (invitation.isPending) {
    return (
      <Center h="100vh">
        <Loader type="dots" aria-label="Loading your invitation" />
      </Center>
    );
  }
  if (invitation.isError) {
    return (
      <Frame company={null}>
        <TroublePanel trouble={joinTrouble(invitation.error)} onRetry={retry} retrying={invitation.isFetching} />
      </Frame>
    );
  }
  const closed = invitationTrouble(invitation.data);
  return (
    <Frame company={invitation.data.company}>
      <title>{`${invitation.data.company} · Interview`}</title>
      {closed === undefined ? (
        <OpenInvitation token={token} invitation={invitation.data} />
      ) : (
        <TroublePanel trouble={closed} onRetry={retry} retrying={invitation.isFetching} />
      )}
    </Frame>
  );
}

function OpenInvitation({ token, invitation }: { token: string; invitation: Invitation }) {
  const session = useCall(token);
  const queries = useQueryClient();
  const { step, call } = session;
  if (step.at === "before") {
    return (
      <ConsentPanel
        invitation={invitation}
        onStart={(device) => void session.start(device)}
        otherTime={
          <OtherTime
            token={token}
            invitation={invitation}
            onChosen={(changed) => queries.setQueryData(["invitation", token], changed)}
          />
        }
      />
    );
  }
  if (step.at === "trouble") return <TroublePanel trouble={step.trouble} onRetry={session.again} retrying={false} />;
  switch (call.ended) {
    case "finished":
    case "hung_up":
      return <EndedPanel how={call.ended} invitation={invitation} token={token} onReturn={session.again} />;
    case "lost":
    case "moved":
      return <TroublePanel trouble={trouble(call.ended)} onRetry={() => void session.start()} retrying={false} />;
    case null:
      return <CallPanel session={session} questions={invitation.questions} />;
  }
}
