"""What may happen to an interview next: commands in, events out. Pure; times and ids arrive in the command.

Refusing is the fall-through. A command that finds its wish already true returns no events.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from interviewer.interviews.commands import (
    Cancel,
    Command,
    Consider,
    Dial,
    Evaluate,
    GiveUp,
    Join,
    Lease,
    LoseLease,
    NoteAnswered,
    NoteAttemptFailed,
    NoteCandidateJoined,
    NoteCandidateLeft,
    Observe,
    Reschedule,
    Review,
    Schedule,
    Unappoint,
)
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import room_of
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    CallAnswered,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    InterruptionCause,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewDeferred,
    InterviewEvaluated,
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
)
from interviewer.interviews.observations import CallEnded, EndReason, Observed
from interviewer.interviews.policy import MayCall, Rests, verdict
from interviewer.interviews.state import (
    INITIAL,
    Course,
    Dialling,
    Ended,
    Evaluated,
    Held,
    Interrupted,
    Interview,
    Live,
    Queued,
    Reviewed,
    Scheduled,
    Unknown,
    lease_of,
    talked,
)
from interviewer.interviews.waiting import effects
from interviewer.kernel.execute import Aggregate

Waiting = Scheduled | Held | Queued
"""No call is going on; one may follow."""
InCall = Dialling | Live | Interrupted
LINE_LOSSES = 3
"""How often an interview by link goes on after its line was lost for long."""
Over = Ended | Evaluated | Reviewed


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
        case Schedule(), Unknown():
            return _schedule(command)
        case Consider(), Scheduled() | Held() | Queued() | Interrupted() if _awaits_a_call(state):
            return _consider(command, state)
        case Consider(), _:
            return ()
        case Dial(), Queued():
            return _dial(command, state)
        case Dial(), _:
            return ()
        case Join(room, now), Scheduled() | Held() | Queued() | Interrupted(cause="candidate_lost"):
            return (DialStarted(len(state.course.attempts) + 1, room, now),)
        case Join(), Dialling() | Live() | Interrupted():
            return ()
        case NoteAnswered(attempt, now), Dialling() | Live() | Interrupted() if _is_on(attempt, state):
            return (CallAnswered(attempt, now),)
        case NoteAttemptFailed(attempt, outcome, now), Dialling() | Interrupted() if _is_on(attempt, state):
            return (AttemptFailed(attempt, outcome, now),)
        case NoteAnswered() | NoteAttemptFailed(), _:
            return ()
        case Lease(agent_id, now), Dialling(lease=None) | Interrupted(lease=None) if not _awaits_a_call(state):
            return (InterviewLeased(state.course.epoch + 1, agent_id, now),)
        case NoteCandidateJoined(now), Dialling() | Live() | Interrupted():
            return () if state.course.candidate_present else (CandidateJoined(now),)
        case NoteCandidateLeft(reason, now), _ if not isinstance(state, Unknown):
            return (CandidateLeft(reason, now),) if state.course.candidate_present else ()
        case Observe(observation), _ if not isinstance(state, Unknown):
            return _observe(observation, state)
        case LoseLease(epoch, cause, now), Dialling() | Live() | Interrupted():
            lease = lease_of(state)
            return (_interruption(epoch, cause, state.course, now),) if lease and lease.epoch == epoch else ()
        case LoseLease(), _ if not isinstance(state, Unknown):
            return ()
        case GiveUp(reason, now), Scheduled() | Held() | Queued() | Dialling() | Live() | Interrupted():
            return _give_up(reason, now, state)
        case Reschedule(due, by, now, local), Scheduled() | Held() | Queued() | Interrupted(cause="candidate_lost"):
            agreed = state.course.appointed and state.course.due == due
            return () if agreed else (InterviewRescheduled(due, by, now, local),)
        case Unappoint(by, now), Scheduled() | Held() | Queued() | Interrupted(cause="candidate_lost"):
            return (AppointmentGivenUp(by, now),) if state.course.appointed else ()
        case Cancel(reason, by, now), Scheduled() | Held() | Queued() | Interrupted(cause="candidate_lost"):
            return (InterviewCancelled(reason, by, now),)
        case GiveUp() | Cancel(), Ended() | Evaluated() | Reviewed():
            return ()
        case Evaluate(scorecard, now), Ended():
            return (InterviewEvaluated(scorecard, now),)
        case Evaluate(), Evaluated() | Reviewed():
            return ()
        case Review(by, now), Evaluated():
            return (InterviewReviewed(by, now),)
        case Review(), Reviewed():
            return ()
        case _:
            raise Rejected(command, state)


def _schedule(wanted: Schedule) -> tuple[Event, ...]:
    scheduled = InterviewScheduled(
        wanted.plan_id,
        wanted.candidate_id,
        wanted.question_ids,
        wanted.due,
        wanted.now,
        campaign_id=wanted.campaign_id,
        contact=wanted.contact,
        appointed=wanted.appointed,
        minutes=wanted.minutes,
        local=wanted.local,
    )
    return (scheduled,) if wanted.hold is None else (scheduled, InterviewHeld(wanted.hold, wanted.now))


def _awaits_a_call(state: Interview) -> bool:
    """It waits to be held by telephone, and no call is going on."""
    match state:
        case Scheduled() | Held() | Queued():
            return state.course.agreement.contact is not None
        case Interrupted(cause="candidate_lost"):
            return True
        case _:
            return False


def _consider(command: Consider, state: Waiting | Interrupted) -> tuple[Event, ...]:
    found = verdict(state.course, command.situation, command.now)
    match found, state:
        case MayCall() | InterviewDeferred() | InterviewHeld(), Held(reason="time_unclear"):
            return ()
        case MayCall(), Queued():
            return ()
        case InterviewHeld(reason), Held(reason=known) if reason == known:
            return ()
        case InterviewDeferred(until), Scheduled(until=known) if until == known:
            return ()
    match found:
        case MayCall():
            return (InterviewQueued(command.now),)
        case Rests():
            rests = InterviewDeferred(command.now, "after_dropped", command.now)
            return (rests,) if isinstance(state, Interrupted) else ()
        case other:
            return (other,)


def _dial(command: Dial, state: Queued) -> tuple[Event, ...]:
    match verdict(state.course, command.situation, command.now):
        case MayCall():
            attempt, version = len(state.course.attempts) + 1, command.situation.terms_version
            room = room_of(command.interview_id, attempt)
            appointed = state.course.appointed
            return (DialStarted(attempt, room, command.now, "phone", terms_version=version, appointed=appointed),)
        case Rests():
            return ()
        case other:
            return (other,)


def _is_on(attempt: int, state: InCall) -> bool:
    """This attempt by telephone is going on and has found nobody yet."""
    course = state.course
    if course.line != "phone" or attempt != len(course.attempts):
        return False
    return course.attempts[-1].outcome is None and not course.answered


def _give_up(reason: EndReason, now: datetime, state: Waiting | InCall) -> tuple[Event, ...]:
    if reason == "candidate_lost" and state.course.line == "phone":
        match state:
            case Dialling():
                return (AttemptFailed(len(state.course.attempts), "dropped", now),)
            case Live() | Interrupted() if not _awaits_a_call(state):
                return (_interruption(state.course.epoch, "candidate_lost", state.course, now),)
            case _:
                return ()
    return (_ending(reason, now),)


def _observe(observation: Observed, state: Waiting | InCall | Over) -> tuple[Event, ...]:
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
        return observation, _consequence(observation, state)
    return (observation,)


def _consequence(ended: CallEnded, state: Waiting | InCall | Over) -> Event:
    """What becomes of the interview when its interviewer leaves the call for that reason."""
    course, at, epoch = state.course, ended.at, ended.epoch
    by_phone = course.line == "phone"
    match ended.reason:
        case "stopped":
            return _interruption(epoch, "agent_stopped", course, at)
        case "failed":
            return _interruption(epoch, "agent_failed", course, at)
        case "candidate_lost" if by_phone:
            return _interruption(epoch, "candidate_lost", course, at)
        case "candidate_lost" if course.line_losses < LINE_LOSSES:
            return _interruption(epoch, "line_lost", course, at)
        case "candidate_absent" if by_phone and not course.answered:
            return _interruption(epoch, "agent_stopped", course, at)
        case "voicemail" if by_phone:
            return AttemptFailed(len(course.attempts), "voicemail", at)
        case "rescheduled" if course.wanted is not None:
            return InterviewRescheduled(course.wanted, "candidate", at, course.wanted_local)
        case "rescheduled":
            return InterviewHeld("time_unclear", at)
        case reason:
            return _ending(reason, at)


def _interruption(epoch: int, cause: InterruptionCause, course: Course, at: datetime) -> InterviewInterrupted:
    left = max(0.0, course.agreement.seconds - talked(course, at))
    return InterviewInterrupted(epoch, cause, at, course.open_question, round(left, 3))


def _ending(reason: EndReason, at: datetime) -> Event:
    match reason:
        case "finished":
            return InterviewCompleted(at)
        case "declined" | "withdrawn":
            return InterviewDeclined(at)
        case "wrong_person":
            return InterviewMisdirected(at)
        case "opted_out":
            return InterviewOptedOut(at)
        case "failed" | "stopped":
            return InterviewFailed(reason, at)
        case _:
            return InterviewAbandoned(reason, at)


def subject(_stream: str, state: Interview) -> str | None:
    """The candidate."""
    return None if isinstance(state, Unknown) else state.course.agreement.candidate_id


INTERVIEWS: Aggregate[Command, Event, Interview] = Aggregate(
    initial=INITIAL, decide=decide, evolve=evolve, codec=CODEC, effects=effects, subject=subject
)
