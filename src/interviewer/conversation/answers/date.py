"""Reads days: when somebody can start, until when something is valid."""

from __future__ import annotations

from datetime import date, datetime

from interviewer.catalog.questions import Date, Question
from interviewer.conversation.answers.day import Day
from interviewer.conversation.answers.days import days_in
from interviewer.conversation.answers.reading import Reading
from interviewer.conversation.answers.segments import plain_digits, segments
from interviewer.conversation.languages import Language

NAMED_YEAR_AFTER = 330
"""Days from now after which a day is said with its year."""


def read_date(question: Question, text: str, language: Language, now: datetime | None) -> Reading | None:
    """The day; None if there is none, if there are several, or if it counts from now and nobody knows what now is."""
    if not isinstance(question, Date) or now is None:
        return None
    today, values = now.date(), language.values
    said = plain_digits(text, language)
    for part in segments(said, language):
        found = days_in(part, today, language)
        if len(found) == 1 and not found[0].open:
            hedged = bool(values.unsure.search(said) or values.amounts.about.search(part))
            return _reading(question, found[0], today, language, certain=found[0].exact and not hedged)
        if found:
            return None
        if values.days.at_once.search(part) and not values.unsure.search(said):
            return _reading(question, Day(today, at_once=True), today, language, certain=True)
    return None


def _reading(question: Date, found: Day, today: date, language: Language, *, certain: bool) -> Reading:
    late = question.latest is not None and found.day > question.latest
    early = question.earliest is not None and found.last < question.earliest
    spoken = language.values.spoken.at_once if found.at_once else day_said(found, today, language)
    return Reading(found.text, spoken, question.knock_out and (late or early), certain and not (late or early))


def day_said(found: Day, today: date, language: Language) -> str:
    """A day, month or year as it is said."""
    spoken, day = language.values.spoken, found.day
    names = {"month": spoken.months[day.month - 1], "year": day.year}
    if found.precision == "year":
        return str(day.year)
    if found.precision == "month":
        return spoken.month_of_year.format(**names)
    names |= {"weekday": spoken.weekdays[day.weekday()], "day": spoken.ordinal[day.day - 1]}
    far = not 0 <= (day - today).days <= NAMED_YEAR_AFTER
    return (spoken.day_of_year if far else spoken.day).format(**names)
