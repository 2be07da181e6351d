/** One interview: the conversation as it happens, and afterwards what it was worth. */

import { Skeleton, Tabs } from "@mantine/core";
import { useCallback, useState } from "react";
import { useParams } from "react-router";

import { isOver } from "@/shared/format/standing";
import { FORGOTTEN } from "@/shared/ui/CandidateName";
import { ConnectionNotice } from "@/shared/ui/Connection";
import { ProblemNotice } from "@/shared/ui/ProblemNotice";

import { AskedPanel } from "./AskedPanel";
import { Conversation, type Focus } from "./Conversation";
import { EventsTable } from "./EventsTable";
import { Header } from "./Header";
import styles from "./InterviewPage.module.css";
import { LatencyPanel } from "./LatencyPanel";
import { QuestionsPanel } from "./QuestionsPanel";
import { ScorecardPanel } from "./ScorecardPanel";
import { Timeline } from "./Timeline";
import { useInterview } from "./useInterview";
import { Waterfall } from "./Waterfall";

export default function InterviewPage() {
  const { id = "" } = useParams();
  return <OneInterview key={id} id={id} />;
}

function OneInterview({ id }: { id: string }) {
  const { connection, interview, transcript, events, scorecard } = useInterview(id);
  const [focus, setFocus] = useState<Focus | undefined>(() => {
    const turn = /^#turn-(.+)$/.exec(window.location.hash)?.[1];
    return turn === undefined ? undefined : { turn: decodeURIComponent(turn), asked: 0 };
  });
  const [tab, setTab] = useState<string | null>("conversation");
  const show = useCallback((turn: string, quote?: string) => {
    setTab("conversation");
    setFocus((before) => ({ turn, ...(quote === undefined ? {} : { quote }), asked: (before?.asked ?? 0) + 1 }));
  }, []);

  if (interview.isPending) return <Skeleton h="24rem" radius="lg" aria-label="Loading the interview" />;
  if (interview.data === undefined) {
    return <ProblemNotice error={interview.error} onRetry={() => void interview.refetch()} />;
  }
  const turns = transcript.data ?? [];
  return (
    <>
      <title>{`${interview.data.candidate.name || FORGOTTEN} · Interviewer`}</title>
      <Header interview={interview.data} />
      <ConnectionNotice connection={connection} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="conversation">Conversation</Tabs.Tab>
          <Tabs.Tab value="latency">Latency</Tabs.Tab>
          <Tabs.Tab value="events">Events</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="conversation" className={styles.columns}>
          <Conversation
            interview={interview.data}
            turns={turns}
            problem={transcript.data === undefined ? transcript.error : null}
            focus={focus}
          />
          <div className={styles.side}>
            <ScorecardPanel interview={interview.data} scorecard={scorecard} onEvidence={show} />
            <AskedPanel asked={interview.data.asked} onTurn={show} />
            <QuestionsPanel questions={interview.data.questions} over={isOver(interview.data)} />
            <LatencyPanel turns={turns} summary={interview.data.latency_ms} onTurn={show} />
            <Timeline events={events.data ?? []} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="latency">
          <Waterfall turns={turns} onTurn={show} />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <EventsTable events={events.data} problem={events.error} onRetry={() => void events.refetch()} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
