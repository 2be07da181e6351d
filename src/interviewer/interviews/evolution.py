"""How an interview's state follows from its events: the fold that everything which decides begins with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    AttemptOutcome,
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
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateChoseTime,
    CandidateHeardAgain,
    CandidateRated,
    CandidateSignalled,
    CandidateUnheard,
    ConsentGiven,
    ConsentRefused,
    Observation,
    ProbeAsked,
    ProposalRefused,
    ProviderFailedOver,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)
from interviewer.interviews.state import (
    Agreement,
    Attempt,
    Course,
    Dialling,
    Ended,
    Evaluated,
    Held,
    Interrupted,
    Interview,
    Lease,
    Live,
    Outcome,
    Queued,
    Reviewed,
    Scheduled,
    Unknown,
    talked,
)
from interviewer.kernel.sealing import FORGOTTEN


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
        case AppointmentGivenUp(at=at):
            return Scheduled(at, replace(course, due=at, local=None, appointed=False))
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
            | CandidateAnswered()
            | AnswerUnderstood()
            | CandidateSignalled()
            | ProposalRefused()
            | ProviderFailedOver()
            | CandidateUnheard()
            | CandidateHeardAgain()
            | CandidateRated()
            | TurnMeasured()
            | RecordingStarted()
            | RecordingSegmentStored()
            | CandidateChoseTime()
            | CallEnded()
        ):
            return _observed(state, event)
        case _:
            assert_never(event)


def _course(state: Interview) -> Course:
    return Course() if isinstance(state, Unknown) else state.course


def _outcome(state: Interview) -> Outcome:
    return state.outcome if isinstance(state, Ended | Evaluated | Reviewed) else "failed"


def _with(state: Interview, course: Course) -> Interview:
    return state if isinstance(state, Unknown) else replace(state, course=course)


def _agreed(event: InterviewScheduled) -> Course:
    contact = None if event.contact == FORGOTTEN else event.contact
    agreement = Agreement(event.candidate_id, event.campaign_id, contact, event.minutes * 60.0)
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
    if cause == "line_lost":
        return replace(course, line_losses=course.line_losses + 1)
    if cause != "candidate_lost":
        return course
    return replace(_attempt_over(course, "dropped", at), drops=course.drops + 1)


def _observed(state: Interview, event: Observation) -> Interview:
    course = _course(state)
    last = max(event.number, course.observed.get(event.epoch, 0))
    return _with(state, replace(course, observed={**course.observed, event.epoch: last}))
