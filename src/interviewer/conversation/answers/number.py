"""Reads amounts: pay, notice periods, years of something; what was said in another unit is converted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from interviewer.catalog.questions import Number, Question
from interviewer.conversation.answers.amounts import Amount, Rate, find, rate_of, unit_alone
from interviewer.conversation.answers.reading import Reading
from interviewer.conversation.answers.segments import plain_digits, segments
from interviewer.conversation.languages import Language
from interviewer.conversation.languages.values import Amounts
from interviewer.conversation.understanding import plain

YEARLY = {"years": 1.0, "months": 12.0, "weeks": 52.0, "fortnights": 26.0}
"""How often rates of these are paid in a year; of hours and days nobody knows."""
THOUSANDS = range(10, 1000)
"""A yearly pay of so much was said in thousands: "forty-five"."""
CALENDAR = (1950, 2100)
"""A bare number of these is a year in which something was."""
NUMBER_NEXT = re.compile(r" \d")


def read_number(question: Question, text: str, language: Language, _now: datetime | None) -> Reading | None:
    """The amount, in the question's unit; None if there is none, several, or one of something else."""
    if not isinstance(question, Number):
        return None
    values = language.values
    asked = rate_of(question.unit, values.amounts)
    said = plain_digits(text, language)
    parts = segments(said, language)
    corrected: Rate | None = None
    for part in parts:
        named = find(part, asked, language)
        if not named and (unit := unit_alone(part, values.amounts)) is not None:
            corrected = corrected or unit  # "three weeks, no, months"
            continue
        if corrected is not None:
            named = [replace(one, rate=corrected) for one in named]
        found = _fitting(part, named, asked, values.amounts)
        if found is None:
            return None
        if found:
            unsure = bool(values.unsure.search(said) or values.amounts.about.search(part))
            return _reading(question, found[0], asked, language, hedged=unsure)
    if _nothing(text, asked, language):
        return _of(question, 0.0, 0.0, _nothing_said(language, question.unit), certain=False)
    return None


def _nothing(text: str, asked: Rate, language: Language) -> bool:
    amounts, said = language.values.amounts, plain(text)
    if amounts.none.search(said):
        return True
    return asked.per is None and _measure(asked, amounts) == "time" and bool(amounts.at_once.search(said))


def _measure(rate: Rate, amounts: Amounts) -> str | None:
    unit = amounts.units.get(rate.noun or "")
    return unit.measure if unit else None


def _nothing_said(language: Language, unit: str) -> str:
    return f"{language.values.spoken.numerals[0]} {unit}"


def _fitting(part: str, found: list[Amount], asked: Rate, amounts: Amounts) -> list[Amount] | None:
    """The one amount that can be meant, in a list; an empty one if there is none, None if there are several."""
    with_unit = [one for one in found if one.rate.noun is not None and _factor(one.rate, asked, amounts) is not None]
    if not with_unit and any(one.rate.noun is not None for one in found):
        return None
    of_money = _measure(asked, amounts) == "money"
    bare = [
        one
        for one in found
        if one.rate.noun is None
        and amounts.follows.search(part[one.end :])
        and (of_money or not CALENDAR[0] <= one.low <= CALENDAR[1])
    ]
    if amounts.groups.search(part) or (_measure(asked, amounts) == "money" and amounts.present.search(part)):
        return None
    if any(one.rate.noun is None and NUMBER_NEXT.match(part[one.end :]) for one in found):
        return None  # "fifteen fifty"
    candidates = [*with_unit, *bare]
    if not candidates:
        return []
    if len({(one.low, one.high, one.rate) for one in candidates}) > 1:
        return None
    return candidates[:1]


def _factor(said: Rate, asked: Rate, amounts: Amounts) -> float | None:
    """By what an amount is multiplied to be in the unit asked for; None if it cannot be."""
    if said.noun is None:
        return _rate_factor(said, asked)
    if said == asked:
        return 1.0
    of, to = amounts.units.get(said.noun), amounts.units.get(asked.noun or "")
    if of is None or to is None or of.measure != to.measure:
        return 1.0 if said.noun == asked.noun else None
    if of.measure == "money" and of is not to:
        return None
    if asked.per is not None or said.per is not None:
        return _rate_factor(said, asked) if of is to else None
    return of.size / to.size


def _rate_factor(said: Rate, asked: Rate) -> float | None:
    if said.per is None or said.per == asked.per:  # nobody says "a year" who was asked for it
        return 1.0
    if asked.per is None or said.per not in YEARLY or asked.per not in YEARLY:
        return None
    return YEARLY[said.per] / YEARLY[asked.per]


