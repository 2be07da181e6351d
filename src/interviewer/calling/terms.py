"""The terms of a campaign: from when to when, at which local hours, how often and how far apart it calls.

Deliberately not here: whether a given person may be called at a given moment (`openings`), and who the candidates are.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from interviewer.catalog.models import Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `date.weekday()`."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Public holidays are known for these years, and no campaign of anybody's lies outside them."""


def _as_text(given: object) -> object:
    # YAML reads an unquoted 10:00 as the number 600, and a number would be taken for seconds since midnight.
    if isinstance(given, bool | int | float):
        raise ValueError('this must be a time of day in quotes, as "10:00"')  # noqa: TRY004  # pydantic reports only it
    return given


def _local(given: time) -> time:
    if given.tzinfo is not None:
        raise ValueError("this is the candidate's local time and has no offset: write it as 10:00")
    return given


def _length(given: object) -> object:
    if isinstance(given, bool):
        raise ValueError('this must be a length of time, as "PT15M"')  # noqa: TRY004  # pydantic reports only it
    return given


def as_written(given: object) -> object:
    """A time, not a number, which pydantic takes for seconds since 1970, in quotes or not. For a BeforeValidator."""
    if not isinstance(given, datetime) and not (isinstance(given, str) and DATE.match(given)):
        raise ValueError("this must be a date and a time, as 2026-11-23T14:05")
    return given


def _near(given: datetime) -> datetime:
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise ValueError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    return given


DATE = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
"""What a clock shows, as JSON Schema is told: its format `time` wants an offset, which local times have not."""
LocalTime = Annotated[
    time,
    BeforeValidator(_as_text),
    AfterValidator(_local),
    WithJsonSchema({"type": "string", "pattern": f"^{CLOCK}$"}),
]
"""A time of day where the candidate lives."""

Instant = Annotated[AwareDatetime, BeforeValidator(as_written)]
"""Written with its offset from UTC."""

Moment = Annotated[Instant, AfterValidator(_near)]
"""An instant of our days."""

LONGEST_GAP = timedelta(days=30)
Gap = Annotated[
    timedelta,
    BeforeValidator(_length),
    Field(ge=timedelta(0), le=LONGEST_GAP),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "duration"},
                {"type": "number", "minimum": 0, "maximum": LONGEST_GAP.total_seconds()},
            ]
        }
    ),
]
"""The least time between two attempts; written in seconds or as ISO 8601 has it (`PT15M`)."""


class Window(Strict):
    """Hours of some weekdays in which candidates may be called, by their own clocks; `end` is excluded."""

    days: tuple[Weekday, ...] = Field(min_length=1, max_length=7)
    start: LocalTime
    end: LocalTime

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a window must end later on the same day than it starts; for a night write two windows")
        return self


class Gaps(Strict):
    """The least time from the end of an attempt to the next one, by how it ended.

    After a voicemail there is none: the next attempt waits for the next local day.
    """

    busy: Gap = timedelta(minutes=15)
    no_answer: Gap = timedelta(hours=2)
    dropped: Gap = timedelta(seconds=10)
    unreachable: Gap = timedelta(hours=1)


class CampaignTerms(Strict):
    """When, how often and how fast a campaign calls; may be replaced while it runs."""

    starts: Moment
    ends: Moment
    """Excluded."""
    windows: tuple[Window, ...] = Field(
        default=(Window(days=WEEKDAYS[:5], start=time(10), end=time(19)),), min_length=1, max_length=50
    )
    skip_holidays: StrictBool = True
    gaps: Gaps = Gaps()
    max_attempts: StrictInt = Field(default=4, ge=1, le=20)
    max_attempts_per_day: StrictInt = Field(default=2, ge=1, le=20)
    """Of one candidate, counted by the candidate's local date."""
    ring_seconds: StrictInt = Field(default=30, ge=5, le=120)
    weight: StrictInt = Field(default=1, ge=1, le=100)
    """Its share, relative to other campaigns, of the calls when there are more candidates than calls."""
    max_calls: StrictInt | None = Field(default=None, ge=1)
    """How many of its calls may be under way at once; None leaves it to the limits of the whole system."""
    callbacks: StrictInt = Field(default=2, ge=0, le=10)
    """How often a candidate whose line was lost in mid-interview is called back."""
    give_up_seconds: StrictInt = Field(default=60, ge=1, le=3600)
    """How long an interrupted interview waits to be continued before it is given up."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.starts >= self.ends:
            raise ValueError("a campaign must end after it starts")
        return self


ALONE = CampaignTerms(
    starts=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC),
    ends=datetime(LAST_YEAR, 12, 31, tzinfo=UTC),
    windows=(Window(days=WEEKDAYS, start=time(9), end=time(20)),),
)
"""For an interview that was agreed outside of any campaign."""
