"""The life of an interview as a graph, found by asking the decider: what it shows can happen, and was seen to happen.

Breadth first from the beginning: whatever is asked of a state in an example of each command leads to states that are
asked the same. Of states that differ only in what no decision goes by, one is looked at. Deliberately not here: what
people read about the states (`tools/diagrams`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import get_args

from interviewer.calling.openings import Place
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window
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
from interviewer.interviews.decider import ObservationsMissing, Rejected, decide
from interviewer.interviews.events import CODEC
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import AttemptOutcome, CandidateJoined, CandidateLeft
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateChoseTime,
    ConsentGiven,
    EndReason,
    Observation,
    Observed,
)
from interviewer.interviews.policy import Situation
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.state import (
    INITIAL,
    Course,
    Ended,
    Evaluated,
    Held,
    Interrupted,
    Interview,
    Reviewed,
    Unknown,
    lease_of,
)

_BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_TERMS = CampaignTerms(
    starts=_BEGIN - _DAY,
    ends=_BEGIN + 300 * _DAY,
    windows=(Window(days=WEEKDAYS, start=time(10), end=time(19)),),
    max_attempts=2,
    max_attempts_per_day=1,
    callbacks=1,
)
_OPEN = Situation(_TERMS, Place("UTC"), consent=True)
_SITUATIONS = (
    _OPEN,
    replace(_OPEN, terms=_TERMS.model_copy(update={"max_attempts": 1, "callbacks": 0})),
    replace(_OPEN, do_not_call=True),
    replace(_OPEN, campaign="cancelled"),
    replace(_OPEN, campaign="paused"),
    replace(_OPEN, place="zone_unknown"),
    replace(_OPEN, place="zone_ambiguous"),
    replace(_OPEN, consent=False),
)
_CARD = Scorecard("judge", "method", indicative=True, summary="", criteria=())
_ID = "int_1"


@dataclass(frozen=True, slots=True, order=True)
class Transition:
    """One event that led from one state to the next, and the command that it came of, all by their names."""

    source: str
    command: str
    event: str
    target: str


def transitions() -> tuple[Transition, ...]:
    """Every transition there is, in alphabetical order; without what is only observed and changes no state."""
    found: set[Transition] = set()
    seen = {_shape(INITIAL)}
    waiting: deque[tuple[Interview, datetime]] = deque([(INITIAL, _BEGIN)])
    while waiting:
        before, now = waiting.popleft()
        for command, at in _commands(before, now):
            state = before
            for transition, after in _steps(command, before):
                found.update(transition)
                state = after
            if (shape := _shape(state)) not in seen:
                seen.add(shape)
                waiting.append((state, at))
    return tuple(sorted(found))


def mermaid(graph: Iterable[Transition]) -> str:
    """The graph as a Mermaid state diagram; each arrow names the events that it stands for."""
    arrows: dict[tuple[str, str], set[str]] = {}
    for transition in graph:
        arrows.setdefault((transition.source, transition.target), set()).add(transition.event)
    lines = [
        f"    {_node(source)} --> {target}: {', '.join(sorted(events))}"
        for (source, target), events in sorted(arrows.items(), key=lambda arrow: (_order(arrow[0][0]), arrow[0]))
    ]
    return "\n".join(["stateDiagram-v2", *lines, f"    {Reviewed.__name__} --> [*]"])


def states() -> tuple[type[Interview], ...]:
    """All states, from the first to the last."""
    return get_args(Interview)


def _steps(command: Command, state: Interview) -> Iterator[tuple[tuple[Transition, ...], Interview]]:
    """What the command leads to, event by event; nothing if it is refused."""
    try:
        events = decide(command, state)
    except (Rejected, ObservationsMissing):
        return
    for event in events:
        after = evolve(state, event)
        source, target = type(state).__name__, type(after).__name__
        quiet = isinstance(event, Observation | CandidateJoined | CandidateLeft) and source == target
        moved = Transition(source, type(command).__name__, CODEC.name(event), target)
        yield (() if quiet else (moved,)), after
        state = after


def _commands(state: Interview, now: datetime) -> Iterator[tuple[Command, datetime]]:
    """An example of everything that can be asked of the state, and the time at which it is."""
    if isinstance(state, Unknown):
        for contact in ("contact_1", None):
            scheduled = Schedule("plan_1", "cand_1", ("q1",), now, now, campaign_id="camp_1", contact=contact)
            yield scheduled, now
            yield replace(scheduled, appointed=True), now
            yield replace(scheduled, hold="zone_unknown"), now
        return
    course = state.course
    for at in _times(course, now):
        for situation in _SITUATIONS:
            yield Consider(situation, at), at
            yield Dial(_ID, situation, at), at
    for outcome in get_args(AttemptOutcome):
        yield NoteAttemptFailed(len(course.attempts), outcome, now), now
    for observation in _observations(course, now):
        yield Observe(observation), now
    lease = lease_of(state)
    others: tuple[Command, ...] = (
        Join(_ID, now),
        NoteAnswered(len(course.attempts), now),
        Lease("agent-1", now),
        NoteCandidateJoined(now),
        NoteCandidateLeft("gone", now),
        LoseLease(lease.epoch if lease else 0, "agent_lost", now),
        GiveUp("candidate_lost", now),
        GiveUp("failed", now),
        GiveUp("withdrawn", now),
        Reschedule(now + _HOUR, "recruiter", now),
        Unappoint("recruiter", now),
        Cancel("recruiter", "recruiter", now),
        Evaluate(_CARD, now),
        Review("recruiter", now),
    )
    for command in others:
        yield command, now


def _times(course: Course, now: datetime) -> tuple[datetime, ...]:
    """At once, at noon and at night of a day after, when an agreed time has come or was missed, and after the end."""
    noon = now.replace(hour=12) + 2 * _DAY
    due = max(course.due or now, now)
    return now, noon, noon + 10 * _HOUR, due, due + _HOUR, max(now, _TERMS.ends)


def _observations(course: Course, now: datetime) -> Iterator[Observed]:
    """What the interviewer may report next."""
    number, turn = course.observed.get(course.epoch, 0) + 1, TurnId("turn_1")
    yield CallJoined(epoch=course.epoch, number=number, at=now)
    yield ConsentGiven(epoch=course.epoch, number=number, at=now, turn_id=turn)
    yield CandidateChoseTime(epoch=course.epoch, number=number, at=now, due=now + _HOUR)
    for reason in get_args(EndReason):
        yield CallEnded(epoch=course.epoch, number=number, at=now, reason=reason)


def _shape(state: Interview) -> tuple[object, ...]:
    """What decisions go by, as far as two states that differ in nothing else need not both be looked at."""
    match state:
        case Unknown():
            return (type(state),)
        case Ended(outcome=outcome) | Evaluated(outcome=outcome) | Reviewed(outcome=outcome):
            return type(state), outcome
        case _:
            course = state.course
            return (
                type(state),
                state.reason if isinstance(state, Held) else None,
                state.cause if isinstance(state, Interrupted) else None,
                lease_of(state) is not None,
                course.agreement.contact,
                course.line,
                course.answered,
                course.appointed,
                course.met,
                course.wanted is not None,
                course.drops,
                sum(attempt.outcome != "not_rung" for attempt in course.attempts),
                course.attempts[-1].outcome if course.attempts else None,
            )


def _node(state: str) -> str:
    return "[*]" if state == Unknown.__name__ else state


def _order(state: str) -> int:
    return [kind.__name__ for kind in states()].index(state)
