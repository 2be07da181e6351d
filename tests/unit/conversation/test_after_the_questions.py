"""The candidate's own questions, the rating, and the goodbye with what happens next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.conversation.facts import Answer, CandidateAnswered, CandidateAsked, CandidateRated
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from room import NIGHTS, SCRIPT, Room, in_questions

SAID = ENGLISH.lines
ASKS = replace(SCRIPT, questions=(NIGHTS,), invites=True)
RATES = replace(SCRIPT, questions=(NIGHTS,), rates=True)


def invited(*, knows: bool = True) -> Room:
    return in_questions(ASKS, knows=knows).hears("Yes.")


def test_after_the_last_answer_the_candidate_is_asked_for_questions() -> None:
    room = invited()
    assert room.said[-1].kind == "invitation"
    assert room.last.endswith(f"{SAID.all_asked} {SAID.invitation}")


def test_a_question_is_answered_and_more_are_asked_for() -> None:
    room = invited().hears("When would I start?")
    assert room.said[-1].written == Answer("When would I start?")
    assert room.said[-1].closing == (SAID.anything_else,)
    assert room.of(CandidateAnswered)[0].passages == ("handbook-3",)
    assert room.hears("No, that was everything. Thank you.").ended == "finished"


def test_what_nobody_knows_is_passed_on() -> None:
    room = invited(knows=False).hears("When would I start?")
    assert room.said[-1].lines == (SAID.for_the_team, SAID.anything_else)
    assert room.of(CandidateAsked)


def test_four_questions_are_answered_and_the_fifth_is_passed_on_with_the_goodbye() -> None:
    room = invited().hears(*["What does it pay?"] * 5)
    assert len(room.of(CandidateAnswered)) == 4
    assert room.said[-1].lines[0] == SAID.for_the_team
    assert room.ended == "finished"


@pytest.mark.parametrize(
    "text", ["No.", "No, thank you.", "Not really.", "I think that's all.", "Nothing from me.", "I'm good, thanks."]
)
def test_who_has_no_questions_hears_what_happens_next(text: str) -> None:
    room = invited().hears(text)
    assert room.ended == "finished"
    assert "A recruiter of Harbour Goods will review our conversation" in room.last
    assert SAID.all_asked not in room.last, "it was said before"


def test_who_has_one_and_does_not_ask_it_yet_is_waited_for() -> None:
    room = invited().hears("Yes, I do.")
    assert room.last == SAID.go_on
    assert room.hears("What does it pay?").said[-1].written == Answer("What does it pay?")


def test_a_question_without_its_mark_is_a_question() -> None:
    room = invited().hears("I'd like to know how big the team is.")
    assert room.said[-1].written == Answer("I'd like to know how big the team is.")


def test_silence_means_that_there_are_none() -> None:
    assert invited().silent().ended == "finished"


def test_who_asks_for_a_repetition_is_asked_again() -> None:
    assert invited().hears("Sorry, could you repeat that?").said[-1].lines == (SAID.repeat, SAID.anything_else)


def test_a_last_answer_that_ends_in_a_question_is_answered_and_more_are_asked_for() -> None:
    room = in_questions(replace(SCRIPT, invites=True), knows=True).hears("Skip this one.")
    room.hears("Yes, nights were what I did for six years in the old job and I slept well. How many nights is it?")
    assert room.said[-1].written == Answer("How many nights is it?")
    assert room.said[-1].closing == (SAID.anything_else,)


def test_who_takes_over_among_the_candidates_questions_asks_whether_there_is_another() -> None:
    progress = Progress(consent=True, asked=("nights",), closed=("nights",), invited=True, resumed=True)
    room = Room(ASKS, progress).begins()
    assert room.said[0].lines == (SAID.resumed, SAID.anything_else)
    assert room.hears("No, thanks.").ended == "finished"


def test_who_takes_over_after_the_rating_says_goodbye() -> None:
    progress = Progress(consent=True, asked=("nights",), closed=("nights",), invited=True, rated=True, resumed=True)
    assert Room(ASKS, progress).begins().ended == "finished"


def test_who_takes_over_before_the_invitation_asks_for_questions() -> None:
    progress = Progress(consent=True, asked=("nights",), closed=("nights",), resumed=True)
    assert Room(ASKS, progress).begins().said[-1].kind == "invitation"


@pytest.mark.parametrize(
    ("text", "rating"), [("Four.", 4), ("I'd say a 5.", 5), ("Maybe three?", 3), ("One, it was bad.", 1)]
)
def test_a_rating_is_asked_for_and_noted(text: str, rating: int) -> None:
    room = in_questions(RATES).hears("Yes.")
    assert room.said[-1].kind == "rating"
    room.hears(text)
    assert [note.rating for note in room.of(CandidateRated)] == [rating]
    assert room.ended == "finished"


@pytest.mark.parametrize("text", ["I don't know.", "Somewhere between two and four.", "Nice weather."])
def test_what_is_no_rating_is_not_noted(text: str) -> None:
    room = in_questions(RATES).hears("Yes.", text)
    assert not room.of(CandidateRated)
    assert room.ended == "finished"


def test_nobody_is_asked_for_a_rating_unless_the_plan_says_so() -> None:
    room = in_questions(replace(SCRIPT, questions=(NIGHTS,))).hears("Yes.")
    assert room.ended == "finished"
    assert not any(speech.kind == "rating" for speech in room.said)


@pytest.mark.parametrize("text", ["I have to go now.", "Thank you for the call. Goodbye."])
def test_who_says_goodbye_after_the_last_question_has_finished(text: str) -> None:
    assert invited().hears(text).ended == "finished"


def test_questions_that_the_team_is_to_answer_are_not_passed_on_in_the_same_words() -> None:
    room = invited(knows=False).hears("Is there parking?", "And is there a canteen?", "Is there a shop nearby?")
    told = (SAID.for_the_team, *SAID.for_the_team_again)
    assert [speech.lines[0] for speech in room.said if speech.lines[0] in told] == [*told]


def test_who_has_no_questions_is_not_thanked_twice_in_a_row() -> None:
    room = invited().hears("No, thank you.")
    assert room.last.count("Thank you") == 1
