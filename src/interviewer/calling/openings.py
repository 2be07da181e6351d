"""When a person may be called: the campaign's terms read by the clocks and the calendar of the place where they live.

An instant is open if the campaign has begun and not ended, and the local clock then shows a time within a window of
that weekday, on a date that is no public holiday. Everything else here follows from that, also on days on which clocks
are changed. Deliberately not here: how many attempts a person has left, and whether they agreed to be called at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from interviewer.calling.calendars import public_holidays
from interviewer.calling.terms import WEEKDAYS, CampaignTerms
from interviewer.calling.zones import Span, Zones, find_zone, spans

Closed = Literal["not_begun", "ended", "weekday", "holiday", "hour"]
"""Why nobody may be called: the campaign has not begun or is over, no window has this weekday, a public holiday, or
none of the weekday's windows has this hour. The first that holds, in this order."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person lives, as far as calling them goes."""

    zone: str
    """IANA name, as Europe/Berlin."""
    region: str | None = None
    """ISO 3166 code of the country whose public holidays are kept; None if unknown, which keeps none."""


def closed(terms: CampaignTerms, place: Place, at: datetime, zones: Zones = ZoneInfo) -> Closed | None:
    """Why a person there may not be called at that instant, or None if they may. Raises ZoneUnknown."""
    if at < terms.starts:
        return "not_begun"
    if at >= terms.ends:
        return "ended"
    local = at.astimezone(find_zone(place.zone, zones))
    windows = [window for window in terms.windows if WEEKDAYS[local.weekday()] in window.days]
    if not windows:
        return "weekday"
    if _holiday(terms, place, local.date()):
        return "holiday"
    hour = local.time()
    return None if any(window.start <= hour < window.end for window in windows) else "hour"


def next_opening(terms: CampaignTerms, place: Place, after: datetime, zones: Zones = ZoneInfo) -> datetime | None:
    """The first instant (UTC) from `after` on at which a person there may be called; None if the campaign ends first.

    Raises ZoneUnknown.
    """
    return next((opens for opens, _ in _openings(terms, place, after, zones)), None)


def closing(terms: CampaignTerms, place: Place, at: datetime, zones: Zones = ZoneInfo) -> datetime:
    """The end (UTC, excluded) of the opening that `at` lies in; `at` itself if nobody may be called then.

    Raises ZoneUnknown.
    """
    end = at.astimezone(UTC)
    for opens, closes in _openings(terms, place, at, zones):
        if opens > end:
            break
        end = max(end, closes)
    return end


def local_date(place: Place, at: datetime, zones: Zones = ZoneInfo) -> date:
    """The date there at that instant. Raises ZoneUnknown."""
    return at.astimezone(find_zone(place.zone, zones)).date()


def next_day(place: Place, at: datetime, zones: Zones = ZoneInfo) -> datetime:
    """The first instant (UTC) after `at` with a later date there. Not always a midnight. Raises ZoneUnknown."""
    zone = find_zone(place.zone, zones)
    midnight = datetime.combine(at.astimezone(zone).date() + _DAY, time())
    for span in spans(zone, at, at + 3 * _DAY):
        begins, ends = _local(span)
        if midnight < ends:
            return max(midnight, begins).replace(tzinfo=UTC) - span.offset
    raise AssertionError("a day lasts less than three")


def instant(local: datetime, place: Place, zones: Zones = ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks there show `local`, which has no offset.

    Of an hour that is repeated when clocks are put back, the first; a time that is left out when they are put forward
    is moved on by as much. Raises ZoneUnknown.
    """
    if local.tzinfo is not None:
        raise ValueError("a local time has no offset")
    return local.replace(tzinfo=find_zone(place.zone, zones), fold=0).astimezone(UTC)


def _openings(terms: CampaignTerms, place: Place, after: datetime, zones: Zones) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end (UTC) of every stretch in which calls are allowed, from `after` on, in the order of their begins.

    One opening may come in several stretches that touch or overlap.
    """
    for span in spans(find_zone(place.zone, zones), max(after, terms.starts), terms.ends):
        begins, ends = _local(span)
        day = begins.date()
        while datetime.combine(day, time()) < ends:
            for start, end in _hours(terms, place, day):
                opens, closes = max(begins, start), min(ends, end)
                if opens < closes:
                    yield opens.replace(tzinfo=UTC) - span.offset, closes.replace(tzinfo=UTC) - span.offset
            day += _DAY


def _hours(terms: CampaignTerms, place: Place, day: date) -> list[tuple[datetime, datetime]]:
    """The windows of a local date, by their start."""
    weekday = WEEKDAYS[day.weekday()]
    windows = sorted((window.start, window.end) for window in terms.windows if weekday in window.days)
    if not windows or _holiday(terms, place, day):
        return []
    return [(datetime.combine(day, start), datetime.combine(day, end)) for start, end in windows]


def _holiday(terms: CampaignTerms, place: Place, day: date) -> bool:
    return terms.skip_holidays and place.region is not None and day in public_holidays(place.region, day.year)


def _local(span: Span) -> tuple[datetime, datetime]:
    """What clocks show at its begin and at its end, without offset."""
    return (span.begin + span.offset).replace(tzinfo=None), (span.end + span.offset).replace(tzinfo=None)
