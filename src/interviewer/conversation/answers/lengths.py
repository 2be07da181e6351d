"""Finds lengths of time that count from today: "in two weeks", "a month from now", "two months' notice"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from interviewer.conversation.answers.amounts import Rate, find
from interviewer.conversation.answers.day import Day, months_on
from interviewer.conversation.languages import Language


def from_now(said: str, today: date, language: Language, taken: list[tuple[int, int]]) -> Iterator[tuple[int, Day]]:
    """Lengths of time that count from today."""
    days, units = language.values.days, language.values.amounts.units
    for one in find(said, Rate("weeks"), language):
        unit = units.get(one.rate.noun or "")
        if unit is None or unit.measure != "time" or unit.size < 1 or one.rate.per is not None:
            continue
        if any(one.start < end and start < one.end for start, end in taken):
            continue
        before, after = said[: one.start], said[one.end :]
        leads = re.search(rf"\b(?:{days.within}) (?:the next |the )?$", before) is not None
        follows = re.match(rf"(?:{days.from_now})\b| (?:{days.from_now})\b", after) is not None
        notice = re.match(rf" ?(?:{days.notice})\b", after) is not None
        alone = not before.strip(" ,") and not after.strip(" ,.")
        if (
            not (leads or follows or notice or alone)
            or days.vague.search(after)
            or days.only_until.search(before.rstrip())
        ):
            continue
        try:
            day = later(today, one.high, one.rate.noun or "")
        except (ValueError, OverflowError):
            continue
        exact = one.exact and leads and not language.values.amounts.about.search(before)
        yield one.start, replace(Day(day, exact=exact), implied=notice or not (leads or follows))


def later(today: date, number: float, unit: str) -> date:
    """The day so long after this one."""
    if unit in ("months", "years"):
        months = number * (12 if unit == "years" else 1)
        whole = int(months)
        return months_on(today, whole) + timedelta(round((months - whole) * 30))
    return today + timedelta(round(number * {"days": 1, "weeks": 7, "fortnights": 14}[unit]))
