"""What was understood of a number, a date or a choice is said back and corrected by voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.catalog.questions import AnyQuestion, Bounds, Choice, Date, Number, Option, YesNo
from interviewer.conversation.facts import AnswerUnderstood
from interviewer.conversation.languages import ENGLISH
from room import NIGHTS, SCRIPT, Room, in_questions

SAID = ENGLISH.lines
NOTICE = Number(
    id="notice",
    ask="How long is your notice period?",
    unit="months",
    knock_out=Bounds(above=4),
    rephrased="How many months?",
)
SHIFT = Choice(
    id="shift",
    ask="Would you like the early or the late shift?",
    options=(Option(id="early", label="the early shift"), Option(id="late", label="the late shift")),
)
START = Date(id="start", ask="When could you start?")
LICENCE = YesNo(id="licence", ask="Do you have a licence?", knock_out="no")


def asked(*questions: AnyQuestion, **given: object) -> Room:
    return in_questions(replace(SCRIPT, questions=questions, **given))  # type: ignore[arg-type]


def understood(room: Room) -> list[tuple[str, bool]]:
    return [(note.value, note.confirmed) for note in room.of(AnswerUnderstood)]


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (NOTICE, "Two months.", "So that is two months. Is that right?"),
        (SHIFT, "The late one.", "So that is the late shift. Is that right?"),
    ],
)
def test_what_was_understood_is_said_back(question: AnyQuestion, text: str, said: str) -> None:
    room = asked(question, NIGHTS).hears(text)
    assert room.said[-1].kind == "read_back"
    assert room.said[-1].lines[-1] == said
    assert [confirmed for _, confirmed in understood(room)] == [False]


def test_a_date_is_said_back() -> None:
    room = asked(START, NIGHTS).hears("On the first of March.")
    assert room.said[-1].kind == "read_back"
    assert "March" in room.last


def test_a_yes_confirms_it_and_the_plan_goes_on() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Yes, that's right.")
    assert [confirmed for _, confirmed in understood(room)] == [False, True]
    assert room.said[-1].question_id == "nights"
    assert "notice" in room.answers


def test_a_correction_by_voice_is_taken_and_said_back() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No, three months.")
    assert room.last == "So that is three months. Is that right?"
    room.hears("Yes.")
    assert len({value for value, _ in understood(room)}) == 2
    assert understood(room)[-1][1]
    assert len(room.answers["notice"]) == 3


def test_a_yes_with_another_value_in_it_is_a_correction() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Yes, well, three months.")
    assert room.last == "So that is three months. Is that right?"


def test_a_no_alone_is_asked_what_would_be_right() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No.")
    assert room.said[-1].lines == (SAID.read_back_again,)
    room.hears("Three months.", "Yes.")
    assert understood(room)[-1][1]


def test_after_two_corrections_it_is_taken_as_it_is_and_not_confirmed() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No, three months.", "No, four months.", "No, one month.")
    assert room.said[-1].question_id == "nights"
    assert not any(confirmed for _, confirmed in understood(room))


def test_a_request_to_repeat_says_it_back_again() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Sorry, could you repeat that?")
    assert room.last == f"{SAID.repeat} So that is two months. Is that right?"
    assert room.hears("Yes.").said[-1].question_id == "nights"


def test_silence_after_it_goes_on_without_a_confirmation() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.").silent(2)
    assert room.said[-1].question_id == "nights"
    assert not any(confirmed for _, confirmed in understood(room))


def test_a_question_back_in_its_place_is_answered_and_the_plan_goes_on() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "How long is it at your company?")
    assert room.said[-1].lines == (SAID.for_the_team, NIGHTS.ask)
    assert "notice" in room.answers


def test_what_comes_to_no_value_is_asked_once_in_the_authors_other_words() -> None:
    room = asked(NOTICE, NIGHTS).hears("Not for long.")
    assert room.said[-1].lines[-1] == "How many months?"
    room.hears("Hard to say.")
    assert room.said[-1].question_id == "nights"
    assert not understood(room)


def test_a_yes_or_no_is_understood_and_not_said_back() -> None:
    room = asked(LICENCE, NIGHTS).hears("Yes, I do.")
    assert understood(room) == [("yes", True)]
    assert room.said[-1].question_id == "nights"


def test_an_answer_that_rules_out_is_thanked_for_like_any_other_and_the_interview_goes_on() -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.")
    assert room.of(AnswerUnderstood)[0].knocked_out
    assert room.said[-1].lines == ("Thank you.", NIGHTS.ask)


def test_where_the_plan_says_so_it_leads_to_the_candidates_questions_and_a_kind_end_without_a_judgement() -> None:
    room = asked(LICENCE, NIGHTS, on_knock_out="finish", invites=True).hears("No, I don't.")
    assert room.said[-1].kind == "invitation"
    room.hears("No.")
    assert room.ended == "finished"
    assert "get back to you" in room.last
    assert room.asked == ["licence"]


def test_a_number_beyond_the_bounds_is_marked_when_it_is_noted() -> None:
    room = asked(NOTICE, NIGHTS).hears("Six months.", "Yes.")
    assert room.of(AnswerUnderstood)[-1].knocked_out


def test_a_correction_later_on_is_understood_too() -> None:
    room = asked(NOTICE, NIGHTS, SHIFT).hears(
        "Two months.", "Yes.", "Can I go back to the first question?", "It's three months."
    )
    assert understood(room)[-1] == (room.of(AnswerUnderstood)[-1].value, False)
    assert room.of(AnswerUnderstood)[-1].question_id == "notice"
    assert room.said[-1].question_id == "nights"
