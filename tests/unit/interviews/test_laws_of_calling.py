"""Who is never called, when, and how often; and that nobody who is to be called is forgotten.

Judged by the commands that led to a dial and by what the log held before, not by the policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from interview_histories import Step, lives
from interview_turns import ID, course_of
from interviewer.calling import names
from interviewer.calling.openings import Place, closed
from interviewer.interviews.commands import Consider, Dial
from interviewer.interviews.events import Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import stream_of
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    AttemptOutcome,
    DialStarted,
    InterviewInterrupted,
    InterviewRescheduled,
    InterviewScheduled,
)
from interviewer.interviews.observations import ConsentGiven
from interviewer.interviews.policy import GRACE, Situation
from interviewer.interviews.state import (
    Dialling,
    Ended,
    Evaluated,
    Interrupted,
    Interview,
    Live,
    Queued,
    Reviewed,
    Scheduled,
    lease_of,
)
from interviewer.interviews.waiting import (
    ADMISSION,
    AGENTS,
    APPOINTMENTS,
    CALLS,
    DIALS,
    EVALUATIONS,
    LEASES,
    TIMERS,
    effects,
)
from interviewer.kernel.claims import Claims
from interviewer.kernel.log import Dequeue, Enqueue, Take


def calls(life: tuple[Step, ...]) -> Iterator[tuple[DialStarted, Situation, tuple[Event, ...]]]:
    """Every dial by telephone, what was known to whoever dialled, and all that had happened before."""
    history: list[Event] = []
    for step in life:
        for event in step.events:
            if isinstance(event, DialStarted) and event.line == "phone":
                assert isinstance(step.command, Dial), "only a dial rings"
                yield event, step.command.situation, tuple(history)
            history.append(event)


def rings_before(history: tuple[Event, ...]) -> list[DialStarted]:
    """Every dial by telephone of which it is not sure that nothing rang."""
    silent = {event.attempt for event in history if isinstance(event, AttemptFailed) and event.outcome == "not_rung"}
    dials = [event for event in history if isinstance(event, DialStarted) and event.line == "phone"]
    return [event for event in dials if event.attempt not in silent]


def agreed_time(history: tuple[Event, ...]) -> datetime | None:
    """The time that the candidate agreed to and was not yet called for, if there is one."""
    agreed: datetime | None = None
    before = agreed
    for event in history:
        match event:
            case InterviewScheduled(due=due, appointed=True) | InterviewRescheduled(due=due):
                agreed = due
            case AppointmentGivenUp():
                agreed = None
            case DialStarted():
                before, agreed = agreed, None
            case AttemptFailed(outcome="not_rung"):
                agreed = before
            case _:
                pass
    return agreed


def last_failure(history: tuple[Event, ...]) -> tuple[AttemptOutcome, datetime] | None:
    """How and when the last attempt by telephone that rang ended, if it led to nothing or was cut off."""
    found: tuple[AttemptOutcome, datetime] | None = None
    before = found
    for event in history:
        match event:
            case DialStarted(line="phone"):
                before, found = found, None
            case AttemptFailed(outcome="not_rung"):
                found = before
            case AttemptFailed(outcome=outcome, at=at):
                found = (outcome, at)
            case InterviewInterrupted(cause="candidate_lost", at=at):
                found = ("dropped", at)
            case _:
                pass
    return found


def day_of(place: Place, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.zone)).date()


@given(lives())
@settings(deadline=None)
def test_nobody_is_rung_without_permission(life: tuple[Step, ...]) -> None:
    for dialled, situation, _ in calls(life):
        assert situation.consent
        assert not situation.do_not_call
        assert situation.campaign == "running"
        assert isinstance(situation.place, Place)
        assert dialled.terms_version == situation.terms_version
        assert course_of(life[0].after).agreement.contact is not None


@given(lives())
@settings(deadline=None)
def test_nobody_is_rung_outside_the_windows_but_for_a_time_they_agreed_to(life: tuple[Step, ...]) -> None:
    for dialled, situation, history in calls(life):
        assert isinstance(situation.place, Place)
        agreed = agreed_time(history)
        if agreed is None:
            assert closed(situation.terms, situation.place, dialled.at) is None
        else:
            assert agreed <= dialled.at <= agreed + GRACE


@given(lives())
@settings(deadline=None)
def test_nobody_is_rung_again_before_the_gap_but_for_a_time_they_agreed_to(life: tuple[Step, ...]) -> None:
    for dialled, situation, history in calls(life):
        failed = last_failure(history)
        if failed is None or agreed_time(history) is not None:
            continue
        outcome, ended = failed
        gaps = situation.terms.gaps
        if outcome == "voicemail":
            assert isinstance(situation.place, Place)
            assert day_of(situation.place, dialled.at) > day_of(situation.place, ended)
            continue
        gap: timedelta = getattr(gaps, "no_answer" if outcome == "unknown" else outcome)
        assert dialled.at >= ended + gap


@given(lives())
@settings(deadline=None)
def test_nobody_is_rung_more_often_than_the_terms_allow(life: tuple[Step, ...]) -> None:
    for dialled, situation, history in calls(life):
        before, terms = rings_before(history), situation.terms
        assert len(before) < terms.max_attempts
        drops = sum(isinstance(event, InterviewInterrupted) and event.cause == "candidate_lost" for event in history)
        assert drops <= terms.callbacks
        assert isinstance(situation.place, Place)
        today = [call for call in before if day_of(situation.place, call.at) == day_of(situation.place, dialled.at)]
        if len(today) >= terms.max_attempts_per_day and agreed_time(history) is None:
            failed = last_failure(history)
            assert failed is not None
            assert failed[0] == "dropped"
            assert any(isinstance(event, ConsentGiven) for event in history), "only who was in the interview"


VENDORS = {"phone": ("vendor",), "link": ()}
"""Slots that whoever dials takes with the dial, beside that of the call."""


class Waits:
    """The queues, names and slots as the effects of one interview's events leave them."""

    def __init__(self) -> None:
        self.jobs: dict[str, Enqueue] = {}
        self.claims = Claims()

    def carry_out(self, event: Event, state: Interview) -> None:
        wanted = effects(stream_of(ID), event, state)
        self.claims.carry_out(wanted, datetime.now(UTC))
        for effect in wanted:
            if isinstance(effect, Enqueue):
                self.jobs[effect.queue] = effect
            elif isinstance(effect, Dequeue):
                self.jobs.pop(effect.queue, None)

    def check(self, state: Interview) -> None:
        """Somebody will look at it, exactly once, or it is not their turn."""
        course, lease = course_of(state), lease_of(state)
        by_phone = course.agreement.contact is not None
        looked_at = {queue for queue in self.jobs if queue == TIMERS or queue.startswith(ADMISSION)}
        match state:
            case Scheduled(until=until) if by_phone:
                assert looked_at == {TIMERS}
                assert self.jobs[TIMERS].due == until
            case Queued():
                own = ADMISSION + (course.agreement.campaign_id or "none")
                assert looked_at == {APPOINTMENTS if course.appointed else own}
            case Interrupted(cause="candidate_lost"):
                assert looked_at == {TIMERS}
            case _:
                assert not looked_at
        in_call = isinstance(state, Dialling | Live) or (
            isinstance(state, Interrupted) and state.cause != "candidate_lost"
        )
        assert (AGENTS in self.jobs) == (in_call and lease is None)
        assert (LEASES in self.jobs) == (lease is not None)
        if lease is not None:
            assert self.jobs[LEASES].payload == {"epoch": lease.epoch, "agent_id": lease.agent_id}
        assert (DIALS in self.jobs) == (in_call and course.line == "phone")
        if DIALS in self.jobs:
            assert self.jobs[DIALS].payload == {"attempt": len(course.attempts)}
        assert self.claims.slots == {(pool, ID) for pool in ((CALLS, *VENDORS[course.line]) if in_call else ())}
        assert (names.live(course.agreement.candidate_id) in self.claims.names) == in_call
        if isinstance(state, Ended | Evaluated | Reviewed):
            talked = state.outcome in {"completed", "abandoned", "declined", "failed"}
            assert (EVALUATIONS in self.jobs) == (talked and isinstance(state, Ended))


@given(lives())
@settings(deadline=None)
def test_whoever_is_to_be_called_is_never_forgotten_and_whatever_a_call_takes_is_given_back(
    life: tuple[Step, ...],
) -> None:
    waits = Waits()
    for step in life:
        state = step.before
        if isinstance(step.command, Dial) and step.events:
            waits.claims.carry_out((Take(CALLS, ID, 1), Take("vendor", ID, 1)), datetime.now(UTC))
        for event in step.events:
            state = evolve(state, event)
            waits.carry_out(event, state)
        waits.check(state)


@given(lives())
@settings(deadline=None)
def test_who_is_considered_without_effect_is_looked_at_again_only_if_it_is_scheduled(life: tuple[Step, ...]) -> None:
    """Whoever took a timer's row puts it back for `until`, if the interview is `Scheduled`, and else may let it go."""
    for step in life:
        if not isinstance(step.command, Consider) or step.events:
            continue
        situation, now = step.command.situation, step.command.now
        match step.after:
            case Scheduled(until=until) if course_of(step.after).agreement.contact is not None:
                assert situation.campaign == "paused" or until > now
            case found:
                assert not (isinstance(found, Interrupted) and found.cause == "candidate_lost")
