"""A measured reply is judged against the budgets, reported, and told in the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from interviewer.agent import measures
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool, path_of
from interviewer.interviews.ids import TurnId
from interviewer.interviews.latency import Budget, Latency, Stage
from interviewer.wire.agent_link import ObservationSent

SLOW = Latency(endpointing=300, stt_final=210, llm_first_token=700, tts_first_chunk=120, content=1400, tokens_wasted=12)


@pytest.mark.parametrize(("budget", "stage"), [(Budget(), None), (Budget(llm=600), "llm"), (Budget(tts=50), "tts")])
def test_a_reply_over_budget_says_which_stage(tmp_path: Path, budget: Budget, stage: Stage | None) -> None:
    sent: list[ObservationSent] = []
    spool = Spool(path_of(tmp_path, "int_1", 1))
    reporter = Reporter(spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=sent.append)
    with capture_logs() as told:
        measures.report(reporter, TurnId("1.2"), SLOW, budget)
    spool.close()
    (message,) = sent
    assert (message.type, message.schema_version, message.data["over_budget"]) == ("turn.measured", 2, stage)
    assert (message.data["turn_id"], message.data["content"], message.data["tokens_wasted"]) == ("1.2", 1400, 12)
    assert [(line["event"], line["turn"], line["over_budget"]) for line in told] == [("turn.measured", "1.2", stage)]