def _reading(question: Number, one: Amount, asked: Rate, language: Language, *, hedged: bool) -> Reading | None:
    amounts, spoken = language.values.amounts, language.values.spoken
    factor = _factor(one.rate, asked, amounts)
    if factor is None:
        return None
    low, high = one.low * factor, one.high * factor
    certain = one.exact and not hedged
    if _in_thousands(question, one, asked, amounts):
        low, high, certain = low * 1000, high * 1000, False
        one = Amount(low, high, one.rate, one.start, one.end)
    if not _believable(question, low, high):
        return None
    converted = one.rate.noun not in (None, asked.noun) or (one.rate.per not in (None, asked.per))
    told = (low, high) if not converted else (one.low, one.high)
    unit = _unit_said(one, question, asked, amounts) if converted else None
    numbers = [number_said(n, language) for n in told]
    if one.exact:
        phrase = amount_said(told[0], unit or _own_unit(question, asked, amounts), language)
    else:
        words = unit[1] if unit else question.unit
        phrase = f"{spoken.span.format(low=numbers[0], high=numbers[1])} {words}"
    return _of(
        question, low, high, spoken.about.format(value=phrase) if one.exact and hedged else phrase, certain=certain
    )


def _of(question: Number, low: float, high: float, spoken: str, *, certain: bool) -> Reading:
    bounds = question.knock_out
    below = bounds is not None and bounds.below is not None and _rounded(high) < bounds.below
    above = bounds is not None and bounds.above is not None and _rounded(low) > bounds.above
    ends = [f"{_rounded(number):.1f}".removesuffix(".0") for number in (low, high)]
    value = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return Reading(f"{value} {question.unit}", spoken, below or above, certain)


def _rounded(number: float) -> float:
    return round(number, 1)


def _believable(question: Number, low: float, high: float) -> bool:
    least, most = question.least, question.most
    return (least is None or _rounded(low) >= least) and (most is None or _rounded(high) <= most)


def _in_thousands(question: Number, one: Amount, asked: Rate, amounts: Amounts) -> bool:
    """Whether "forty-five" means forty-five thousand: for a yearly pay of which the plan says that it is no less."""
    if _measure(asked, amounts) != "money" or asked.per != "years" or one.rate != Rate(None):
        return False
    few = one.low in THOUSANDS and one.high in THOUSANDS
    return (
        few
        and question.least is not None
        and one.high < question.least
        and _believable(question, one.low * 1000, one.high * 1000)
    )


def _own_unit(question: Number, asked: Rate, amounts: Amounts) -> tuple[str, str]:
    unit = amounts.units.get(asked.noun or "")
    if unit is None:
        return question.unit, question.unit
    return question.unit.replace(unit.several, unit.one, 1), question.unit


def _unit_said(one: Amount, question: Number, asked: Rate, amounts: Amounts) -> tuple[str, str]:
    """The unit as the candidate said it, of one and of several."""
    unit = amounts.units.get(one.rate.noun or asked.noun or "")
    if unit is None:
        return question.unit, question.unit
    each = f" {amounts.units[one.rate.per].each}" if one.rate.per else ""
    return f"{unit.one}{each}", f"{unit.several}{each}"


def amount_said(number: float, unit: tuple[str, str], language: Language) -> str:
    """A number with its unit, given of one and of several, as it is said."""
    spoken = language.values.spoken
    if number == 0.5:  # noqa: PLR2004 - a half
        return spoken.halves.get(unit[0]) or spoken.half.format(unit=unit[0])
    if number == 1 and unit[0] in spoken.ones:
        return spoken.ones[unit[0]]
    return f"{number_said(number, language)} {unit[0] if number == 1 else unit[1]}"


def number_said(number: float, language: Language) -> str:
    """A number as it is said; up to twelve in words."""
    spoken, amounts = language.values.spoken, language.values.amounts
    number = _rounded(number)
    whole = int(number)
    if number == whole + 0.5 and 0 < whole < len(spoken.numerals):
        return spoken.and_half.format(number=spoken.numerals[whole])
    if number != whole:
        return f"{number:.1f}".replace(".", amounts.decimal)
    if 0 <= whole < len(spoken.numerals):
        return spoken.numerals[whole]
    return f"{whole:,}".replace(",", amounts.grouping) if whole >= 1000 else str(whole)  # noqa: PLR2004 - grouped in threes
