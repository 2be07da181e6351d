"""Replay: an interview at any moment is the fold of what the log held then, with a reason for every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from given_interview import (
    AGREED,
    ANSWERED,
    HOUR,
    INTERRUPTED,
    JOINED,
    LEASED,
    LEASED_AGAIN,
    LIVE,
    MINUTE,
    NOON,
    QUEUED,
    RINGING,
    RUNG,
    SCHEDULED,
    TALKING,
    asked,
    ended,
    fold,
)
from interview_histories import Step, events_of, lives, recorded
from interviewer.interviews import plain_words
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    AttemptOutcome,
    CancelReason,
    HoldReason,
    InterruptionCause,
    InterviewCompleted,
    InterviewDeferred,
    InterviewHeld,
    InterviewInterrupted,
    Lifecycle,
    WaitReason,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CandidateAnswered,
    CandidateRated,
    CandidateSignalled,
    EndReason,
    ProposalRefused,
    Signal,
)
from interviewer.interviews.replay import Moment, MomentUnknown, Replay, replay_of, until
from interviewer.interviews.transcript import transcript_of
from interviewer.interviews.view import view_of
from interviewer.kernel.log import Recorded


def rows(*events: Event) -> tuple[Recorded, ...]:
    """In the log between others' events, one each minute."""
    return tuple(
        replace(row, global_position=10 * number, at=NOON + number * MINUTE)
        for number, row in enumerate(recorded(events), 1)
    )


def replayed(*events: Event) -> Replay:
    return replay_of(rows(*events))


@given(lives(), st.data())
@settings(deadline=None, max_examples=40)
def test_folding_to_a_moment_is_folding_all_that_was_there_then(life: tuple[Step, ...], data: st.DataObject) -> None:
    log = rows(*events_of(life))
    cut = data.draw(st.integers(1, len(log)))
    moments: list[Moment] = [10 * cut, NOON + cut * MINUTE, NOON + cut * MINUTE * 1.5]
    prefix, moment = log[:cut], data.draw(st.sampled_from(moments))
    if isinstance(moment, datetime):
        prefix = tuple(row for row in log if row.at <= moment)
    assert until(log, moment) == prefix
    found = replay_of(until(log, moment))
    assert found == replay_of(prefix)
    assert (found.view, found.state) == (view_of(prefix), fold(*events_of(life)[: len(prefix)]))


@given(lives(), st.data())
@settings(deadline=None, max_examples=40)
def test_folding_in_two_steps_equals_folding_at_once(life: tuple[Step, ...], data: st.DataObject) -> None:
    log = rows(*events_of(life))
    cut = data.draw(st.integers(0, len(log)))
    assert replay_of(log[cut:], replay_of(log[:cut])) == replay_of(log)


@given(lives())
@settings(deadline=None, max_examples=40)
def test_whatever_happens_each_state_has_a_reason_and_says_what_it_waits_for(life: tuple[Step, ...]) -> None:
    found = Replay()
    for row in rows(*events_of(life)):
        found = replay_of((row,), found)
        assert found.steps[-1].state == found.view.state
        assert not isinstance(CODEC.decode(row), Lifecycle) or found.steps[-1].version == row.version
        assert (found.awaited is None) == (found.view.over and found.view.state not in awaited_after_the_end)


awaited_after_the_end = {"completed", "abandoned", "declined", "failed", "evaluated"}


def test_every_reason_has_its_words() -> None:
    for reasons, words in (
        (WaitReason, plain_words.WAITS),
        (HoldReason, plain_words.HOLDS),
        (AttemptOutcome, plain_words.ATTEMPTS),
        (EndReason, plain_words.ENDS),
        (CancelReason, plain_words.CANCELS),
        (Signal, plain_words.SIGNALS),
    ):
        assert set(get_args(reasons)) == set(words)
    agents, candidate = get_args(InterruptionCause)
    assert {*get_args(agents), *get_args(candidate)} == set(plain_words.INTERRUPTIONS)


