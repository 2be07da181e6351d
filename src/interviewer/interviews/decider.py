"""What may happen to an interview next: commands in, events out. Pure; times and ids arrive in the command.

Refusing is the fall-through. A command that finds its wish already true returns no events.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from interviewer.interviews.events import (
    CODEC,
    CallEnded,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    EndReason,
    Event,
    InterruptionCause,
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
    InterviewScheduled,
    Observed,
)
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.state import (
    INITIAL,
    Dialling,
    Ended,
    Evaluated,
    Interrupted,
    Interview,
    Live,
    Scheduled,
    Unknown,
    evolve,
    lease_of,
)
from interviewer.interviews.waiting import effects
from interviewer.kernel.execute import Aggregate


@dataclass(frozen=True, slots=True)
class Schedule:
    """Agree an interview."""

    plan_id: str
    candidate_id: str
    question_ids: tuple[str, ...]
    due: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Dial:
    """Begin to reach the candidate."""

    room: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """Give the interview to an agent process."""

    agent_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteCandidateJoined:
    """LiveKit saw the candidate come."""

    now: datetime


@dataclass(frozen=True, slots=True)
class NoteCandidateLeft:
    """LiveKit saw the candidate go."""

    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Observe:
    """Take in what an agent saw."""

    observation: Observed


@dataclass(frozen=True, slots=True)
class LoseLease:
    """The agent of that epoch is gone."""

    epoch: int
    cause: InterruptionCause
    now: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """End an interview that nobody can bring to its end."""

    reason: EndReason
    now: datetime


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Attach the scorecard."""

    scorecard: Scorecard
    now: datetime


Command = Schedule | Dial | Lease | NoteCandidateJoined | NoteCandidateLeft | Observe | LoseLease | GiveUp | Evaluate


class Rejected(Exception):
    """The interview is not in a state for this."""

    def __init__(self, command: object, state: object) -> None:
        super().__init__(f"{type(command).__name__} is not possible while the interview is {type(state).__name__}")
        self.command = command
        self.state = state


class ObservationsMissing(Exception):
    """An agent's observation came before one with a lower number. Send again from `expected`; all before it is kept."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"observations are missing; send again from number {expected}")
        self.expected = expected


def decide(command: Command, state: Interview) -> tuple[Event, ...]:
    """The events that carry the command out; none if it changes nothing; raises `Rejected` if it may not be."""
    match command, state:
        case Schedule(plan_id, candidate_id, question_ids, due, now), Unknown():
            return (InterviewScheduled(plan_id, candidate_id, question_ids, due, now),)
        case Dial(room, now), Scheduled():
            return (DialStarted(1, room, now),)
        case Dial(), Dialling() | Live() | Interrupted():
            return ()
        case Lease(agent_id, now), Dialling(lease=None) | Interrupted(lease=None):
            return (InterviewLeased(state.course.epoch + 1, agent_id, now),)
        case NoteCandidateJoined(now), Dialling() | Live() | Interrupted():
            return () if state.course.candidate_present else (CandidateJoined(now),)
        case NoteCandidateLeft(reason, now), Dialling() | Live() | Interrupted() | Ended() | Evaluated():
            return (CandidateLeft(reason, now),) if state.course.candidate_present else ()
        case Observe(observation), Dialling() | Live() | Interrupted() | Ended() | Evaluated():
            return _observe(observation, state)
        case LoseLease(epoch, cause, now), Dialling() | Live() | Interrupted():
            lease = lease_of(state)
            return (InterviewInterrupted(epoch, cause, now),) if lease and lease.epoch == epoch else ()
        case LoseLease(), Ended() | Evaluated():
            return ()
        case GiveUp(reason, now), Scheduled() | Dialling() | Live() | Interrupted():
            return (_ending(reason, now),)
        case GiveUp(), Ended() | Evaluated():
            return ()
        case Evaluate(scorecard, now), Ended():
            return (InterviewEvaluated(scorecard, now),)
        case Evaluate(), Evaluated():
            return ()
        case _:
            raise Rejected(command, state)


def _observe(observation: Observed, state: Dialling | Live | Interrupted | Ended | Evaluated) -> tuple[Event, ...]:
    course = state.course
    last = course.observed.get(observation.epoch, 0)
    if observation.number <= last:
        return ()
    if observation.epoch > course.epoch:
        raise Rejected(observation, state)
    if observation.number != last + 1:
        raise ObservationsMissing(last + 1)
    lease = lease_of(state)
    if lease is None or observation.epoch != lease.epoch:
        return (replace(observation, late=True),)
    if isinstance(observation, CallEnded):
        return observation, _consequence(observation, observation.epoch)
    return (observation,)


def _consequence(ended: CallEnded, epoch: int) -> Event:
    match ended.reason:
        case "stopped":
            return InterviewInterrupted(epoch, "agent_stopped", ended.at)
        case "failed":
            return InterviewInterrupted(epoch, "agent_failed", ended.at)
        case reason:
            return _ending(reason, ended.at)


def _ending(reason: EndReason, at: datetime) -> Event:
    match reason:
        case "finished":
            return InterviewCompleted(at)
        case "declined":
            return InterviewDeclined(at)
        case "failed" | "stopped":
            return InterviewFailed(reason, at)
        case _:
            return InterviewAbandoned(reason, at)


INTERVIEWS: Aggregate[Command, Event, Interview] = Aggregate(
    initial=INITIAL, decide=decide, evolve=evolve, codec=CODEC, effects=effects
)
