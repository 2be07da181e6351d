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
"""Kinds whose value is said back; a yes is one."""
SECONDS: Final = 12.0
"""A read-back and its yes."""


def read(state: Conversation, question: Question, text: str) -> Reading | None:
    """What the words come to."""
    return answers.read(question, text, state.script.spoken, state.now)


def is_read_back(state: Conversation, question: Question) -> bool:
    """Whether the candidate hears what was understood, and there is time for it."""
    return question.kind in READ_BACK and budget.fits(state, SECONDS)


def note(question: Question, reading: Reading, turns: tuple[str, ...], *, confirmed: bool) -> AnswerUnderstood:
    """What goes into the log of it."""
    return AnswerUnderstood(question.id, reading.value, confirmed, turns, reading.knocked_out)


def ask(state: Conversation, pending: ReadBack, *opening: str, notes: tuple[Note, ...] = ()) -> Step:
    """Say back what was understood, and ask whether it is right."""
    line = state.said.read_back.format(value=pending.reading.spoken)
    return _say(state, pending, *opening, line, notes=notes)


def ask_what(state: Conversation, pending: ReadBack) -> Step:
    """It was not right: ask what would be."""
    return _say(state, pending, state.said.read_back_again)


def _say(state: Conversation, pending: ReadBack, *lines: str, notes: tuple[Note, ...] = ()) -> Step:
    state = replace(state, pending=pending)
    question = state.question
    question_id = None if question is None else question.id
    thanks = sum(line in state.said.acknowledgements for line in lines)
    return speak(state, "read_back", lines, notes=notes, question_id=question_id, patience="yes_no", opening=thanks)