def test_what_a_conversation_brought_is_told_without_a_word_of_anybody() -> None:
    turn = TurnId("t1.2")
    seen: dict[str, Any] = {"epoch": 1, "number": 2, "at": NOON}
    value: dict[str, Any] = {"question_id": "notice", "value": "2 months", "turn_ids": (turn,)}
    refused: dict[str, Any] = {"question_id": "notice", "reason": "it judges the answer", "text": "Wonderful!"}
    late = " (told afterwards, by an interviewer that had lost the call)"
    told: list[tuple[Event, str]] = [
        (
            CandidateSignalled(**seen, signal="slower", turn_id=turn),
            "the candidate asked to be spoken to more slowly, in t1.2",
        ),
        (
            CandidateAnswered(**seen, asked=turn, turn_id=TurnId("t1.3"), passages=("psg_1", "psg_2")),
            "what the candidate asked in t1.2 was answered, out of 2 passages",
        ),
        (
            AnswerUnderstood(**seen, **value, confirmed=True, knocked_out=True),
            "the answer to notice was understood and confirmed: by the plan it rules the candidate out",
        ),
        (AnswerUnderstood(**seen, **value, confirmed=False), "the answer to notice was understood"),
        (ProposalRefused(**seen, **refused), "what the language model proposed was not said: it judges the answer"),
        (CandidateRated(**seen, rating=4, turn_id=turn), "the candidate rated the conversation 4 of 5"),
        (
            CandidateRated(**seen, rating=2, turn_id=turn, late=True),
            f"the candidate rated the conversation 2 of 5{late}",
        ),
    ]
    for event, words in told:
        assert plain_words.sentence(event) == words
        assert replay_of(rows(*LIVE, event)).steps[-1].text == words


def test_the_way_to_a_second_attempt_is_told_event_by_event() -> None:
    failed = AttemptFailed(1, "busy", NOON)
    again = InterviewDeferred(NOON + HOUR, "after_busy", NOON)
    found = replayed(AGREED, QUEUED, RUNG, failed, again)
    assert [(step.state, step.text) for step in found.steps] == [
        ("scheduled", "scheduled: 2 questions from 2026-11-23 12:00:00 UTC on, by telephone"),
        ("queued", "queued: the candidate may be called now"),
        ("dialling", "attempt 1: the telephone is rung"),
        ("scheduled", "attempt 1 failed: busy"),
        ("scheduled", "deferred until 2026-11-23 13:00:00 UTC: the line was busy at the last call"),
    ]
    assert found.awaited is not None
    assert (found.awaited.what, found.awaited.due, found.awaited.reason) == ("time", NOON + HOUR, "after_busy")
    assert [step.position for step in found.steps] == [10, 20, 30, 40, 50]


@pytest.mark.parametrize(
    ("history", "what"),
    [
        ((SCHEDULED,), "link"),
        ((AGREED,), "time"),
        ((AGREED, InterviewHeld("zone_unknown", NOON)), "person"),
        ((AGREED, QUEUED), "line"),
        ((AGREED, InterviewDeferred(NOON, "hour", NOON), QUEUED), "line"),
        ((AGREED, QUEUED, RUNG), "agent"),
        (RINGING, "answer"),
        (TALKING, "end_of_call"),
        ((*TALKING, INTERRUPTED), "agent"),
        ((*TALKING, InterviewInterrupted(1, "candidate_lost", NOON)), "callback"),
        ((*LIVE, InterviewInterrupted(1, "candidate_lost", NOON)), "link"),
        ((*TALKING, ended("finished"), InterviewCompleted(NOON)), "scorecard"),
    ],
)
def test_each_state_says_what_it_waits_for(history: tuple[Event, ...], what: str) -> None:
    awaited = replayed(*history).awaited
    assert awaited is not None
    assert awaited.what == what
    if what == "line":
        assert awaited.reason is None


def test_a_takeover_shows_who_has_the_interview_and_where_it_stands() -> None:
    late = replace(JOINED, late=True)
    found = replayed(*TALKING, asked(2), INTERRUPTED, LEASED_AGAIN, late)
    assert found.lease is not None
    assert (found.lease.epoch, found.lease.agent_id, found.open_question) == (2, "agent-2", "q1")
    assert found.steps[-1].text.endswith("(told afterwards, by an interviewer that had lost the call)")
    assert "question.asked" not in [step.type for step in found.steps]


LOG = rows(AGREED, QUEUED, RUNG, LEASED, ANSWERED)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (0, "position 10"),
        (9, "position 10"),
        (NOON, "began at 2026-11-23T12:01:00"),
    ],
)
def test_a_moment_at_which_there_is_nothing_is_refused_with_what_there_is(moment: Any, said: str) -> None:
    with pytest.raises(MomentUnknown, match=said):
        until(LOG, moment)


def test_a_time_between_two_events_stands_for_the_one_before_it() -> None:
    assert until(LOG, NOON + 2.5 * MINUTE) == until(LOG, NOON + 2 * MINUTE) == until(LOG, 20) == LOG[:2]
    assert until(LOG, NOON + HOUR) == LOG
    assert until(LOG, 29) == until(LOG, 20)
    assert until(LOG, 51) == LOG


def test_what_came_into_the_log_later_is_not_in_an_earlier_moment() -> None:
    assert transcript_of(until(LOG, 50)).turns == ()
    before, after = replay_of(until(LOG, 30)), replay_of(until(LOG, 40))
    assert (before.view.epoch, before.lease) == (0, None)
    assert (after.view.epoch, after.lease and after.lease.agent_id) == (1, "agent-1")
