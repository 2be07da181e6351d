"""What may happen to an interview, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from interviewer.interviews.decider import (
    INTERVIEWS,
    Command,
    Dial,
    Evaluate,
    GiveUp,
    Lease,
    LoseLease,
    NoteCandidateJoined,
    NoteCandidateLeft,
    ObservationsMissing,
    Observe,
    Rejected,
    Schedule,
    decide,
)
from interviewer.interviews.events import (
    EVENTS,
    CallEnded,
    CallJoined,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    EndReason,
    Event,
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
    InterviewScheduled,
    QuestionAsked,
)
from interviewer.interviews.ids import TurnId
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.state import INITIAL, Ended, Evaluated, Interrupted, Interview, Live, evolve, lease_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARD = Scorecard("judge", "method", indicative=True, summary="", criteria=())

SCHEDULED = InterviewScheduled("plan_1", "cand_1", ("q1", "q2"), NOON, NOON)
DIALLED = DialStarted(1, "room", NOON)
LEASED = InterviewLeased(1, "agent-1", NOON)
JOINED = CallJoined(epoch=1, number=1, at=NOON)
ENDED = CallEnded(epoch=1, number=2, at=NOON, reason="finished")
COMPLETED = InterviewCompleted(NOON)
INTERRUPTED = InterviewInterrupted(1, "agent_lost", NOON)
LEASED_AGAIN = InterviewLeased(2, "agent-2", NOON)
LIVE = (SCHEDULED, DIALLED, LEASED, JOINED)


def asked(number: int, epoch: int = 1) -> QuestionAsked:
    return QuestionAsked(epoch=epoch, number=number, at=NOON, question_id="q1", turn_id=TurnId("t1"))


def fold(*events: Event) -> Interview:
    state = INITIAL
    for event in events:
        state = evolve(state, event)
    return state


class Given:
    """`given(*history).when(command).then(*events)`."""

    def __init__(self, *history: Event) -> None:
        self.state = fold(*history)

    def when(self, command: Command) -> Given:
        self.command = command
        return self

    def then(self, *events: Event) -> None:
        assert decide(self.command, self.state) == events

    def then_rejected(self, error: type[Exception] = Rejected) -> None:
        with pytest.raises(error):
            decide(self.command, self.state)


given = Given


def test_an_interview_is_scheduled_once() -> None:
    schedule = Schedule("plan_1", "cand_1", ("q1", "q2"), NOON, NOON)
    given().when(schedule).then(SCHEDULED)
    given(SCHEDULED).when(schedule).then_rejected()


def test_dialling_starts_once_however_often_it_is_asked_for() -> None:
    given(SCHEDULED).when(Dial("room", NOON)).then(DIALLED)
    given(SCHEDULED, DIALLED).when(Dial("room", NOON)).then()
    given(*LIVE).when(Dial("room", NOON)).then()
    given(*LIVE, INTERRUPTED).when(Dial("room", NOON)).then()
    given().when(Dial("room", NOON)).then_rejected()
    given(*LIVE, ENDED, COMPLETED).when(Dial("room", NOON)).then_rejected()


def test_an_interview_is_leased_to_one_agent_at_a_time_each_time_with_a_higher_epoch() -> None:
    given(SCHEDULED).when(Lease("agent-1", NOON)).then_rejected()
    given(SCHEDULED, DIALLED).when(Lease("agent-1", NOON)).then(LEASED)
    given(SCHEDULED, DIALLED, LEASED).when(Lease("agent-2", NOON)).then_rejected()
    given(*LIVE).when(Lease("agent-2", NOON)).then_rejected()
    given(*LIVE, INTERRUPTED).when(Lease("agent-2", NOON)).then(LEASED_AGAIN)
    given(*LIVE, INTERRUPTED, LEASED_AGAIN).when(Lease("agent-3", NOON)).then_rejected()


def test_the_call_is_live_when_its_interviewer_met_the_candidate() -> None:
    given(SCHEDULED, DIALLED, LEASED).when(Observe(JOINED)).then(JOINED)
    assert isinstance(fold(*LIVE), Live)
    again = CallJoined(epoch=2, number=1, at=NOON)
    assert isinstance(fold(*LIVE, INTERRUPTED, LEASED_AGAIN), Interrupted)
    assert isinstance(fold(*LIVE, INTERRUPTED, LEASED_AGAIN, again), Live)


@pytest.mark.parametrize(
    ("reason", "consequence"),
    [
        ("finished", InterviewCompleted(NOON)),
        ("declined", InterviewDeclined(NOON)),
        ("candidate_hung_up", InterviewAbandoned("candidate_hung_up", NOON)),
        ("candidate_silent", InterviewAbandoned("candidate_silent", NOON)),
        ("candidate_absent", InterviewAbandoned("candidate_absent", NOON)),
        ("stopped", InterviewInterrupted(1, "agent_stopped", NOON)),
        ("failed", InterviewInterrupted(1, "agent_failed", NOON)),
    ],
)
def test_how_the_agent_leaves_decides_what_becomes_of_the_interview(reason: EndReason, consequence: Event) -> None:
    ended = replace(ENDED, reason=reason)
    given(*LIVE).when(Observe(ended)).then(ended, consequence)


@pytest.mark.parametrize(
    ("reason", "ending"),
    [("candidate_lost", InterviewAbandoned("candidate_lost", NOON)), ("failed", InterviewFailed("failed", NOON))],
)
def test_an_interview_is_given_up_once(reason: EndReason, ending: Event) -> None:
    for history in ((SCHEDULED,), (SCHEDULED, DIALLED), LIVE, (*LIVE, INTERRUPTED)):
        given(*history).when(GiveUp(reason, NOON)).then(ending)
    given(*LIVE, ENDED, COMPLETED).when(GiveUp(reason, NOON)).then()
    given().when(GiveUp(reason, NOON)).then_rejected()


def test_an_observation_counts_once_and_in_order() -> None:
    given(*LIVE).when(Observe(JOINED)).then()
    given(*LIVE).when(Observe(asked(2))).then(asked(2))
    given(*LIVE, asked(2)).when(Observe(asked(2))).then()
    given(*LIVE).when(Observe(asked(4))).then_rejected(ObservationsMissing)
    given(*LIVE).when(Observe(asked(1, epoch=2))).then_rejected()


def test_a_hole_says_from_where_to_send_again() -> None:
    with pytest.raises(ObservationsMissing) as missing:
        decide(Observe(asked(9)), fold(*LIVE))
    assert missing.value.expected == 2


def test_what_an_older_epoch_saw_is_kept_as_late_and_moves_nothing() -> None:
    taken_over = (*LIVE, INTERRUPTED, LEASED_AGAIN)
    late = replace(asked(2), late=True)
    given(*taken_over).when(Observe(asked(2))).then(late)
    late_end = replace(ENDED, late=True)
    given(*taken_over).when(Observe(ENDED)).then(late_end)
    given(*LIVE, ENDED, COMPLETED).when(Observe(asked(3))).then(replace(asked(3), late=True))
    before, after = fold(*taken_over), fold(*taken_over, late)
    assert (type(before), lease_of(before)) == (type(after), lease_of(after))


def test_only_the_lease_that_is_held_can_be_lost() -> None:
    given(*LIVE).when(LoseLease(1, "agent_lost", NOON)).then(INTERRUPTED)
    given(*LIVE, INTERRUPTED).when(LoseLease(1, "agent_lost", NOON)).then()
    given(*LIVE, INTERRUPTED, LEASED_AGAIN).when(LoseLease(1, "agent_lost", NOON)).then()
    given(*LIVE, ENDED, COMPLETED).when(LoseLease(1, "agent_lost", NOON)).then()
    given(SCHEDULED).when(LoseLease(1, "agent_lost", NOON)).then_rejected()


def test_livekits_reports_of_the_candidate_count_once() -> None:
    came, went = CandidateJoined(NOON), CandidateLeft("client_initiated", NOON)
    note = NoteCandidateLeft("client_initiated", NOON)
    given(*LIVE).when(NoteCandidateJoined(NOON)).then(came)
    given(*LIVE, came).when(NoteCandidateJoined(NOON)).then()
    given(*LIVE, came).when(note).then(went)
    given(*LIVE, came, went).when(note).then()
    given(*LIVE, came, ENDED, COMPLETED).when(note).then(went)
    given(SCHEDULED).when(NoteCandidateJoined(NOON)).then_rejected()


def test_an_interview_is_judged_once_and_only_when_it_is_over() -> None:
    judged = InterviewEvaluated(CARD, NOON)
    given(*LIVE).when(Evaluate(CARD, NOON)).then_rejected()
    given(*LIVE, ENDED, COMPLETED).when(Evaluate(CARD, NOON)).then(judged)
    given(*LIVE, ENDED, COMPLETED, judged).when(Evaluate(CARD, NOON)).then()
    state = fold(*LIVE, ENDED, InterviewAbandoned("candidate_silent", NOON), judged)
    assert isinstance(state, Evaluated)
    assert state.outcome == "abandoned"


observations = st.builds(
    lambda epoch, number, kind: (
        CallJoined(epoch=epoch, number=number, at=NOON)
        if kind == "joined"
        else CallEnded(epoch=epoch, number=number, at=NOON, reason=kind)
        if kind != "asked"
        else asked(number, epoch)
    ),
    st.integers(1, 4),
    st.integers(1, 5),
    st.sampled_from(["joined", "asked", "asked", "asked", "finished", "stopped", "failed", "candidate_hung_up"]),
)
commands: st.SearchStrategy[Any] = st.one_of(
    st.just(Schedule("plan_1", "cand_1", ("q1",), NOON, NOON)),
    st.just(Dial("room", NOON)),
    st.builds(Lease, st.sampled_from(["agent-1", "agent-2"]), st.just(NOON)),
    st.just(NoteCandidateJoined(NOON)),
    st.just(NoteCandidateLeft("gone", NOON)),
    st.builds(Observe, observations),
    st.builds(Observe, observations),
    st.builds(LoseLease, st.integers(1, 4), st.just("agent_lost"), st.just(NOON)),
    st.builds(GiveUp, st.sampled_from(["candidate_lost", "failed"]), st.just(NOON)),
    st.just(Evaluate(CARD, NOON)),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """What can really be in a log: whatever commands led to, beginning where every interview begins."""
    history: list[Event] = [SCHEDULED]
    state = fold(SCHEDULED)
    for command in [Dial("room", NOON), Lease("agent-1", NOON), *draw(st.lists(commands, max_size=25))]:
        try:
            events = decide(command, state)
        except (Rejected, ObservationsMissing):
            continue
        history.extend(events)
        for event in events:
            state = evolve(state, event)
    return tuple(history)


@for_all(histories(), st.data())
def test_folding_in_two_steps_equals_folding_at_once(history: tuple[Event, ...], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(history)))
    state = fold(*history[:at])
    for event in history[at:]:
        state = evolve(state, event)
    assert state == fold(*history)


@for_all(histories(), observations)
def test_an_older_epoch_never_moves_the_state(history: tuple[Event, ...], seen: Any) -> None:
    state = fold(*history)
    lease = lease_of(state)
    if lease is not None and seen.epoch == lease.epoch:
        return
    try:
        events = decide(Observe(seen), state)
    except (Rejected, ObservationsMissing):
        return
    after = state
    for event in events:
        assert event == replace(seen, late=True)
        after = evolve(after, event)
    assert type(after) is type(state)
    assert lease_of(after) == lease
    assert getattr(after, "outcome", None) == getattr(state, "outcome", None)


@for_all(histories(), commands)
@settings(max_examples=300)
def test_a_command_carried_out_twice_changes_nothing_the_second_time(history: tuple[Event, ...], command: Any) -> None:
    state = fold(*history)
    try:
        events = decide(command, state)
    except (Rejected, ObservationsMissing):
        return
    after = state
    for event in events:
        after = evolve(after, event)
    try:
        assert decide(command, after) == ()
    except Rejected:
        assert isinstance(command, Lease | Schedule), "a lease taken is taken from everybody else"


@for_all(histories())
def test_an_interview_ends_once_and_epochs_only_grow(history: tuple[Event, ...]) -> None:
    endings = [
        e
        for e in history
        if isinstance(e, InterviewCompleted | InterviewAbandoned | InterviewDeclined | InterviewFailed)
    ]
    assert len(endings) <= 1
    epochs = [e.epoch for e in history if isinstance(e, InterviewLeased)]
    assert epochs == list(range(1, len(epochs) + 1))
    numbers: dict[int, list[int]] = {}
    for e in history:
        if isinstance(e, CallJoined | CallEnded | QuestionAsked):
            numbers.setdefault(e.epoch, []).append(e.number)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


@for_all(histories())
def test_what_is_stored_is_what_is_read(history: tuple[Event, ...]) -> None:
    for event in history:
        new = INTERVIEWS.codec.encode(event)
        assert INTERVIEWS.codec.from_parts(new.type, new.schema_version, new.data) == event


def test_stored_names_are_part_of_the_format_and_never_change() -> None:
    names = {stored.name for stored in EVENTS.values()}
    assert names == {
        "interview.scheduled", "dial.started", "interview.leased", "candidate.joined", "candidate.left",
        "interview.interrupted", "interview.completed", "interview.abandoned", "interview.declined", "interview.failed",
        "interview.evaluated", "call.joined", "consent.given", "consent.refused", "turn.spoken", "turn.heard",
        "question.asked", "probe.asked", "question.answered", "question.skipped", "candidate.asked", "turn.measured",
        "recording.started", "recording.segment_stored", "call.ended",
    }  # fmt: skip


def test_a_state_that_is_over_has_no_lease() -> None:
    assert lease_of(fold(*LIVE, ENDED, COMPLETED)) is None
    assert isinstance(fold(*LIVE, ENDED, COMPLETED), Ended)
