"""An interview at a moment of its life, as `/v1/interviews/{id}/replay` gives it. Times are UTC."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from interviewer.interviews.replay import AwaitedThing
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import QuestionState, ViewState
from interviewer.wire.examples import MOMENT, example
from interviewer.wire.interviews import AttemptOfInterview
from interviewer.wire.records import Turn


class StepOfInterview(BaseModel):
    """One event that moved the interview: what happened in words, who did it, and the state in which it left it.

    `correlation_id` ties it to the request that made the interview, `causation_id` to what caused this very event. `at`
    is when the log took it, and can be given as `at` of a replay.
    """

    position: int
    version: int
    type: str
    at: datetime
    actor: str
    correlation_id: str
    causation_id: str | None
    state: ViewState
    text: str


class AwaitedByInterview(BaseModel):
    """What has to come before the interview goes on; `reason`: why it waits or is held."""

    what: AwaitedThing
    due: datetime | None
    reason: str | None
    text: str


class QuestionProgress(BaseModel):
    """How far a question is."""

    id: str
    state: QuestionState


class Replay(BaseModel):
    """How the interview stood after the event at `position`, which the log took at `at`, and what had led there.

    `agent_id`: who has the interview; `epoch` counts the agents that had it. `steps`: every event that moved it
    or tells what the conversation brought, in the order of the log; the last one whose `state` differs from the one
    before led to the present state.
    """

    model_config = example(
        id="int_4f0c8s2n7a9d",
        position=4711,
        version=2,
        at=MOMENT,
        state="queued",
        outcome=None,
        end_reason=None,
        awaits={"what": "line", "due": None, "reason": None, "text": "a free line"},
        attempts=[],
        epoch=0,
        agent_id=None,
        open_question=None,
        questions=[{"id": "incident", "state": "pending"}],
        consent=None,
        steps=[
            {
                "position": 4711,
                "version": 2,
                "type": "interview.queued",
                "at": MOMENT,
                "actor": "system",
                "correlation_id": "req_5a1f0c9be2d34f6a8b70",
                "causation_id": None,
                "state": "queued",
                "text": "queued: the candidate may be called now",
            }
        ],
        turns=[],
    )
    id: str
    position: int
    version: int
    at: datetime
    state: ViewState
    outcome: Outcome | None
    end_reason: str | None
    awaits: AwaitedByInterview | None
    attempts: list[AttemptOfInterview]
    epoch: int
    agent_id: str | None
    open_question: str | None
    questions: list[QuestionProgress]
    consent: bool | None
    steps: list[StepOfInterview]
    turns: list[Turn]
