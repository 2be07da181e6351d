"""What an answer comes to, where its question has a value: understood, read back, corrected by voice.

Deliberately not here: how the words are read (`answers`), and what is asked next (`phases.questions`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from interviewer.catalog.models import Question
from interviewer.conversation import answers, budget
from interviewer.conversation.answers import Reading
from interviewer.conversation.facts import AnswerUnderstood, Note
from interviewer.conversation.speaking import Step, speak
from interviewer.conversation.standing import Conversation, ReadBack

READ_BACK: Final = ("number", "date", "choice")
"""Kinds whose value is always said back; a yes or no is where it rules the candidate out."""
YES_NO: Final = ("yes_no", "consent")
SECONDS: Final = 12.0
"""A read-back and its yes."""


def read(state: Conversation, question: Question, text: str) -> Reading | None:
    """What the words come to."""
    return answers.read(question, text, state.script.spoken, state.now)


def is_read_back(state: Conversation, question: Question, reading: Reading) -> bool:
    """Whether the candidate hears what was understood, and there is time for it."""
    return (question.kind in READ_BACK or reading.knocked_out) and budget.fits(state, SECONDS)


def counts(reading: Reading) -> bool:
    """Whether it counts without having been said back: never, where it rules the candidate out."""
    return reading.certain and not reading.knocked_out


def note(question: Question, reading: Reading, turns: tuple[str, ...], *, confirmed: bool) -> AnswerUnderstood:
    """What goes into the log of it."""
    return AnswerUnderstood(question.id, reading.value, confirmed, turns, reading.knocked_out)


def ask(state: Conversation, pending: ReadBack, *opening: str, notes: tuple[Note, ...] = ()) -> Step:
    """Say back what was understood, and ask whether it is right."""
    return _say(state, pending, *opening, line(state, pending.reading), notes=notes)


def line(state: Conversation, reading: Reading) -> str:
    """What was understood, and whether it is right."""
    question, said = state.question, state.said
    if question is None or question.kind not in YES_NO:
        return said.read_back.format(value=reading.spoken)
    statement = state.script.spoken.values.spoken.statement(question.ask, agreed=reading.value == "yes")
    if statement is None:
        return said.read_back_yes_no.format(value=reading.spoken)
    return said.read_back_said.format(said=statement)


def ask_once_more(state: Conversation, question: Question, pending: ReadBack) -> Step:
    """A no to a no tells nothing: only the question itself does."""
    return _say(state, replace(pending, asked=True), state.said.read_back_asked, question.ask)


def ask_what(state: Conversation, pending: ReadBack) -> Step:
    """It was not right: ask what would be."""
    return _say(state, pending, state.said.read_back_again)


def _say(state: Conversation, pending: ReadBack, *lines: str, notes: tuple[Note, ...] = ()) -> Step:
    state = replace(state, pending=pending)
    question = state.question
    question_id = None if question is None else question.id
    thanks = sum(said in state.said.acknowledgements for said in lines)
    return speak(state, "read_back", lines, notes=notes, question_id=question_id, patience="yes_no", opening=thanks)
