"""How events are stored: names and shapes are part of the format, and what older releases wrote is still read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from given_interview import NOON, fold
from interview_histories import Step, events_of, lives, recorded
from interview_turns import course_of
from interviewer.interviews.events import CODEC, EVENTS, OVER, Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.lifecycle import DialStarted, InterviewInterrupted, InterviewScheduled
from interviewer.interviews.observations import TurnHeard, TurnMeasured
from interviewer.interviews.state import INITIAL, Agreement, Ended, Interrupted, Live
from interviewer.interviews.view import view_of

VERSIONS = {
    "interview.scheduled": 2,
    "interview.held": 1,
    "interview.deferred": 1,
    "interview.rescheduled": 1,
    "appointment.given_up": 1,
    "interview.queued": 1,
    "dial.started": 2,
    "call.answered": 1,
    "attempt.failed": 1,
    "interview.leased": 1,
    "candidate.joined": 1,
    "candidate.left": 1,
    "interview.interrupted": 2,
    "interview.completed": 1,
    "interview.abandoned": 1,
    "interview.declined": 1,
    "interview.failed": 1,
    "interview.unreached": 1,
    "interview.misdirected": 1,
    "interview.opted_out": 1,
    "interview.cancelled": 1,
    "interview.expired": 1,
    "interview.evaluated": 1,
    "interview.reviewed": 1,
    "call.joined": 1,
    "consent.given": 1,
    "consent.refused": 1,
    "turn.spoken": 1,
    "turn.heard": 2,
    "question.asked": 1,
    "probe.asked": 1,
    "question.answered": 1,
    "question.skipped": 1,
    "candidate.asked": 1,
    "candidate.answered": 1,
    "answer.understood": 1,
    "candidate.signalled": 1,
    "proposal.refused": 1,
    "provider.failed_over": 1,
    "candidate.unheard": 1,
    "candidate.heard_again": 1,
    "candidate.rated": 1,
    "turn.measured": 2,
    "recording.started": 1,
    "recording.segment_stored": 1,
    "candidate.chose_time": 1,
    "call.ended": 1,
}
"""What stands in logs. A name never changes; a shape does, with its version and an upcaster from the one before."""

aware = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
finite = st.floats(allow_nan=False, allow_infinity=False)


def some(shape: Any) -> st.SearchStrategy[Any]:
    """Anything of that shape that can be in a log: times have an offset, numbers are numbers."""
    parts = get_args(shape)
    if shape is datetime:
        return aware
    if shape is float:
        return finite
    if isinstance(shape, type) and is_dataclass(shape):
        return st.builds(shape, **{name: some(part) for name, part in get_type_hints(shape).items()})
    if get_origin(shape) in {Union, UnionType}:
        return st.one_of(*map(some, parts))
    if get_origin(shape) is tuple:
        return st.lists(some(parts[0]), max_size=3).map(tuple) if parts[-1] is ... else st.tuples(*map(some, parts))
    return st.from_type(shape)


SCHEDULED = """{"plan_id":"plan_1","candidate_id":"cand_1","question_ids":["q1"],
                "due":"2026-11-23T12:00:00Z","at":"2026-11-23T12:00:00Z"}"""
DIALLED = '{"attempt":1,"room":"int_1","at":"2026-11-23T12:00:00Z"}'
INTERRUPTED = '{"epoch":1,"cause":"agent_lost","at":"2026-11-23T12:01:00Z"}'
SEEN = '"epoch":1,"number":1,"at":"2026-11-23T12:00:00Z","late":false,"turn_id":"t1"'
HEARD = f"""{{{SEEN},"text":"Yes.","question_id":null,"started":"2026-11-23T12:00:00Z",
             "ended":"2026-11-23T12:00:00Z","confidence":0.5}}"""
MEASURED = f"""{{{SEEN},"endpointing":310.0,"stt_final":190.0,"llm_first_token":null,"tts_first_chunk":12.0,
                "first_sound":880.5}}"""
"""As the first release wrote them."""


def stored(name: str, version: int, data: str) -> Event:
    return CODEC.from_parts(name, version, data)


def test_every_event_has_an_explicit_name_and_today_s_version() -> None:
    assert {stored.name: stored.schema_version for stored in EVENTS.values()} == VERSIONS
    assert set(EVENTS) == set(get_args(Event))
    assert set(OVER) < set(EVENTS)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: EVENTS[kind].name)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_what_is_stored_is_what_is_read(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(some(kind))
    new = CODEC.encode(event)
    assert new.type == EVENTS[kind].name
    assert stored(new.type, new.schema_version, new.data) == event


@given(lives())
@settings(deadline=None)
def test_a_life_read_from_the_log_is_the_life_that_was_written(life: tuple[Step, ...]) -> None:
    read = tuple(CODEC.decode(row) for row in recorded(events_of(life)))
    assert read == events_of(life)
    assert fold(*read) == life[-1].after


def test_an_interview_scheduled_by_an_older_release_has_neither_campaign_nor_number() -> None:
    event = stored("interview.scheduled", 1, SCHEDULED)
    assert event == InterviewScheduled("plan_1", "cand_1", ("q1",), NOON, NOON, None, None, appointed=False, minutes=15)
    assert course_of(fold(event)).agreement == Agreement("cand_1", None, None, 900.0)


def test_a_dial_of_an_older_release_was_by_link() -> None:
    event = stored("dial.started", 1, DIALLED)
    assert event == DialStarted(1, "int_1", NOON, line="link", terms_version=0)
    course = course_of(fold(stored("interview.scheduled", 1, SCHEDULED), event))
    assert (course.line, course.room, course.attempts) == ("link", "int_1", ())


def test_an_interruption_of_an_older_release_does_not_say_where_the_conversation_stood() -> None:
    event = stored("interview.interrupted", 1, INTERRUPTED)
    assert event == InterviewInterrupted(1, "agent_lost", NOON + timedelta(minutes=1), None, None)


def test_words_and_measures_of_an_older_release_are_no_aside_and_lack_the_stages_that_it_did_not_know() -> None:
    seen: dict[str, Any] = {"epoch": 1, "number": 1, "at": NOON, "turn_id": "t1"}
    heard = TurnHeard(**seen, text="Yes.", question_id=None, started=NOON, ended=NOON, confidence=0.5, over=False)
    assert stored("turn.heard", 1, HEARD) == heard
    measured = TurnMeasured(
        **seen, endpointing=310.0, stt_final=190.0, llm_first_token=None, tts_first_chunk=12.0, first_sound=880.5,
        retrieval=None, playout=None, content=None, prepared=False, planned=False, over_budget=None, tokens_wasted=0,
    )  # fmt: skip
    assert stored("turn.measured", 1, MEASURED) == measured


def test_a_measure_over_a_budget_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="over_budget"):
        stored("turn.measured", 2, MEASURED.replace("}", ',"over_budget":"mouth"}'))


def history_of_the_first_release() -> Iterator[tuple[str, str]]:
    yield "interview.scheduled", SCHEDULED
    yield "dial.started", DIALLED
    yield "interview.leased", '{"epoch":1,"agent_id":"agent-1","at":"2026-11-23T12:00:00Z"}'
    yield "call.joined", '{"epoch":1,"number":1,"at":"2026-11-23T12:00:00Z","late":false}'
    yield "interview.interrupted", INTERRUPTED
    yield "interview.leased", '{"epoch":2,"agent_id":"agent-2","at":"2026-11-23T12:02:00Z"}'
    yield "call.joined", '{"epoch":2,"number":1,"at":"2026-11-23T12:02:00Z","late":false}'
    yield "interview.completed", '{"at":"2026-11-23T12:15:00Z"}'


def test_a_history_of_the_first_release_folds_today() -> None:
    state, kinds = INITIAL, []
    events = [stored(name, 1, data) for name, data in history_of_the_first_release()]
    for event in events:
        state = evolve(state, event)
        kinds.append(type(state))
    assert kinds[3:7] == [Live, Interrupted, Interrupted, Live]
    assert isinstance(state, Ended)
    assert (state.outcome, state.course.epoch, state.course.attempts) == ("completed", 2, ())
    view = view_of(recorded(events))
    assert (view.state, view.outcome, view.attempts, view.line) == ("completed", "completed", (), "link")


def test_an_event_of_today_is_stored_in_todays_shape() -> None:
    event: Any = DialStarted(2, "int_1.2", NOON, line="phone", terms_version=3)
    new = CODEC.encode(event)
    assert (new.type, new.schema_version) == ("dial.started", 2)
    assert stored(new.type, 2, new.data) == event
