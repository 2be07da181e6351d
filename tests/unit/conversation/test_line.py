"""The line to the candidate is lost and comes back: nothing heard is said twice, nothing answered is asked again."""

from __future__ import annotations

import pytest

from interviewer.catalog.questions import Number
from interviewer.conversation.facts import FollowUp, Heard, LineBack, LineDown, Speak, StayedSilent
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress, Script
from interviewer.conversation.standing import ReadBack
from room import FULL, LONG, NIGHTS, TEAM, WRITTEN, Room, in_questions

SAID = ENGLISH.lines
NOTICE = Number(id="notice", ask="How much notice do you have to give?", unit="months")


def test_who_had_said_nothing_hears_the_open_question_again() -> None:
    room = in_questions().sees(LineBack())
    assert room.said[-1].lines == (SAID.resumed, TEAM.ask)
    assert room.asked == ["team"]


def test_who_was_in_the_midst_of_an_answer_goes_on_and_all_of_it_counts() -> None:
    room = in_questions().sees(Heard("1.90", LONG, torn=True))
    assert room.said[-1].lines == (SAID.resumed, SAID.you_were_saying)
    assert not room.answers
    room.hears("In the end the result was a calm shift.")
    assert room.answers["team"][0] == "1.90"
    assert len(room.answers["team"]) == 2
    assert room.asked == ["team", "nights"]


def test_an_answer_that_was_taken_is_not_asked_for_again() -> None:
    room = in_questions().hears(FULL)
    assert room.answers.keys() == {"team"}
    room.sees(LineBack())
    assert room.said[-1].lines == (SAID.resumed, NIGHTS.ask)
    assert room.asked == ["team", "nights"]


def test_what_was_being_said_is_said_once_more_and_is_noted_once() -> None:
    room = in_questions()
    unsaid = room.said[-1]
    for _ in range(2):
        room.sees(LineBack(unsaid))
        assert room.said[-1].lines == (SAID.resumed, TEAM.ask), "and not twice that it was lost"
        unsaid = room.said[-1]
    assert room.asked == ["team"]


def test_the_words_that_a_model_found_are_said_again_and_not_looked_for_again() -> None:
    room = in_questions(writes=True).hears(FULL)
    speech = room.said[-1]
    assert isinstance(speech.written, FollowUp)
    room.sees(LineBack(speech, WRITTEN))
    assert room.said[-1].lines == (SAID.resumed, WRITTEN)
    assert room.said[-1].written is None
    assert room.said[-1].probe_id == speech.probe_id
    room.sees(LineBack(speech, ""))
    assert room.said[-1].written == speech.written


def test_a_consent_that_the_line_tore_is_asked_for_again() -> None:
    room = Room().begins().sees(Heard("1.90", "Yes, that's", torn=True))
    assert room.said[-1].lines == (SAID.resumed, SAID.may_i_record)
    assert not room.answers


def test_a_value_that_was_said_back_is_said_back_again() -> None:
    room = Room(Script("Harbour Goods", "shift lead", "Robin", 10, (NOTICE,)), Progress(consent=True)).begins()
    room.hears("About two months, I think.")
    assert isinstance(room.state.pending, ReadBack)
    back = room.said[-1].lines[-1]
    room.sees(LineBack())
    assert room.said[-1].lines == (SAID.resumed, back)


def test_that_nothing_is_heard_asks_nothing_and_changes_nothing() -> None:
    room = in_questions()
    before = room.state
    room.sees(LineDown())
    assert room.said[-1].lines == (SAID.line_down,)
    assert "?" not in SAID.line_down
    assert (room.state.question, room.state.silences, room.ended) == (before.question, 0, None)


@pytest.mark.parametrize(("why", "line"), [("muted", SAID.muted), ("silent_microphone", SAID.silent_microphone)])
def test_a_microphone_that_gives_nothing_is_spoken_about_and_then_the_interview_is_over(why: str, line: str) -> None:
    room = in_questions()
    for _ in range(4):
        room.sees(StayedSilent(why))  # type: ignore[arg-type]
    said = [speech.lines for speech in room.said[1:]]
    assert said == [(line,), (SAID.still_unheard,), (line,), (SAID.silent_goodbye,)]
    assert room.ended == "candidate_silent"


def test_who_switches_the_microphone_on_again_is_answered_as_ever() -> None:
    room = in_questions().sees(StayedSilent("muted")).hears(FULL)
    assert room.answers.keys() == {"team"}


def test_a_line_that_is_back_after_the_end_says_nothing() -> None:
    room = Room().begins().hears("No, I don't want that.")
    assert room.ended == "declined"
    so_far = len(room.said)
    room.sees(LineBack(Speak("check_in", (SAID.go_on,))))
    assert len(room.said) == so_far
