"""An interview keeps to its minutes: what does not fit is left out and said so, and nobody is cut off."""

from __future__ import annotations

from dataclasses import replace

from interviewer.catalog.questions import Open
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from room import FULL, NIGHTS, SCRIPT, TEAM, Room, in_questions

SAID = ENGLISH.lines
EASY = Open(id="easy", ask="Why do you like warehouses?", required=False)
LAST = Open(id="last", ask="What did you learn last year?")
FIVE = replace(SCRIPT, minutes=5, questions=(TEAM, EASY, NIGHTS, LAST))


def test_while_there_is_time_everything_is_asked() -> None:
    room = in_questions(replace(FIVE, minutes=10))
    for _ in range(4):
        room.hears(FULL, seconds=40)
    assert room.asked == ["team", "easy", "nights", "last"]
    assert not room.skipped


def test_a_question_that_the_plan_does_not_require_goes_first_and_the_candidate_is_told() -> None:
    room = in_questions(FIVE).hears(FULL, seconds=170)
    assert room.skipped == {"easy": "time"}
    assert SAID.time_short in room.said[-1].lines
    assert room.said[-1].question_id == "nights"
    room.hears("Yes.", FULL)
    assert room.ended == "finished"


def test_then_the_last_of_those_that_it_requires() -> None:
    room = in_questions(FIVE).hears(FULL, seconds=240)
    assert room.skipped == {"easy": "time", "last": "time"}
    assert room.asked == ["team", "nights"]


def test_what_is_left_out_is_said_once() -> None:
    questions = tuple(Open(id=f"q{i}", ask="What did you learn there?") for i in range(8))
    room = in_questions(replace(SCRIPT, minutes=8, questions=questions))
    for _ in range(8):
        room.hears(FULL, seconds=90)
    said = [line for speech in room.said for line in speech.lines]
    assert said.count(SAID.time_short) == 1
    assert set(room.asked) | set(room.skipped) == {q.id for q in questions}


def test_when_the_time_is_up_it_says_so_and_goodbye() -> None:
    room = in_questions(FIVE).hears(FULL, seconds=320)
    assert SAID.time_up in room.said[-1].lines
    assert SAID.all_asked not in room.said[-1].lines
    assert room.ended == "finished"
    assert set(room.skipped) == {"easy", "nights", "last"}


def test_follow_ups_are_left_out_before_questions_are() -> None:
    room = in_questions(replace(FIVE, questions=(TEAM, NIGHTS, LAST))).hears("I led a team.", seconds=185)
    assert room.said[-1].question_id == "nights"
    assert not room.skipped


def test_who_talks_beyond_the_share_of_a_question_is_not_asked_for_more() -> None:
    room = in_questions(replace(SCRIPT, minutes=20)).hears("I led a team.", seconds=200)
    assert room.said[-1].question_id == "nights"


def test_a_reply_may_last_no_longer_than_the_budget_and_a_tenth() -> None:
    room = in_questions(replace(FIVE, minutes=4))
    assert room.said[-1].limit < 4 * 66
    room.hears(FULL, seconds=150)
    assert room.clock + room.said[-1].limit < 4 * 66


def test_a_question_that_was_asked_is_not_taken_back() -> None:
    room = in_questions(replace(FIVE, minutes=2))
    room.silent().hears(FULL, seconds=60)
    assert "team" in room.answers


def test_seconds_of_an_earlier_interviewer_count() -> None:
    room = Room(FIVE, Progress(consent=True, asked=("team",), closed=("team",), resumed=True, talked=210.0)).begins()
    assert room.skipped == {"easy": "time"}
    assert room.said[0].lines == (SAID.resumed, SAID.time_short, NIGHTS.ask)


def test_the_candidates_questions_and_the_rating_are_bounded_too() -> None:
    script = replace(SCRIPT, minutes=3, questions=(NIGHTS,), invites=True, rates=True)
    room = in_questions(script, knows=True).hears("Yes.")
    assert room.said[-1].kind == "invitation"
    room.hears("How many people work there?", seconds=140)
    assert room.ended == "finished"
    assert not any(speech.kind == "rating" for speech in room.said)
    assert SAID.for_the_team in room.said[-1].lines


def test_who_asks_for_the_question_after_the_time_is_over_is_not_asked_any_more() -> None:
    room = in_questions(replace(SCRIPT, minutes=2, questions=(TEAM,))).hears("Are you a robot?", seconds=130)
    assert room.asked == ["team"]
    assert room.skipped == {"team": "time"}
    assert room.ended == "finished"
