"""Words that are understood only when the interviewer has gone on: they count, and a question in them is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.conversation.facts import Answer, CandidateAsked, HeardLate
from interviewer.conversation.languages import ENGLISH
from room import FULL, LONG, NIGHTS, SCRIPT, TEAM, Room, in_questions

SAID, REPLIES = ENGLISH.lines, ENGLISH.replies
INVITES = replace(SCRIPT, invites=True)
ASKS = "May I ask a question? How many people work on one shift?"


def hardly_heard(room: Room, text: str) -> Room:
    """The question after this was hardly begun when more words came."""
    return room.hears(text, fraction=0.2)


def test_a_question_in_late_words_is_answered_before_the_question_that_was_just_begun() -> None:
    room = hardly_heard(in_questions(knows=True), FULL).sees(HeardLate("1.9", ASKS, heard=0.2))
    assert room.said[-1].written == Answer("How many people work on one shift?")
    assert room.said[-1].closing == (NIGHTS.ask,)
    assert [note.turn_id for note in room.of(CandidateAsked)] == ["1.9"]
    assert room.signals == ["asks_back"]
    room.hears("Yes.")
    assert list(room.answers) == ["team", "nights"]


def test_a_question_in_late_words_that_comes_when_the_next_was_heard_is_the_recruiters_to_answer() -> None:
    room = in_questions(knows=True).hears(FULL)
    said = len(room.said)
    room.sees(HeardLate("1.9", ASKS, heard=0.8))
    assert len(room.said) == said
    assert [note.turn_id for note in room.of(CandidateAsked)] == ["1.9"]
    assert room.hears("Yes.").answers["nights"]


def test_a_question_in_late_words_over_a_follow_up_is_answered_and_the_follow_up_asked() -> None:
    room = hardly_heard(in_questions(knows=True), LONG).sees(HeardLate("1.9", ASKS, heard=0.2))
    assert room.said[-1].written == Answer("How many people work on one shift?")
    assert room.said[-1].closing == (SAID.back_to, TEAM.probes[1].ask)


def test_a_question_in_late_words_over_a_follow_up_that_is_still_being_found_is_answered_and_the_plan_goes_on() -> None:
    room = in_questions(writes=True, knows=True).hears(FULL, fraction=0.0)
    room.sees(HeardLate("1.9", ASKS, heard=0.0))
    assert room.said[-1].closing == (NIGHTS.ask,)
    assert "team" in room.answers


def test_a_question_in_late_words_over_the_invitation_is_answered() -> None:
    room = hardly_heard(in_questions(INVITES, knows=True).hears(FULL), "Yes.")
    room.sees(HeardLate("1.9", ASKS, heard=0.2))
    assert room.said[-1].kind == "answer"
    assert room.said[-1].closing == (SAID.anything_else,)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("I'd like to stop here.", "candidate_stopped"),
        ("I withdraw my consent.", "withdrawn"),
        ("Please don't call me again.", "opted_out"),
    ],
)
def test_who_wants_to_leave_in_late_words_may(text: str, ended: str) -> None:
    room = in_questions().hears(FULL).sees(HeardLate("1.9", text, heard=0.9))
    assert room.ended == ended


def test_whether_this_is_an_ai_is_told_in_answer_to_late_words_too() -> None:
    room = in_questions().hears(FULL).sees(HeardLate("1.9", "Are you a robot?", heard=0.9))
    assert room.last == f"{REPLIES.is_ai} {SAID.back_to} {NIGHTS.ask}"


def test_late_words_before_the_consent_are_no_wish() -> None:
    room = Room().begins(0.3)
    said = len(room.said)
    room.sees(HeardLate("1.9", ASKS, heard=0.1))
    assert len(room.said) == said
    assert not room.notes


def test_a_mere_question_is_no_part_of_the_answer_before_it() -> None:
    room = in_questions(knows=True).hears(FULL).sees(HeardLate("1.9", "How many people work on one shift?"))
    assert room.answers == {"team": ("1.2",)}
