"""The public API's shape of an interview, as lists have it. With all that its conversation brought: `conversations`.

Times are UTC, durations in seconds unless the name says ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, JsonValue

from interviewer.interviews.lifecycle import AttemptOutcome
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import QuestionState, ViewState
from interviewer.wire.examples import MOMENT, example

JudgeState = Literal["none", "waiting", "running", "done", "unavailable"]
INTERVIEW: Final[dict[str, JsonValue]] = {
    "id": "int_4f0c8s2n7a9d",
    "state": "evaluated",
    "outcome": "completed",
    "plan_id": "plan_3f9a1c07be21",
    "plan_title": "Back-end engineer, first interview",
    "company": "Clearwater Tickets",
    "job_title": "Back-end engineer",
    "candidate": {"id": "cand_7h2k9mq4xw1z", "name": "Ada Byron"},
    "campaign_id": "camp_2k8d0f3m1q7z",
    "due": None,
    "appointed": False,
    "reason": None,
    "attempts": [{"at": MOMENT, "outcome": None, "ended": None}],
    "created_at": MOMENT,
    "started_at": MOMENT,
    "ended_at": "2026-11-23T14:19:30Z",
    "duration_s": 870.0,
    "end_reason": "finished",
    "epoch": 1,
    "join_url": None,
    "questions": [{"id": "incident", "text": "Tell me about a problem in production.", "state": "answered"}],
    "consent": True,
    "version": 112,
    "position": 4711,
    "latency_ms": {"p50": 980.0, "p95": 1390.0},
    "recording": {"start": 0.0, "seconds": 869.8, "channels": 2, "gaps": []},
    "has_scorecard": True,
    "for_you": 1,
    "judge_state": "done",
}


class CandidateName(BaseModel):
    """Whose interview it is; the name is empty when the person was forgotten."""

    id: str
    name: str


class QuestionOfInterview(BaseModel):
    """One question and how far it is."""

    id: str
    text: str
    state: QuestionState


class AttemptOfInterview(BaseModel):
    """A telephone call that was tried; an outcome of null: it goes on, or led to the conversation."""

    at: datetime
    outcome: AttemptOutcome | None
    ended: datetime | None


class LatencyMs(BaseModel):
    """Last word to first sound over all replies, in milliseconds, as the agent measured it."""

    p50: float
    p95: float


class GapOfRecording(BaseModel):
    """Silence stands here for sound that was not stored; seconds from the recording's start."""

    start: float
    end: float


class Recording(BaseModel):
    """What is stored of the sound; `start` is where it begins, in seconds from the call's start."""

    start: float
    seconds: float
    channels: int = 2
    gaps: list[GapOfRecording]


class Interview(BaseModel):
    """One interview. `evaluated` is shown as the state; `outcome` then keeps how the call ended.

    `due`: when the candidate is called at the earliest, null once nobody will call; `appointed`: it agreed to that very
    time. `reason`: why it waits or is held. `join_url`: the candidate's link, which opens the interview to whoever has
    it; null once it is over, and always for a key that may not `operate`. `consent`: whether the candidate agreed to
    the recorded interview; false also where it took that back, `end_reason` `withdrawn`: then no words of it are shown.
    `for_you`: how many questions of the candidate are for a person to answer.
    """

    model_config = example(**INTERVIEW)
    id: str
    state: ViewState
    outcome: Outcome | None
    plan_id: str
    plan_title: str
    company: str
    job_title: str
    candidate: CandidateName
    campaign_id: str | None
    due: datetime | None
    appointed: bool
    reason: str | None
    attempts: list[AttemptOfInterview]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    duration_s: float | None
    end_reason: str | None
    epoch: int
    join_url: str | None
    questions: Sequence[QuestionOfInterview]
    consent: bool | None
    version: int
    position: int
    latency_ms: LatencyMs | None
    recording: Recording | None
    has_scorecard: bool
    for_you: int
    judge_state: JudgeState


class Interviews(BaseModel):
    """A page of interviews, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[Interview]
    next_cursor: str | None
