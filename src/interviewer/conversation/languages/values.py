"""What a language has to have for amounts, days, times and choices in an answer to be understood.

Words for numbers are not here: `text2num` knows them, in the languages that it knows. Patterns look at plain text
(`understanding.plain`) in which numbers stand in digits and ordinals as the language writes them ("1st").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Measure = Literal["time", "money", "part", "distance"]
DayWord = Literal["today", "tomorrow", "day_after_tomorrow"]
Period = Literal["week", "month", "year"]


class Statement(Protocol):
    """Turns a question of yes or no into what its answer says."""

    def __call__(self, asked: str, /, *, agreed: bool) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a measure; `size` in the measure's own (days, metres), so that two of them can be converted."""

    measure: Measure
    size: float
    one: str
    """With its number: "one week"."""
    several: str
    words: str
    """All its forms: alternatives of a pattern."""
    each: str = ""
    """As the second part of a rate: "a week"."""


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """How amounts are said. Patterns without groups, as parts of larger ones."""

    units: Mapping[str, Unit]
    symbols: Mapping[str, str]
    """Signs that a recogniser writes before or after a number, and their words."""
    scales: Mapping[str, float]
    grouping: str
    """Between thousands, in digits."""
    decimal: str
    per: str
    one: str
    """An article that counts: "a month"."""
    half: str
    and_half: str
    multiples: Mapping[str, float]
    """Words for numbers that are no numerals: "a couple of"."""
    joins: str
    """Between the ends of a range."""
    sums: str
    """Between the parts of one amount: "a year and six months"."""
    present: re.Pattern[str]
    """Says what is paid now, which is not what is wanted."""
    groups: re.Pattern[str]
    """Numbers that have to be multiplied: "two teams of five"."""
    pronouns: re.Pattern[str]
    """Numerals that count nothing: "the second one"."""
    none: re.Pattern[str]
    """Says that there is nothing of what was asked for."""
    at_once: re.Pattern[str]
    """No time at all."""
    about: re.Pattern[str]
    follows: re.Pattern[str]
    """What may come after a number that names no unit: anything else is what it counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """How days are said."""

    months: tuple[str, ...]
    """Patterns, January first."""
    doubtful_months: frozenset[int]
    """Those that are also other words, and count only after `into_month`."""
    into_month: str
    weekdays: tuple[str, ...]
    """Patterns, Monday first."""
    ordinal: str
    """The end of an ordinal in digits."""
    day_in_month: str
    """Between a day and its month: "of"."""
    the: str
    words: Mapping[DayWord, str]
    next: str
    this: str
    after_next: str
    """Behind a period: "the week after next"."""
    beyond_next: str
    """Before one, in languages that have a word for it; a pattern that never matches, else."""
    periods: Mapping[Period, str]
    begin: str
    middle: str
    end: str
    last: str
    within: str
    """Before a length of time that counts from now: "in two weeks"."""
    from_now: str
    """Behind one."""
    notice: str
    """Behind a length of time that has to pass first, without its saying so: "two months' notice"."""
    week_later: str
    """Behind a weekday: "Monday week"."""
    week_before_day: str
    """Before a weekday: "a week on Monday"."""
    at_once: re.Pattern[str]
    not_then: re.Pattern[str]
    """Before a day: it is none on which the candidate can."""
    only_until: re.Pattern[str]
    """Before a day: it is the end of something, or its beginning long ago."""
    otherwise: re.Pattern[str]
    """Behind a day: another comes that could be meant as well."""
    vague: re.Pattern[str]
    """Behind or before it, a day is not the day itself: "two weeks after Easter"."""


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """How times of day are said."""

    morning: str
    afternoon: str
    evening: str
    noon: str
    am: str
    pm: str
    at: str
    o_clock: str
    past: str
    to: str
    quarter: str
    half_past: str
    half_to: str
    """Where half four is half past three; a pattern that never matches, else."""
    tonight: str
    minutes: str
    hours: str
    gone: re.Pattern[str]
    """Names a time that is past."""


@dataclass(frozen=True, slots=True, eq=False)
class Choosing:
    """How choices are said."""

    ordinals: tuple[str, ...]
    """Patterns for the first, the second …"""
    last: str
    any: re.Pattern[str]
    both: re.Pattern[str]
    neither: re.Pattern[str]
    excepting: re.Pattern[str]
    """What follows is what is not chosen, and all else is: "anything but nights"."""
    refusing: re.Pattern[str]
    """What follows is not chosen: "not the late one"."""
    idle: frozenset[str]
    """Words of a label that do not tell it from the others."""
    endings: str
    """Behind a word of a label, where it is inflected."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """How what was understood is said back. Fields as `str.format` names them."""

    numerals: tuple[str, ...]
    """0 to 12; larger ones in digits."""
    and_half: str
    """Field: number, for one and a half and the like."""
    half: str
    """Field: unit, of one; for a half."""
    about: str
    """Field: value."""
    span: str
    """Fields: low, high."""
    nothing: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    """Fields: weekday, day, month."""
    day_of_year: str
    """Fields: weekday, day, month, year."""
    month_of_year: str
    """Fields: month, year."""
    ordinal: tuple[str, ...]
    """Days of the month, 1 to 31."""
    statement: Statement
    """A question of yes or no as what somebody says who answers it so: "you do not have a licence"; None where that
    is more than to turn it round."""
    at_once: str
    yes: str
    no: str
    and_: str
    either: str
    ones: Mapping[str, str]
    """One of a unit, by the unit, where that is not the numeral and the unit: a language may have genders."""
    halves: Mapping[str, str]
    """Half of one, where that is not as in `half`."""


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """All of it; `corrects`: what stands between something said and what it is corrected to."""

    amounts: Amounts
    days: Days
    times: Times
    choosing: Choosing
    spoken: Spoken
    corrects: re.Pattern[str]
    negates: re.Pattern[str]
    """Before an amount: it is not this one."""
    unsure: re.Pattern[str]
    """Says that the speaker does not know."""
    agrees: re.Pattern[str]
    """Short answers that mean yes beside `Words.yes`: "I do"."""
    refuses: re.Pattern[str]
    """Short answers that mean no beside `Words.no`: "not yet"."""
    but: str
    """Between two clauses of which the second takes the first back in part."""
