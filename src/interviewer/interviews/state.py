"""Where an interview stands, as a union of small types, folded from its events.

Only what deciding needs; what people read is in `view` and `transcript`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    AttemptOutcome,
    CallAnswered,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    HoldReason,
    InterruptionCause,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewDeferred,
    InterviewEvaluated,
    InterviewExpired,
    InterviewFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewQueued,
    InterviewRescheduled,
    InterviewReviewed,
    InterviewScheduled,
    InterviewUnreached,
    Line,
)
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateAsked,
    CandidateChoseTime,
    ConsentGiven,
    ConsentRefused,
    Observation,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)

Outcome = Literal[
    "completed",
    "abandoned",
    "declined",
    "failed",
    "no_answer",
    "busy",
    "voicemail",
    "wrong_person",
    "opted_out",
    "cancelled",
    "expired",
]


@dataclass(frozen=True, slots=True)
class Lease:
    """Which agent process holds the interview, in which epoch."""

    epoch: int
    agent_id: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who is to be interviewed: `contact` stands for the number to ring, without one there is only the link."""

    candidate_id: str = ""
    campaign_id: str | None = None
    contact: str | None = None
    seconds: float = 900.0
    """The time that the plan has for the conversation."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A telephone call that was tried; it counts however it ended."""

    at: datetime
    outcome: AttemptOutcome | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What every state after scheduling carries along."""

    agreement: Agreement = field(default_factory=Agreement)
    due: datetime | None = None
    """The time agreed last."""
    appointed: bool = False
    """The candidate agreed to `due` itself, and was not called for it yet."""
    epoch: int = 0
    observed: Mapping[int, int] = field(default_factory=dict)
    """The last observation number taken, by epoch."""
    attempts: tuple[Attempt, ...] = ()
    """By telephone, in order."""
    line: Line = "link"
    room: str = ""
    for_appointment: bool = False
    """The call that goes on, or was the last, is at a time that the candidate agreed to."""
    answered: bool = False
    """The attempt that is going on found somebody."""
    candidate_present: bool = False
    met: bool = False
    """The candidate agreed to the interview, in this call or one before."""
    drops: int = 0
    """How often the candidate was lost in mid-call."""
    open_question: str | None = None
    live_since: datetime | None = None
    talked: float = 0.0
    """Seconds talked in calls that are over."""
    local: datetime | None = None
    """The time agreed last on the clocks where the candidate lives, where it was agreed so."""
    wanted: datetime | None = None
    """The time that the candidate asked for in the call."""
    wanted_local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing happened yet."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Nobody calls before its time; it is looked at again at `until`."""

    until: datetime
    course: Course = field(default_factory=Course)


@dataclass(frozen=True, slots=True)
class Held:
    """A person has to look at it first."""

    reason: HoldReason
    course: Course


@dataclass(frozen=True, slots=True)
class Queued:
    """The candidate may be called; the call waits for a free line."""

    since: datetime
    course: Course


@dataclass(frozen=True, slots=True)
class Dialling:
    """The candidate is being reached; an agent has it or will."""

    lease: Lease | None
    course: Course


