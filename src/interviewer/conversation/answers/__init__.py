"""Understands answers that come to a value: one reader for each kind of question that has one.

A reading that is wrong costs more than none, so the readers say nothing where two things could be meant. Libraries that
find dates were measured on the phrases of the tests (November 2026): dateparser 1.5 took "the first of March" for the
26th and "I may start" for May, and needs 0.6 s to load; so days are found by patterns of ours. For numerals there is
text2num 3.1: all of English, German and Spanish that was tried, "fünfundvierzigtausend" included, 2 µs a phrase.
Deliberately not here: which words mean what (`languages`), and when an answer is read (the conductor).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from interviewer.catalog.questions import Question
from interviewer.conversation.answers.choice import read_choice
from interviewer.conversation.answers.date import read_date
from interviewer.conversation.answers.number import read_number
from interviewer.conversation.answers.reading import Reader, Reading
from interviewer.conversation.answers.time import spoken_time
from interviewer.conversation.answers.yes_no import read_yes_no
from interviewer.conversation.languages import Language

READINGS: Final[Mapping[str, Reader]] = {
    "yes_no": read_yes_no,
    "number": read_number,
    "date": read_date,
    "choice": read_choice,
    "consent": read_yes_no,
}
"""By kind of question; a kind that is not here comes to no value."""


def read(question: Question, text: str, language: Language, now: datetime | None) -> Reading | None:
    """What the answer comes to, `now` on the clocks where the candidate lives; None if that is not understood."""
    reader = READINGS.get(question.kind)
    return None if reader is None else reader(question, text, language, now)


__all__ = ["READINGS", "Reader", "Reading", "read", "spoken_time"]
