import { Button, Code } from "@mantine/core";
import { Link } from "react-router";

import type { InterviewState } from "@/shared/api/types";
import { Notice } from "@/shared/ui/Notice";
import { stateLabel } from "@/shared/ui/StateBadge";
import { VoiceMark } from "@/shared/ui/VoiceMark";

interface Props {
  state: InterviewState | undefined;
  onShowAll: () => void;
}

export function NoInterviews({ state, onShowAll }: Props) {
  if (state !== undefined) {
    return (
      <Notice
        title={`No interview is in the state “${stateLabel(state)}”`}
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all
          </Button>
        }
      >
        One that enters it will appear here by itself.
      </Notice>
    );
  }
  return (
    <Notice
      art={<VoiceMark size={44} />}
      title="No interviews yet"
      action={
        <Button component={Link} to="/talk">
          Talk to the interviewer
        </Button>
      }
    >
      Be the candidate yourself, with your own microphone. Or run <Code>make demo</Code> in a terminal and watch a
      simulated candidate answer four questions here.
    </Notice>
  );
}
