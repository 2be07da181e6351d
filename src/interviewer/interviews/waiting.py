"""What an interview waits for: rows in queues, names and slots that commit with the events that cause them.

Each queue holds at most one row per interview; its key is the interview id, but for `ROOMS`, where it is the room. A
worker takes a row, does what it asks for in the outside world, and may do so twice: every such act is harmless when
repeated, or, for a dial, reconciled with the world.

The names are the rules across interviews: whoever would break one is refused by the log itself, whatever it believed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from interviewer.calling import names
from interviewer.interviews.events import Event
from interviewer.interviews.ids import STREAM_PREFIX
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    DialStarted,
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
    InterviewScheduled,
    InterviewUnreached,
)
from interviewer.interviews.observations import CallEnded, CandidateSignalled
from interviewer.interviews.state import Course, Interview, Unknown
from interviewer.kernel.log import Demand, Dequeue, Effect, Enqueue, Forbid, Release, Reserve, Take, Vacate

TIMERS = "timers"
"""Interviews to be looked at when their time has come: payload `candidate_id` and `campaign_id`."""
ADMISSION = "admission:"
"""With a campaign's id behind it: calls that wait for a free line, one queue for each campaign; payload as above."""
APPOINTMENTS = ADMISSION + "appointments"
"""The same for agreed times, which go first."""
DIALS = "dials"
"""Telephones to ring, in a room that whoever rings makes: payload `attempt`."""
AGENTS = "agents"
"""Interviews that want an agent."""
LEASES = "leases"
"""Interviews that an agent holds: payload `epoch` and `agent_id`. The row is the lease."""
ROOMS = "rooms"
"""Rooms to make or to close: payload `wanted` and `interview_id`."""
EVALUATIONS = "evaluations"
"""Interviews that are over and want a scorecard."""
WITHDRAWALS = "withdrawals"
"""Interviews whose candidate took the consent back: their recordings are deleted."""
OPT_OUTS = "opt_outs"
"""Interviews whose candidate wants no more calls: payload `contact`. The list gets its entry with the reason."""
GOODBYE = timedelta(minutes=1)
"""Within that an interviewer who heard that the consent is taken back has left the call, unless it was lost."""
CALLS = "calls"
"""The pool of all calls that go on."""


def effects(stream: str, event: Event, state: Interview) -> tuple[Effect, ...]:
    """The rows that commit with this event; `state` is the one after it."""
    interview_id = stream.removeprefix(STREAM_PREFIX)
    if isinstance(state, Unknown):
        return ()
    course = state.course
    match event:
        case InterviewScheduled(due=due):
            allowed = Forbid(names.forgotten(course.agreement.candidate_id))
            return allowed, *_place(interview_id, course), *_look_again(interview_id, course, due)
        case InterviewHeld():
            return _hang_up(interview_id, course, event.at) + _wait_no_more(interview_id, course)
        case InterviewDeferred(until=until):
            return Vacate(interview_id), *_wait_no_more(interview_id, course), *_look_again(interview_id, course, until)
        case InterviewRescheduled(due=due, at=at):
            hung_up = _hang_up(interview_id, course, at)
            return hung_up + _wait_no_more(interview_id, course) + _look_again(interview_id, course, due)
        case AppointmentGivenUp(at=at):
            return Vacate(interview_id), *_wait_no_more(interview_id, course), *_look_again(interview_id, course, at)
        case InterviewQueued(at=at):
            queue = APPOINTMENTS if course.appointed else _queue(course)
            return Dequeue(TIMERS, interview_id), Enqueue(queue, interview_id, at, _who(course))
        case DialStarted(at=at):
            return _wait_no_more(interview_id, course) + _dial(interview_id, course, at)
        case AttemptFailed(at=at):
            return _hang_up(interview_id, course, at) + _look_again(interview_id, course, at)
        case InterviewInterrupted(cause="candidate_lost", at=at):
            return _hang_up(interview_id, course, at) + _look_again(interview_id, course, at)
        case InterviewInterrupted(at=at):
            return Enqueue(AGENTS, interview_id, at), Dequeue(LEASES, interview_id)
        case InterviewLeased(epoch, agent_id, at):
            payload = {"epoch": epoch, "agent_id": agent_id}
            return Dequeue(AGENTS, interview_id), Enqueue(LEASES, interview_id, at, payload)
        case InterviewCompleted(at=at) | InterviewAbandoned(at=at) | InterviewDeclined(at=at) | InterviewFailed(at=at):
            ended = _hang_up(interview_id, course, at) + _wait_no_more(interview_id, course)
            return (*ended, Enqueue(EVALUATIONS, interview_id, at))
        case CallEnded(reason="withdrawn", at=at):  # also one that came late, and moves no state
            return _taken_back(interview_id, at)
        case CandidateSignalled(signal="withdraws", at=at) if course.met:  # the goodbye is still to be said
            return _taken_back(interview_id, at + GOODBYE)
        case CallEnded(reason="opted_out", late=True, at=at):
            return _call_no_more(interview_id, course, at)  # moves no state, and yet it was said
        case InterviewOptedOut(at=at):
            ended = _hang_up(interview_id, course, at) + _wait_no_more(interview_id, course)
            return ended + _call_no_more(interview_id, course, at)
        case (
            InterviewUnreached(at=at)
            | InterviewMisdirected(at=at)
            | InterviewCancelled(at=at)
            | InterviewExpired(at=at)
        ):
            return _hang_up(interview_id, course, at) + _wait_no_more(interview_id, course)
        case InterviewEvaluated():
            return (Dequeue(EVALUATIONS, interview_id),)
        case _:
            return ()


