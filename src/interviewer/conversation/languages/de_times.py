"""How a time is said in German."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from interviewer.conversation.languages.de_numbers import MONTHS, WEEKDAYS, number, ordinal

_WEEK: Final = 7


def said_time(at: datetime, now: datetime) -> str:
    """The time as it is said on the telephone: "morgen, am Dienstag, um fünfzehn Uhr dreißig"."""
    days = (at.date() - now.date()).days
    weekday = WEEKDAYS[at.weekday()]
    match days:
        case 0:
            day = "heute"
        case 1:
            day = f"morgen, am {weekday},"
        case _ if 1 < days < _WEEK:
            day = f"am {weekday}"
        case _:
            day = f"am {weekday}, dem {ordinal(at.day)}n {MONTHS[at.month - 1]},"
    return f"{day} um {_clock(at)}"


def _clock(at: datetime) -> str:
    """By the day's twenty-four hours, so that nobody has to guess which half of it is meant."""
    hour = "ein" if at.hour == 1 else number(at.hour)
    return f"{hour} Uhr" + (f" {number(at.minute)}" if at.minute else "")
