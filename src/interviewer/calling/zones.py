"""Time zones as functions from an instant to an offset: looked up by name, and cut into spans of one offset.

Deliberately not here: which zone a person lives in (`numbers`), and what is done at which local hour (`openings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

Zones = Callable[[str], tzinfo]
"""Finds a zone by its IANA name; raises KeyError, ValueError or OSError for a name that is none, as ZoneInfo does."""

_STEP = timedelta(days=1)
"""Zones change their offset months apart, a few in history weeks apart: within a day they change once at most."""

_INSTANT = timedelta(microseconds=1)


class ZoneUnknown(Exception):
    """There is no time zone of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no time zone {name!r}; use a name like Europe/Berlin")
        self.name = name


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, end excluded, within which a zone has one offset. `begin` and `end` are UTC."""

    begin: datetime
    end: datetime
    offset: timedelta


def find_zone(name: str, zones: Zones = ZoneInfo) -> tzinfo:
    """The zone of that name. Raises ZoneUnknown."""
    try:
        return zones(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: the name of a folder, or longer than a file name can be
        raise ZoneUnknown(name) from error


def spans(zone: tzinfo, begin: datetime, end: datetime) -> Iterator[Span]:
    """The time from `begin` (aware) to `end` in spans of at most a day, in order and without gaps."""
    at, offset = begin.astimezone(UTC), offset_at(zone, begin)
    while at < end:
        step = end.astimezone(UTC) if end - at < _STEP else at + _STEP
        if offset_at(zone, step) == offset:
            yield Span(at, step, offset)
            at = step
        else:
            change = _change(zone, at, step)
            yield Span(at, change, offset)
            at, offset = change, offset_at(zone, change)


def offset_at(zone: tzinfo, at: datetime) -> timedelta:
    """How far the zone's clocks are ahead of UTC at that instant."""
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The first instant of the new offset, of two instants between which it changes once."""
    old = offset_at(zone, before)
    while after - before > _INSTANT:
        middle = before + (after - before) // 2
        if offset_at(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after