def _taken_back(interview_id: str, at: datetime) -> tuple[Effect, ...]:
    return Reserve(names.withdrawn(interview_id), interview_id), Enqueue(WITHDRAWALS, interview_id, at)


def _place(interview_id: str, course: Course) -> tuple[Effect, ...]:
    campaign = course.agreement.campaign_id
    return () if campaign is None else (Reserve(names.place(campaign, course.agreement.candidate_id), interview_id),)


def _queue(course: Course) -> str:
    return ADMISSION + (course.agreement.campaign_id or "none")


def _look_again(interview_id: str, course: Course, at: datetime) -> tuple[Effect, ...]:
    """Only who is called by telephone is waited for; who comes by link comes when it likes."""
    return () if course.agreement.contact is None else (Enqueue(TIMERS, interview_id, at, _who(course)),)


def _who(course: Course) -> dict[str, object]:
    """What has to be known to look up whether the candidate may be called."""
    agreement = course.agreement
    who: dict[str, object] = {"candidate_id": agreement.candidate_id, "campaign_id": agreement.campaign_id}
    return {**who, "appointed": True} if course.appointed else who


def _wait_no_more(interview_id: str, course: Course) -> tuple[Effect, ...]:
    if course.agreement.contact is None:
        return ()
    return tuple(Dequeue(queue, interview_id) for queue in (TIMERS, APPOINTMENTS, _queue(course)))


def _dial(interview_id: str, course: Course, at: datetime) -> tuple[Effect, ...]:
    agreement = course.agreement
    wanted: tuple[Effect, ...] = (
        Forbid(names.forgotten(agreement.candidate_id)),
        Reserve(names.live(agreement.candidate_id), interview_id),
        Take(CALLS, interview_id),
        Enqueue(AGENTS, interview_id, at),
    )
    if course.line == "link":
        return *wanted, Enqueue(ROOMS, course.room, at, {"wanted": True, "interview_id": interview_id})
    rules: tuple[Effect, ...] = (
        Demand(names.consent(agreement.candidate_id)),
        *(() if agreement.contact is None else (Forbid(names.do_not_call(agreement.contact)),)),
        *(() if agreement.campaign_id is None else (Forbid(names.halted(agreement.campaign_id)),)),
    )
    return (*rules, *wanted, Enqueue(DIALS, interview_id, at, {"attempt": len(course.attempts)}))


def _hang_up(interview_id: str, course: Course, at: datetime) -> tuple[Effect, ...]:
    """The call is over, if there was one: its room, its agent, its slots and the candidate are free again.

    Slots may have been taken for a call that then was not begun.
    """
    if not course.room:
        return (Vacate(interview_id),)
    return (
        Dequeue(AGENTS, interview_id),
        Dequeue(LEASES, interview_id),
        Dequeue(DIALS, interview_id),
        Vacate(interview_id),
        Release(names.live(course.agreement.candidate_id), interview_id),
        Enqueue(ROOMS, course.room, at, {"wanted": False, "interview_id": interview_id}),
    )


def _call_no_more(interview_id: str, course: Course, at: datetime) -> tuple[Effect, ...]:
    contact = course.agreement.contact
    if contact is None:
        return ()
    return Reserve(names.do_not_call(contact), contact), Enqueue(OPT_OUTS, interview_id, at, {"contact": contact})
