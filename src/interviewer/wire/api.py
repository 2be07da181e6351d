"""The public API's shapes: what `/v1` takes and gives. Times are UTC, durations in seconds unless the name says ms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from interviewer.calling import writing
from interviewer.catalog.models import InterviewPlan, Job
from interviewer.interviews.lifecycle import AttemptOutcome
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import QuestionState, ViewState
from interviewer.wire.examples import MOMENT, example


def shown_line(text: str) -> str:
    """A text of one line in which every character can be seen."""
    return _shown(text)


def shown_lines(text: str) -> str:
    """The same of several lines."""
    return _shown(text, besides=writing.OVER_LINES)


def _shown(text: str, besides: str = "") -> str:
    if found := writing.unseen(text, besides=besides):
        raise PydanticCustomError(
            "unseen", "The character {found} cannot be seen and cannot stand here; remove it", {"found": found}
        )
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(shown_line),
    Field(json_schema_extra={"pattern": r"^[^\x00-\x1f]+$"}),
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
"""Of a thing that exists; whether it does is found out."""
Client = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
"""Any value that a browser keeps."""
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


class Mistake(BaseModel):
    """What is wrong with one field or parameter of a request."""

    model_config = example(field="terms.windows[0].days", message="is missing")
    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable and for programs, `detail` is for people."""

    model_config = example(
        type="about:blank",
        title="Not found",
        status=404,
        detail="There is no interview int_0. GET /v1/interviews lists those there are.",
        code="interview_unknown",
    )
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[Mistake] = Field(default=[], description="Where the request as such is wrong, all that is.")


class PlanProblem(BaseModel):
    """A mistake in a plan, or advice about it: where, and what to do about it. Line and column count from 1.

    `rule`: `format` for what makes it no plan, or what was looked for: `unlawful`, `leading`, `double` and so on. A
    `warning` keeps no plan from being published.
    """

    line: int
    column: int
    field: str
    message: str
    remedy: str
    rule: str
    severity: Literal["error", "warning"]


class PlanInvalidProblem(Problem):
    """A plan with mistakes, all of them."""

    model_config = example(
        type="about:blank",
        title="The plan has mistakes",
        status=422,
        detail="plan.minutes: 300 is out of range",
        code="plan_invalid",
        problems=[
            {
                "line": 4,
                "column": 12,
                "field": "plan.minutes",
                "message": "300 is out of range",
                "remedy": "Write a number that is at most 60.",
                "rule": "format",
                "severity": "error",
            }
        ],
    )
    problems: list[PlanProblem]


class PlanSummary(BaseModel):
    """A plan in a list; `questions` is their number, `version` counts the published plans of the job."""

    model_config = example(
        id="plan_3f9a1c07be21",
        title="Back-end engineer, first interview",
        company="Clearwater Tickets",
        job_title="Back-end engineer",
        language="en",
        minutes=18,
        questions=7,
        job_id="job_6t1p3n8v5c0a",
        version=2,
        created_at=MOMENT,
    )
    id: str
    title: str
    company: str
    job_title: str
    language: str
    minutes: int
    questions: int
    job_id: str
    version: int
    created_at: datetime


class Plans(BaseModel):
    """A page of plans, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[PlanSummary]
    next_cursor: str | None


class Plan(BaseModel):
    """A whole plan as its author wrote it; `version` counts the published plans of the job."""

    model_config = example(
        id="plan_3f9a1c07be21",
        job_id="job_6t1p3n8v5c0a",
        version=2,
        created_at=MOMENT,
        job={"title": "Barista", "company": "Blue Cup", "summary": "You make coffee and keep the queue happy."},
        plan={
            "title": "Barista, first interview",
            "minutes": 5,
            "questions": [{"id": "rush", "ask": "Tell me about a busy morning at work.", "criteria": ["calm"]}],
            "criteria": [
                {
                    "id": "calm",
                    "name": "Stays calm",
                    "description": "Keeps order and manners under pressure.",
                    "anchors": {"0": "Nothing said.", "3": "Names one thing they did.", "5": "Names several."},
                    "checklist": ["Names a time?", "Says what?", "Says why?", "Says the end?", "Speaks of others?"],
                }
            ],
        },
    )
    id: str
    job_id: str
    version: int
    created_at: datetime
    job: Job
    plan: InterviewPlan


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


class Invitation(BaseModel):
    """What a join link opens; the token in it is the only credential.

    While it is open: `by_phone`, the candidate is called; `zone`, by whose clocks it may choose a local time;
    `appointment`, the time agreed with it, null without one.
    """

    model_config = example(
        company="Clearwater Tickets",
        job_title="Back-end engineer",
        candidate_name="Ada Byron",
        minutes=18,
        questions=7,
        state="open",
        recording=True,
        by_phone=True,
        zone="Europe/London",
        appointment=MOMENT,
    )
    company: str
    job_title: str
    candidate_name: str
    minutes: int
    questions: int
    state: Literal["open", "over", "expired", "taken"]
    recording: bool = True
    by_phone: bool = False
    zone: str | None = None
    appointment: datetime | None = None


class JoinRequest(BaseModel):
    """`client`: any value this browser keeps, so that it may come back after a reload while another may not enter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"client": "b2f1…"}]})
    client: Client | None = None


class Seat(BaseModel):
    """Where and as whom to enter the call."""

    model_config = example(
        livekit_url="ws://127.0.0.1:7880",
        token="eyJ…",  # noqa: S106 - an example
        room="int_4f0c8s2n7a9d",
        identity="candidate-int_4f0c8s2n7a9d",
    )
    livekit_url: str
    token: str
    room: str
    identity: str


class Alive(BaseModel):
    """The process runs."""

    model_config = example(status="ok")
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The process can do its work; `position` is the head of the log."""

    model_config = example(status="ready", position=4711)
    status: Literal["ready"] = "ready"
    position: int