@dataclass(frozen=True, slots=True)
class Live:
    """Interviewer and candidate are talking."""

    lease: Lease
    course: Course


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The call lost its interviewer, and another may be on the way, or its candidate, who is to be called back."""

    since: datetime
    lease: Lease | None
    course: Course
    cause: InterruptionCause = "agent_lost"


@dataclass(frozen=True, slots=True)
class Ended:
    """Over, for whatever reason; not yet judged."""

    outcome: Outcome
    course: Course


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Over and judged."""

    outcome: Outcome
    course: Course


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Over, judged, and looked at by a person."""

    outcome: Outcome
    course: Course


Interview = Unknown | Scheduled | Held | Queued | Dialling | Live | Interrupted | Ended | Evaluated | Reviewed
INITIAL: Interview = Unknown()


def evolve(state: Interview, event: Event) -> Interview:
    """The state after the event. Never refuses: what is in the log has happened."""
    course = _course(state)
    match event:
        case InterviewScheduled(due=due):
            return Scheduled(due, _agreed(event))
        case InterviewHeld(reason=reason):
            return Held(reason, _hung_up(course, event.at))
        case InterviewDeferred(until=until):
            return Scheduled(until, course)
        case InterviewRescheduled(due=due):
            course = replace(_hung_up(course, event.at), due=due, local=event.local, appointed=True, wanted=None)
            return Scheduled(due, course)
        case InterviewQueued(at=at):
            return Queued(at, course)
        case DialStarted():
            return Dialling(None, _dialled(course, event))
        case CallAnswered():
            return _with(state, replace(course, answered=True, candidate_present=True))
        case AttemptFailed(outcome=outcome, at=at):
            return Scheduled(at, _attempt_over(course, outcome, at))
        case InterviewLeased(epoch=epoch, agent_id=agent_id):
            lease, course = Lease(epoch, agent_id), replace(course, epoch=epoch)
            if isinstance(state, Interrupted):
                return replace(state, lease=lease, course=course)
            return Dialling(lease, course)
        case CandidateJoined():
            return _with(state, replace(course, candidate_present=True))
        case CandidateLeft():
            return _with(state, replace(course, candidate_present=False))
        case InterviewInterrupted(cause=cause, at=at):
            return Interrupted(at, None, _interrupted(course, cause, at), cause)
        case InterviewCompleted():
            return Ended("completed", course)
        case InterviewAbandoned():
            return Ended("abandoned", course)
        case InterviewDeclined():
            return Ended("declined", course)
        case InterviewFailed():
            return Ended("failed", course)
        case InterviewUnreached(outcome=outcome):
            return Ended(outcome, course)
        case InterviewMisdirected():
            return Ended("wrong_person", course)
        case InterviewOptedOut():
            return Ended("opted_out", course)
        case InterviewCancelled():
            return Ended("cancelled", course)
        case InterviewExpired():
            return Ended("expired", course)
        case InterviewEvaluated():
            return Evaluated(_outcome(state), course)
        case InterviewReviewed():
            return Reviewed(_outcome(state), course)
        case CallJoined(at=at, late=late):
            state = _observed(state, event)
            if isinstance(state, Dialling | Interrupted) and state.lease and not late:
                return Live(state.lease, replace(state.course, answered=True, live_since=at))
            return state
        case QuestionAsked(question_id=question_id, late=False):
            return _observed(_with(state, replace(course, open_question=question_id)), event)
        case QuestionAnswered(question_id=question_id) | QuestionSkipped(question_id=question_id):
            still_open = None if course.open_question == question_id else course.open_question
            return _observed(_with(state, replace(course, open_question=still_open)), event)
        case CandidateChoseTime(due=due, local=local, late=False):
            return _observed(_with(state, replace(course, wanted=due, wanted_local=local)), event)
        case ConsentGiven():
            return _observed(_with(state, replace(course, met=True)), event)
        case (
            ConsentRefused()
            | TurnSpoken()
            | TurnHeard()
            | QuestionAsked()
            | ProbeAsked()
            | CandidateAsked()
            | TurnMeasured()
            | RecordingStarted()
            | RecordingSegmentStored()
            | CandidateChoseTime()
            | CallEnded()
        ):
            return _observed(state, event)
        case _:
            assert_never(event)


def lease_of(state: Interview) -> Lease | None:
    """Who holds the interview now."""
    return state.lease if isinstance(state, Dialling | Live | Interrupted) else None


def talked(course: Course, at: datetime) -> float:
    """Seconds talked so far, in all calls."""
    return course.talked + (max(0.0, (at - course.live_since).total_seconds()) if course.live_since else 0.0)


def _course(state: Interview) -> Course:
    return Course() if isinstance(state, Unknown) else state.course


def _outcome(state: Interview) -> Outcome:
    return state.outcome if isinstance(state, Ended | Evaluated | Reviewed) else "failed"


def _with(state: Interview, course: Course) -> Interview:
    return state if isinstance(state, Unknown) else replace(state, course=course)


def _agreed(event: InterviewScheduled) -> Course:
    agreement = Agreement(event.candidate_id, event.campaign_id, event.contact, event.minutes * 60.0)
    return Course(agreement, due=event.due, local=event.local, appointed=event.appointed)


def _dialled(course: Course, event: DialStarted) -> Course:
    attempts = (*course.attempts, Attempt(event.at)) if event.line == "phone" else course.attempts
    return replace(
        course,
        line=event.line,
        room=event.room,
        attempts=attempts,
        appointed=False,
        for_appointment=event.appointed,
        answered=False,
        candidate_present=False,
    )


def _attempt_over(course: Course, outcome: AttemptOutcome, at: datetime) -> Course:
    *before, last = course.attempts or (Attempt(at),)
    attempts = (*before, replace(last, outcome=outcome, ended=at))
    if outcome == "not_rung":
        course = replace(course, appointed=course.for_appointment)
    return replace(course, attempts=attempts, answered=False, candidate_present=False, live_since=None)


def _hung_up(course: Course, at: datetime) -> Course:
    return replace(course, talked=talked(course, at), live_since=None)


def _interrupted(course: Course, cause: InterruptionCause, at: datetime) -> Course:
    course = _hung_up(course, at)
    if cause != "candidate_lost":
        return course
    return replace(_attempt_over(course, "dropped", at), drops=course.drops + 1)


def _observed(state: Interview, event: Observation) -> Interview:
    course = _course(state)
    last = max(event.number, course.observed.get(event.epoch, 0))
    return _with(state, replace(course, observed={**course.observed, event.epoch: last}))
