"""A day as it was named, and what lies between days. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year"]
MOST_YEARS = 80


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the first day of a month or year; `exact`: it was named, and no other could have been meant."""

    day: date
    precision: Precision = "day"
    exact: bool = True
    at_once: bool = False
    vague: bool = False
    """A week was named, of which this is the Monday."""
    open: bool = False
    """Another day was named beside it that was not understood."""
    implied: bool = False
    """Only said by the time that has to pass first: another day beside it is what was meant."""

    @property
    def last(self) -> date:
        """The last day that it can be."""
        match self.precision:
            case "day":
                return self.day
            case "month":
                return end_of_month(self.day.year, self.day.month)
            case "year":
                return date(self.day.year, 12, 31)

    @property
    def text(self) -> str:
        """As it is kept: 2027-03-01, 2027-03 or 2027."""
        return self.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


def coming(month: int, day: int, today: date) -> date:
    """That day of the year, the next time that it comes."""
    for year in range(today.year, today.year + 5):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError


def end_of_month(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
