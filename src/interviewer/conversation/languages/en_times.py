"""How a time is said in English."""

from __future__ import annotations

from datetime import datetime
from typing import Final

SMALL: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ORDINALS: Final = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_NOON, _EVENING = 12, 18
_WEEK = 7


def said_time(at: datetime, now: datetime) -> str:
    """The time as it is said on the telephone: "tomorrow at half past three in the afternoon"."""
    days = (at.date() - now.date()).days
    match days:
        case 0:
            day = "today"
        case 1:
            day = f"tomorrow, {_DAYS[at.weekday()]},"
        case _ if 1 < days < _WEEK:
            day = f"on {_DAYS[at.weekday()]}"
        case _:
            day = f"on {_DAYS[at.weekday()]}, the {_ordinal(at.day)} of {_MONTHS[at.month - 1]},"
    return f"{day} at {_clock(at)}"


def _clock(at: datetime) -> str:
    if (at.hour, at.minute) == (_NOON, 0):
        return "noon"
    part = "morning" if at.hour < _NOON else "afternoon" if at.hour < _EVENING else "evening"
    hour = SMALL[at.hour % 12 or 12]
    match at.minute:
        case 0:
            said = hour
        case 15:
            said = f"a quarter past {hour}"
        case 30:
            said = f"half past {hour}"
        case 45:
            said = f"a quarter to {SMALL[(at.hour + 1) % 12 or 12]}"
        case minute if minute < 10:  # noqa: PLR2004 - "three oh five"
            said = f"{hour} oh {SMALL[minute]}"
        case minute:
            said = f"{hour} {_number(minute)}"
    return f"{said} in the {part}"


def _number(value: int) -> str:
    if value < len(SMALL):
        return SMALL[value]
    tens, rest = divmod(value, 10)
    return _TENS[tens] + (f"-{SMALL[rest]}" if rest else "")


def _ordinal(day: int) -> str:
    if day in _ORDINALS:
        return _ORDINALS[day]
    if day < len(SMALL):
        return f"{SMALL[day]}th"
    tens, rest = divmod(day, 10)
    return f"{_TENS[tens]}-{_ordinal(rest)}" if rest else f"{_TENS[tens][:-1]}ieth"
