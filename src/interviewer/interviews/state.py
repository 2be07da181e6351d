"""Where an interview stands, as a union of small types, folded from its events.

Only what deciding needs; what people read is in `view` and `transcript`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from interviewer.interviews.events import (
    CallEnded,
    CallJoined,
    CandidateAsked,
    CandidateJoined,
    CandidateLeft,
    ConsentGiven,
    ConsentRefused,
    DialStarted,
    Event,
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
    InterviewScheduled,
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

Outcome = Literal["completed", "abandoned", "declined", "failed"]


@dataclass(frozen=True, slots=True)
class Lease:
    """Which agent process holds the interview, in which epoch."""

    epoch: int
    agent_id: str


@dataclass(frozen=True, slots=True)
class Course:
    """What every state after scheduling carries along."""

    epoch: int = 0
    observed: Mapping[int, int] = field(default_factory=dict)
    """The last observation number taken, by epoch."""
    attempt: int = 0
    room: str = ""
    candidate_present: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing happened yet."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Agreed for a time."""

    due: datetime
    course: Course = field(default_factory=Course)


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
    """The call lost its interviewer; another may have been leased and be on the way."""

    since: datetime
    lease: Lease | None
    course: Course


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


Interview = Unknown | Scheduled | Dialling | Live | Interrupted | Ended | Evaluated
INITIAL: Interview = Unknown()


def evolve(state: Interview, event: Event) -> Interview:
    """The state after the event. Never refuses: what is in the log has happened."""
    match event:
        case InterviewScheduled(due=due):
            return Scheduled(due)
        case DialStarted(attempt=attempt, room=room):
            return Dialling(None, replace(_course(state), attempt=attempt, room=room))
        case InterviewLeased(epoch=epoch, agent_id=agent_id):
            lease = Lease(epoch, agent_id)
            course = replace(_course(state), epoch=epoch)
            if isinstance(state, Interrupted):
                return replace(state, lease=lease, course=course)
            return Dialling(lease, course)
        case CandidateJoined():
            return _with(state, replace(_course(state), candidate_present=True))
        case CandidateLeft():
            return _with(state, replace(_course(state), candidate_present=False))
        case InterviewInterrupted(at=at):
            return Interrupted(at, None, _course(state))
        case InterviewCompleted():
            return Ended("completed", _course(state))
        case InterviewAbandoned():
            return Ended("abandoned", _course(state))
        case InterviewDeclined():
            return Ended("declined", _course(state))
        case InterviewFailed():
            return Ended("failed", _course(state))
        case InterviewEvaluated():
            return Evaluated(state.outcome if isinstance(state, Ended | Evaluated) else "failed", _course(state))
        case CallJoined():
            state = _observed(state, event)
            if isinstance(state, Dialling | Interrupted) and state.lease and not event.late:
                return Live(state.lease, state.course)
            return state
        case (
            ConsentGiven()
            | ConsentRefused()
            | TurnSpoken()
            | TurnHeard()
            | QuestionAsked()
            | ProbeAsked()
            | QuestionAnswered()
            | QuestionSkipped()
            | CandidateAsked()
            | TurnMeasured()
            | RecordingStarted()
            | RecordingSegmentStored()
            | CallEnded()
        ):
            return _observed(state, event)
        case _:
            assert_never(event)


def lease_of(state: Interview) -> Lease | None:
    """Who holds the interview now."""
    return state.lease if isinstance(state, Dialling | Live | Interrupted) else None


def _course(state: Interview) -> Course:
    return Course() if isinstance(state, Unknown) else state.course


def _with(state: Interview, course: Course) -> Interview:
    return state if isinstance(state, Unknown) else replace(state, course=course)


def _observed(state: Interview, event: Observation) -> Interview:
    course = _course(state)
    last = max(event.number, course.observed.get(event.epoch, 0))
    return _with(state, replace(course, observed={**course.observed, event.epoch: last}))
