"""A candidate takes the consent back: the interview is over, and nobody is shown or judges what was said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from given_interview import (
    INTERRUPTED,
    LEASED_AGAIN,
    LIVE,
    NOON,
    TALKING,
    agreed,
    asked,
    ended,
    fold,
    given,
)
from interview_histories import recorded
from interviewer.calling import names
from interviewer.interviews.commands import GiveUp, Observe
from interviewer.interviews.events import CODEC, EVENTS, Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateSignalled,
    ConsentGiven,
    ConsentRefused,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
)
from interviewer.interviews.progress import standing
from interviewer.interviews.replay import replay_of
from interviewer.interviews.scorecard import CriterionScore, Evidence, Flag, Scorecard
from interviewer.interviews.state import Live
from interviewer.interviews.transcript import transcript_of
from interviewer.interviews.view import view_of
from interviewer.interviews.waiting import EVALUATIONS, GOODBYE, WITHDRAWALS, effects
from interviewer.interviews.withdrawal import WITHDRAWN, WORDS, shown, taken_back
from interviewer.kernel.log import Enqueue, Reserve

STREAM = "interview-int_1"
TURN = TurnId("t1.3")
HEARD = TurnHeard(
    epoch=1, number=3, at=NOON, turn_id=TURN, text="I earn too little.", question_id="q1", started=NOON, ended=NOON
)
ASKED = CandidateAsked(epoch=1, number=7, at=NOON, turn_id=TURN)
SAID: tuple[Event, ...] = (
    *LIVE,
    agreed(2),
    HEARD,
    RecordingStarted(epoch=1, number=4, at=NOON, started=NOON),
    RecordingSegmentStored(epoch=1, number=5, at=NOON, key="1-1.ogg", start=0, seconds=9),
    AnswerUnderstood(epoch=1, number=6, at=NOON, question_id="q1", value="2 months", confirmed=True, turn_ids=(TURN,)),
    ASKED,
)
"""Of a call in which something was said and recorded."""
TAKEN_BACK = ended("withdrawn", number=8)
LATE = replace(TAKEN_BACK, late=True)
CARD = Scorecard(
    "judge",
    "method",
    indicative=True,
    summary="Earns little.",
    criteria=(CriterionScore("depth", "Depth", 3.0, "Says so.", (Evidence("I earn too little.", TURN),)),),
)


def test_who_takes_the_consent_back_ends_the_interview_as_declined() -> None:
    over = given(*SAID).when(Observe(TAKEN_BACK)).then(TAKEN_BACK, InterviewDeclined(NOON))
    over.when(Observe(TAKEN_BACK)).then()
    view = view_of(recorded((*SAID, TAKEN_BACK, InterviewDeclined(NOON))))
    assert (view.state, view.outcome, view.end_reason) == ("declined", "declined", "withdrawn")
    assert (view.consent, view.withdrawn, view.for_you) == (False, True, ())
    assert (view.segments, view.recording_started) == ((), None), "the recording is deleted"


def test_who_declined_has_taken_nothing_back() -> None:
    view = view_of(recorded((*LIVE, ended("declined"), InterviewDeclined(NOON))))
    assert (view.outcome, view.end_reason, view.withdrawn) == ("declined", "declined", False)


@pytest.mark.parametrize("taken_back", [TAKEN_BACK, LATE], ids=["in time", "late"])
def test_a_consent_taken_back_is_noted_for_ever_and_has_the_recording_deleted(taken_back: Event) -> None:
    found = effects(STREAM, taken_back, fold(*SAID, taken_back))
    assert found == (Reserve(names.withdrawn("int_1"), "int_1"), Enqueue(WITHDRAWALS, "int_1", NOON))


WORDS_OF_IT = CandidateSignalled(epoch=1, number=8, at=NOON, signal="withdraws", turn_id=TURN)


def test_the_words_of_it_count_even_if_the_interviewer_is_lost_before_it_has_left_the_call() -> None:
    history = (*SAID, WORDS_OF_IT)
    found = effects(STREAM, WORDS_OF_IT, fold(*history))
    assert found == (
        Reserve(names.withdrawn("int_1"), "int_1"),
        Enqueue(WITHDRAWALS, "int_1", NOON + GOODBYE),
    ), "the goodbye is still to be said"
    lost = (*history, INTERRUPTED, InterviewAbandoned("candidate_lost", NOON))
    view = view_of(recorded(lost))
    assert (view.withdrawn, view.consent, view.segments, view.end_reason) == (True, False, (), "candidate_lost")
    assert [turn.text for turn in transcript_of(shown(recorded(lost))).turns] == [WITHDRAWN]
    assert standing(history).consent is False
    assert isinstance(fold(*history), Live), "it is left to say goodbye"


def test_who_never_agreed_has_nothing_to_take_back() -> None:
    for before in (LIVE, (*LIVE, ConsentRefused(epoch=1, number=2, at=NOON))):
        history = (*before, WORDS_OF_IT)
        assert effects(STREAM, WORDS_OF_IT, fold(*history)) == ()
        view = view_of(recorded((*history, ended("declined", number=9), InterviewDeclined(NOON))))
        assert (view.withdrawn, view.end_reason) == (False, "declined")
        assert taken_back(history) is None


def test_its_scorecard_is_asked_for_as_after_any_refusal() -> None:
    history = (*SAID, TAKEN_BACK, InterviewDeclined(NOON))
    assert Enqueue(EVALUATIONS, "int_1", NOON) in effects(STREAM, history[-1], fold(*history))


def test_one_that_was_told_late_moves_nothing_by_itself_and_yet_hides_all_that_was_said() -> None:
    taken_over = (*SAID, INTERRUPTED, LEASED_AGAIN, CallJoined(epoch=2, number=1, at=NOON))
    before = given(*taken_over)
    state = before.state
    before.when(Observe(TAKEN_BACK)).then(LATE)
    assert type(before.state) is type(state)
    before.when(GiveUp("withdrawn", NOON)).then(InterviewDeclined(NOON)).when(GiveUp("withdrawn", NOON)).then()
    again = ConsentGiven(epoch=2, number=2, at=NOON, turn_id=TURN)
    piece = RecordingSegmentStored(epoch=2, number=3, at=NOON, key="2-1.ogg", start=0, seconds=9)
    begun = RecordingStarted(epoch=2, number=4, at=NOON, started=NOON)
    view = view_of(recorded((*taken_over, LATE, again, begun, piece, InterviewCompleted(NOON))))
    assert (view.consent, view.withdrawn, view.segments, view.outcome) == (False, True, (), "completed")


def test_an_interviewer_who_takes_over_after_that_has_no_consent() -> None:
    assert standing((*SAID, LATE)).consent is False


def test_words_that_were_taken_back_are_shown_to_nobody_and_all_else_is_as_it_was() -> None:
    history = (*SAID, InterviewEvaluated(CARD, NOON), LATE)
    rows = recorded(history)
    found = shown(rows)
    assert [(row.type, row.version) for row in found] == [(row.type, row.version) for row in rows]
    assert [turn.text for turn in transcript_of(found).turns] == [WITHDRAWN]
    everything = "".join(row.data for row in found)
    assert not any(word in everything for word in ("little", "2 months", "Says so"))
    card = next(e for e in map(CODEC.decode, found) if isinstance(e, InterviewEvaluated)).scorecard
    assert (card.summary, card.criteria[0].score, card.criteria[0].evidence) == (WITHDRAWN, None, ())
    assert [row for row, old in zip(found, rows, strict=True) if row.type not in WORDS and row != old] == []
    assert replay_of(found).view == view_of(rows)


def test_the_scorecard_that_says_so_is_shown() -> None:
    card = replace(CARD, summary="No score.", criteria=(), flags=(Flag("withdrawn", "It took the consent back."),))
    rows = recorded((*SAID, TAKEN_BACK, InterviewDeclined(NOON), InterviewEvaluated(card, NOON)))
    assert shown(rows)[-1] == rows[-1]


def test_words_of_an_interview_that_was_not_taken_back_are_shown_as_they_are() -> None:
    for end in (ended("finished", number=8), ended("declined", number=8), ended("candidate_stopped", number=8)):
        rows = recorded((*SAID, end))
        assert shown(rows) == rows
    assert shown(()) == ()


def test_all_types_that_hold_words_are_known() -> None:
    sealed = {stored.name for stored in EVENTS.values() if stored.personal}
    assert sealed - WORDS == {"interview.scheduled"}, "its number may still be called"


def test_a_question_is_for_the_recruiter_until_it_is_answered() -> None:
    answered = CandidateAnswered(
        epoch=1, number=8, at=NOON, asked=TURN, turn_id=TurnId("t1.9"), passages=("psg_1", "psg_2")
    )
    assert view_of(recorded(SAID)).for_you == (TURN,)
    assert view_of(recorded((*SAID, answered))).for_you == ()
    twice = replace(ASKED, number=8)
    assert view_of(recorded((*SAID, twice))).for_you == (TURN,)
    assert json.loads(recorded((answered,))[0].data)["passages"] == ["psg_1", "psg_2"]


def test_the_same_by_telephone_calls_nobody_back() -> None:
    over = ended("withdrawn")
    given(*TALKING).when(Observe(over)).then(over, InterviewDeclined(NOON)).when(Observe(asked(3))).then(
        replace(asked(3), late=True)
    )
