"""What holds in the life of every interview, whatever is asked of it, in whatever order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from given_interview import SCHEDULED, fold
from interview_histories import Step, carried_out, events_of, lives, recorded
from interview_turns import Turn, anything, course_of, turns
from interviewer.calling import names
from interviewer.interviews.commands import Lease, LoseLease, Observe, Schedule
from interviewer.interviews.events import CODEC, OVER
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    CallAnswered,
    DialStarted,
    InterviewEvaluated,
    InterviewInterrupted,
    InterviewLeased,
    InterviewReviewed,
    InterviewScheduled,
)
from interviewer.interviews.observations import Observation
from interviewer.interviews.state import (
    INITIAL,
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
)
from interviewer.interviews.view import UNREAD, InterviewView, _after, view_of
from interviewer.interviews.waiting import effects
from interviewer.interviews.withdrawal import moment, taken_back
from interviewer.kernel.codec import UnknownEvent
from interviewer.kernel.log import Reserve

pytestmark = pytest.mark.long

WITHDRAWN_NAME = Reserve(names.withdrawn("int_1"), "int_1")
NAMES = {
    Scheduled: "scheduled",
    Held: "held",
    Queued: "queued",
    Dialling: "dialling",
    Live: "live",
    Interrupted: "interrupted",
    Evaluated: "evaluated",
    Reviewed: "reviewed",
}


def holder(state: Interview) -> tuple[int, str] | None:
    lease = lease_of(state)
    return None if lease is None else (lease.epoch, lease.agent_id)


def without_what_was_said(state: Interview) -> Interview:
    """The state as far as only the interviewer in charge and the control plane may change it."""
    if isinstance(state, Unknown):
        return state
    return replace(state, course=replace(state.course, observed={}, open_question=None, met=False))


def outcome(state: Interview) -> str | None:
    return state.outcome if isinstance(state, Ended | Evaluated | Reviewed) else None


@given(lives())
@settings(deadline=None)
def test_what_is_over_stays_over_and_only_a_scorecard_and_a_review_follow(life: tuple[Step, ...]) -> None:
    after = [step for step in life if isinstance(step.before, Ended | Evaluated | Reviewed)]
    for step in after:
        assert isinstance(step.after, Ended | Evaluated | Reviewed)
        assert outcome(step.after) == outcome(step.before)
        for event in step.events:
            seen = isinstance(event, Observation) and event.late
            assert seen or type(event).__name__ in {"InterviewEvaluated", "InterviewReviewed", "CandidateLeft"}
    history = events_of(life)
    assert sum(isinstance(event, OVER) for event in history) <= 1
    assert sum(isinstance(event, InterviewScheduled) for event in history) == 1
    assert sum(isinstance(event, InterviewEvaluated) for event in history) <= 1
    assert sum(isinstance(event, InterviewReviewed) for event in history) <= 1


@given(lives())
@settings(deadline=None)
def test_an_older_epoch_never_moves_the_state(life: tuple[Step, ...]) -> None:
    for step in life:
        lease = lease_of(step.before)
        match step.command:
            case Observe(seen) if lease is None or seen.epoch != lease.epoch:
                assert step.events in {(), (replace(seen, late=True),)}
                assert without_what_was_said(step.after) == without_what_was_said(step.before)
                assert course_of(step.after).open_question in {course_of(step.before).open_question, None}
            case LoseLease(epoch=epoch) if lease is None or epoch != lease.epoch:
                assert step.events == ()
            case _:
                pass


@given(lives())
@settings(deadline=None)
def test_epochs_and_numbers_only_grow_and_no_two_hold_a_lease_at_once(life: tuple[Step, ...]) -> None:
    history = events_of(life)
    epochs = [event.epoch for event in history if isinstance(event, InterviewLeased)]
    assert epochs == list(range(1, len(epochs) + 1))
    numbers: dict[int, list[int]] = {}
    for event in history:
        if isinstance(event, Observation):
            numbers.setdefault(event.epoch, []).append(event.number)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    for step in life:
        before, after = holder(step.before), holder(step.after)
        assert before in {None, after} or after is None, "from one agent to the next only through none"


@given(lives(), st.data())
@settings(deadline=None)
def test_folding_in_two_steps_equals_folding_at_once(life: tuple[Step, ...], data: st.DataObject) -> None:
    history = events_of(life)
    cut = data.draw(st.integers(0, len(history)))
    assert fold(*history[cut:], onto=fold(*history[:cut])) == fold(*history) == life[-1].after


@given(lives(), turns)
@settings(deadline=None)
def test_a_command_carried_out_twice_changes_nothing_the_second_time(life: tuple[Step, ...], turn: Turn) -> None:
    command = anything(life[-1].after, turn, life[-1].events[-1].at if life[-1].events else life[0].events[0].at)
    once_more = [(step.command, step.after) for step in life]
    if (step := carried_out(command, life[-1].after)) is not None:
        once_more.append((step.command, step.after))
    for again, state in once_more:
        found = carried_out(again, state)
        if found is None:
            assert isinstance(again, Lease | Schedule), "a lease taken is taken from everybody else"
        else:
            assert found.events == ()


@given(lives())
@settings(deadline=None)
def test_every_attempt_is_answered_once_at_most_and_ends_once_at_most(life: tuple[Step, ...]) -> None:
    dialled, answered, ended = 0, set[int](), set[int]()
    for event in events_of(life):
        match event:
            case DialStarted(attempt=attempt, line="phone"):
                dialled += 1
                assert attempt == dialled
            case CallAnswered(attempt=attempt):
                assert attempt == dialled
                assert attempt not in answered | ended
                answered.add(attempt)
            case AttemptFailed(attempt=attempt):
                assert attempt == dialled
                assert attempt not in ended
                ended.add(attempt)
            case InterviewInterrupted(cause="candidate_lost"):
                assert dialled not in ended
                ended.add(dialled)
            case _:
                pass
    attempts = course_of(life[-1].after).attempts
    assert len(attempts) == dialled
    assert {n for n, attempt in enumerate(attempts, 1) if attempt.outcome is not None} == ended


@given(lives())
@settings(deadline=None)
def test_the_time_left_only_goes_down_and_never_below_nothing(life: tuple[Step, ...]) -> None:
    left = [event.seconds_left for event in events_of(life) if isinstance(event, InterviewInterrupted)]
    known = [seconds for seconds in left if seconds is not None]
    assert known == sorted(known, reverse=True)
    assert all(0 <= seconds <= 900 for seconds in known)


@given(lives())
@settings(deadline=None)
def test_the_view_never_disagrees_with_the_state(life: tuple[Step, ...]) -> None:
    state, rows, view = INITIAL, iter(recorded(events_of(life))), view_of(())
    for event in events_of(life):
        state, view = fold(event, onto=state), view_of((next(rows),), view)
        course = course_of(state)
        assert view.outcome == outcome(state)
        assert view.over == isinstance(state, Ended | Evaluated | Reviewed)
        assert view.state == (outcome(state) if isinstance(state, Ended) else NAMES[type(state)])
        assert view.leased == (lease_of(state) is not None)
        assert (view.room, view.line, view.epoch) == (course.room, course.line, course.epoch)
        assert (view.attempts, view.appointed) == (course.attempts, course.appointed)
    assert view.version == len(events_of(life))


@given(lives())
@settings(deadline=None)
def test_view_stream_and_queue_agree_on_whether_and_when_the_consent_was_taken_back(life: tuple[Step, ...]) -> None:
    events = events_of(life)
    rows = recorded(events)
    at = taken_back(events)
    assert (at is None) == (moment(rows) is None)
    for index in range(len(rows)):
        assert view_of(rows[: index + 1]).withdrawn == (at is not None and index >= at)
    state, noted = INITIAL, []
    for index, event in enumerate(events):
        state = fold(event, onto=state)
        noted += [index for effect in effects("interview-int_1", event, state) if effect == WITHDRAWN_NAME]
    assert noted[:1] == ([] if at is None else [at])


@given(lives())
def test_what_the_view_leaves_unread_changes_nothing_in_it(steps: tuple[Step, ...]) -> None:
    view = InterviewView()
    for row in recorded(events_of(steps)):
        if row.type in UNREAD:
            assert _after(view, CODEC.decode(row)) == view
        view = view_of((row,), view)


@pytest.mark.parametrize(("name", "version"), [("turn.heard", 99), ("turn.overheard", 1)])
def test_an_event_of_a_newer_release_is_refused_even_if_its_words_would_not_be_read(name: str, version: int) -> None:
    row = replace(recorded((SCHEDULED,))[0], type=name, schema_version=version)
    with pytest.raises(UnknownEvent, match="upgrade first"):
        view_of((row,))
