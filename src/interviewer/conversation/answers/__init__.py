"""Understands answers that come to a value: one reader for each kind of question that has one.

A reading that is wrong costs more than none, so the readers say nothing where two things could be meant. Of answers
that they were not written with they still read about one in twenty wrongly (`tests/spoken_answers.py`), so a value
should be said back before it counts.

Libraries, tried in November 2026 with two dozen phrases each: dateparser 1.5 took "the first of March" for the 26th and
"I may be able to" for a day in May, found no "in half an hour", and takes 0.6 s to load; so days are found by patterns
of ours. text2num 3.1 (MIT) turned numerals of English, German and Spanish into digits ("fünfundvierzigtausend"), 2 µs a
phrase, but no halves ("zweieinhalb") and not "eine": a language has its own words for those.
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
