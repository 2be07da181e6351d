"""When a person may be called, told by examples and against a scan of every minute, where clocks change above all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from interviewer.calling.calendars import public_holidays
from interviewer.calling.openings import Place, closed, closing, instant, local_date, next_day, next_opening
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window
from interviewer.calling.zones import ZoneUnknown

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SCANNED = 4 * DAY
BERLIN, NEW_YORK = Place("Europe/Berlin", "DE"), Place("America/New_York", "US")
PLACES = (
    NEW_YORK,
    BERLIN,
    Place("Australia/Lord_Howe", "AU"),  # puts its clocks forward by half an hour
    Place("America/Santiago", "CL"),  # changes them at midnight
    Place("Asia/Kolkata", "IN"),
    Place("Pacific/Apia", "WS"),  # left out 30 December 2011
    Place("America/St_Johns"),  # changed them at one minute past midnight, until 2011
    Place("Africa/Casablanca"),  # changes them around Ramadan
)
YEARS = (2010, 2011, 2026)


@lru_cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The hours in which clocks were changed there, and the beginnings of the years."""
    found = [datetime(year, 1, 1, tzinfo=UTC) for year in YEARS]
    for begin in tuple(found):
        hours = [(begin + n * HOUR).astimezone(ZoneInfo(zone)) for n in range(366 * 24)]
        found += [late.astimezone(UTC) for soon, late in pairwise(hours) if soon.utcoffset() != late.utcoffset()]
    return tuple(found)


places = st.sampled_from(PLACES)
around_a_change = places.flatmap(
    lambda place: st.tuples(
        st.just(place),
        st.builds(
            lambda change, minutes: change + minutes * MINUTE,
            st.sampled_from(changes(place.zone)),
            st.integers(-36 * 60, 36 * 60),
        ),
    )
)
times_of_day = st.one_of(st.integers(0, 4 * 60), st.integers(22 * 60, 24 * 60 - 1), st.integers(0, 24 * 60 - 1)).map(
    lambda minutes: time(minutes // 60, minutes % 60)
)
windows = st.builds(
    lambda days, times: Window(days=tuple(sorted(days)), start=min(times), end=max(times)),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.sets(times_of_day, min_size=2, max_size=2),
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[CampaignTerms, Place, datetime]:
    """A campaign of some days around a change of clocks, a place, and an instant from which to look."""
    place, after = draw(around_a_change)
    starts = after + draw(st.integers(-3 * 24 * 60, 24 * 60)) * MINUTE
    terms = CampaignTerms(
        starts=starts,
        ends=starts + draw(st.integers(1, 6 * 24 * 60)) * MINUTE,
        windows=tuple(draw(st.lists(windows, min_size=1, max_size=3))),
        skip_holidays=draw(st.booleans()),
    )
    return terms, place, after


def is_open(terms: CampaignTerms, place: Place, at: datetime) -> bool:
    """The definition, word by word."""
    local = at.astimezone(ZoneInfo(place.zone))
    in_window = any(
        WEEKDAYS[local.weekday()] in window.days and window.start <= local.time() < window.end
        for window in terms.windows
    )
    kept = terms.skip_holidays and place.region is not None
    holiday = kept and local.date() in public_holidays(place.region or "", local.year)
    return terms.starts <= at < terms.ends and in_window and not holiday


def minutes_from(at: datetime, length: timedelta) -> Iterator[datetime]:
    return (at + n * MINUTE for n in range(length // MINUTE))


def first_minute(at: datetime, holds: Callable[[datetime], bool]) -> datetime | None:
    return next((minute for minute in minutes_from(at, SCANNED) if holds(minute)), None)


def campaign(*hours: tuple[str, str], days: str = "mon tue wed thu fri sat sun", **other: Any) -> CampaignTerms:
    """A campaign of the year 2026 with these windows on these days."""
    given_windows = [{"days": days.split(), "start": start, "end": end} for start, end in hours]
    year = {"starts": "2026-01-01T00:00:00Z", "ends": "2026-12-31T00:00:00Z"}
    return CampaignTerms.model_validate({**year, "windows": given_windows, **other})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@settings(deadline=None)
@given(situations())
def test_an_instant_is_open_exactly_by_the_definition(situation: tuple[CampaignTerms, Place, datetime]) -> None:
    terms, place, at = situation
    assert (closed(terms, place, at) is None) == is_open(terms, place, at)


@settings(deadline=None)
@given(situations())
def test_the_next_opening_is_the_first_open_minute(situation: tuple[CampaignTerms, Place, datetime]) -> None:
    terms, place, after = situation
    found = next_opening(terms, place, after)
    if found is not None and found >= after + SCANNED:
        assert first_minute(after, lambda at: is_open(terms, place, at)) is None
        assert is_open(terms, place, found)
        assert not is_open(terms, place, found - MINUTE)
    else:
        assert found == first_minute(after, lambda at: is_open(terms, place, at))


@settings(deadline=None)
@given(situations())
def test_an_opening_closes_at_the_first_minute_that_is_not_open(
    situation: tuple[CampaignTerms, Place, datetime],
) -> None:
    terms, place, after = situation
    opening = next_opening(terms, place, after)
    assume(opening is not None)
    assert opening is not None
    assert closing(terms, place, opening) == first_minute(opening, lambda at: not is_open(terms, place, at))


@settings(deadline=None)
@given(situations())
def test_what_is_not_open_closes_at_once(situation: tuple[CampaignTerms, Place, datetime]) -> None:
    terms, place, at = situation
    assume(not is_open(terms, place, at))
    assert closing(terms, place, at) == at


@settings(deadline=None)
@given(around_a_change)
def test_the_next_day_begins_with_the_first_minute_of_a_later_date(where: tuple[Place, datetime]) -> None:
    place, at = where
    today = at.astimezone(ZoneInfo(place.zone)).date()
    assert local_date(place, at) == today
    found = next_day(place, at)
    assert found == first_minute(at, lambda minute: minute.astimezone(ZoneInfo(place.zone)).date() > today)


@settings(deadline=None)
@given(around_a_change)
@example((NEW_YORK, utc("2026-11-01T01:30")))  # twice
@example((NEW_YORK, utc("2026-03-08T02:30")))  # never
def test_an_agreed_local_time_is_the_first_instant_at_which_clocks_show_it(where: tuple[Place, datetime]) -> None:
    place, local = where[0], where[1].replace(tzinfo=None)
    zone = ZoneInfo(place.zone)
    found = instant(local, place)

    def shown(at: datetime) -> datetime:
        return at.astimezone(zone).replace(tzinfo=None)

    expected = first_minute(found - DAY, lambda at: shown(at) == local)
    if expected is None:  # left out when clocks were put forward
        before, after = found - DAY, found + DAY
        assert shown(found) - local == (shown(after) - shown(before)) - 2 * DAY
    else:
        assert found == expected


@settings(deadline=None)
@given(situations(), st.integers(0, 10**9))
def test_an_opening_is_no_earlier_than_asked_and_the_same_when_asked_from_there(
    situation: tuple[CampaignTerms, Place, datetime], microseconds: int
) -> None:
    terms, place, minute = situation
    after = minute + timedelta(microseconds=microseconds)
    found = next_opening(terms, place, after)
    assume(found is not None)
    assert found is not None
    assert found >= after
    assert closed(terms, place, found) is None
    assert next_opening(terms, place, found) == found
    assert next_opening(terms, place, after + (found - after) / 2) == found


def test_the_reason_of_closure_is_the_first_that_holds() -> None:
    terms = campaign(("10:00", "19:00"), days="mon tue wed thu fri")
    assert closed(terms, BERLIN, utc("2025-12-31T12:00")) == "not_begun"
    assert closed(terms, BERLIN, utc("2026-12-31T00:00")) == "ended"
    assert closed(terms, BERLIN, utc("2026-10-03T03:00")) == "weekday"  # a holiday on a Saturday
    assert closed(terms, BERLIN, utc("2026-05-01T03:00")) == "holiday"
    assert closed(terms, BERLIN, utc("2026-05-04T07:59")) == "hour"
    assert closed(terms, BERLIN, utc("2026-05-04T08:00")) is None
    assert closed(terms, BERLIN, utc("2026-05-04T17:00")) == "hour"


def test_holidays_are_kept_only_where_they_are_known_and_wanted() -> None:
    labour_day = utc("2026-05-01T10:00")
    assert closed(campaign(("10:00", "19:00")), Place("Europe/Berlin"), labour_day) is None
    assert closed(campaign(("10:00", "19:00")), Place("Europe/Berlin", "XX"), labour_day) is None
    assert closed(campaign(("10:00", "19:00"), skip_holidays=False), BERLIN, labour_day) is None


def test_the_window_goes_with_the_clocks_when_they_are_put_forward() -> None:
    terms = campaign(("10:00", "19:00"))
    assert next_opening(terms, NEW_YORK, utc("2026-03-07T05:00")) == utc("2026-03-07T15:00")
    assert next_opening(terms, NEW_YORK, utc("2026-03-08T05:00")) == utc("2026-03-08T14:00")


def test_a_window_whose_start_is_left_out_opens_when_clocks_are_put_forward() -> None:
    terms = campaign(("02:30", "03:30"))
    assert next_opening(terms, NEW_YORK, utc("2026-03-08T05:00")) == utc("2026-03-08T07:00")  # 03:00, as 02:00 is
    assert closing(terms, NEW_YORK, utc("2026-03-08T07:00")) == utc("2026-03-08T07:30")


def test_a_window_that_is_left_out_whole_does_not_open_that_day() -> None:
    terms = campaign(("02:10", "02:50"))
    assert next_opening(terms, NEW_YORK, utc("2026-03-08T05:00")) == utc("2026-03-09T06:10")


def test_a_window_in_the_repeated_hour_opens_twice() -> None:
    terms = campaign(("01:15", "01:45"))
    assert next_opening(terms, NEW_YORK, utc("2026-11-01T04:00")) == utc("2026-11-01T05:15")
    assert closing(terms, NEW_YORK, utc("2026-11-01T05:20")) == utc("2026-11-01T05:45")
    assert next_opening(terms, NEW_YORK, utc("2026-11-01T05:45")) == utc("2026-11-01T06:15")


def test_a_window_over_the_repeated_hour_stays_open() -> None:
    terms = campaign(("00:30", "02:30"))
    assert closing(terms, NEW_YORK, utc("2026-11-01T04:30")) == utc("2026-11-01T07:30")


def test_a_day_may_have_no_midnight() -> None:
    santiago = Place("America/Santiago")
    assert next_day(santiago, utc("2026-09-05T20:00")) == utc("2026-09-06T04:00")
    assert instant(datetime.fromisoformat("2026-09-06T00:00"), santiago) == utc("2026-09-06T04:00")


def test_a_date_that_was_left_out_is_passed_over() -> None:
    apia = Place("Pacific/Apia")
    assert local_date(apia, utc("2011-12-30T09:00")) == date(2011, 12, 29)
    assert next_day(apia, utc("2011-12-30T09:00")) == utc("2011-12-30T10:00")
    assert local_date(apia, utc("2011-12-30T10:00")) == date(2011, 12, 31)


def test_windows_that_touch_or_overlap_are_one_opening() -> None:
    terms = campaign(("10:00", "12:00"), ("12:00", "14:00"), ("13:00", "13:30"), ("15:00", "16:00"))
    assert closing(terms, BERLIN, utc("2026-05-04T08:30")) == utc("2026-05-04T12:00")


def test_an_opening_ends_with_the_campaign() -> None:
    terms = campaign(("10:00", "19:00"), ends="2026-05-04T09:00:00Z")
    assert closing(terms, BERLIN, utc("2026-05-04T08:30")) == utc("2026-05-04T09:00")
    assert next_opening(terms, BERLIN, utc("2026-05-04T09:00")) is None
    assert next_opening(terms, BERLIN, utc("2030-01-01T00:00")) is None


def test_nothing_opens_before_the_campaign_begins() -> None:
    terms = campaign(("10:00", "19:00"), starts="2026-05-04T09:00:00Z")
    assert next_opening(terms, BERLIN, utc("2020-01-01T00:00")) == utc("2026-05-04T09:00")


def test_an_opening_may_be_months_away() -> None:
    terms = campaign(("10:00", "19:00"), starts="2030-06-01T00:00:00Z", ends="2031-06-01T00:00:00Z")
    assert next_opening(terms, BERLIN, utc("2026-01-01T00:00")) == utc("2030-06-01T08:00")


def test_answers_are_in_utc_whatever_the_question_was_in() -> None:
    asked = datetime(2026, 5, 4, 11, 0, tzinfo=timezone(timedelta(hours=2)))
    terms = campaign(("10:00", "19:00"))
    for answer in (next_opening(terms, BERLIN, asked), closing(terms, BERLIN, asked), next_day(BERLIN, asked)):
        assert answer is not None
        assert answer.tzinfo is UTC


def test_a_zone_that_changes_its_rules_moves_the_openings() -> None:
    rules = {"Europe/Berlin": timezone(timedelta(hours=1))}

    def zones(name: str) -> timezone:
        return rules[name]

    terms, asked = campaign(("10:00", "19:00")), utc("2026-05-04T00:00")
    assert next_opening(terms, BERLIN, asked, zones) == utc("2026-05-04T09:00")
    assert instant(datetime.fromisoformat("2026-05-04T10:00"), BERLIN, zones) == utc("2026-05-04T09:00")
    rules["Europe/Berlin"] = timezone(timedelta(hours=3))
    assert next_opening(terms, BERLIN, asked, zones) == utc("2026-05-04T07:00")
    assert closed(terms, BERLIN, utc("2026-05-04T16:30"), zones) == "hour"
    assert instant(datetime.fromisoformat("2026-05-04T10:00"), BERLIN, zones) == utc("2026-05-04T07:00")
    assert next_day(BERLIN, asked, zones) == utc("2026-05-04T21:00")


@pytest.mark.parametrize(
    "name", ["Nowhere/City", "", "../x", "/etc/passwd", "America", "Europe/Berlin/x", "a\0b", "x" * 5000]
)
def test_a_zone_that_is_none_is_named(name: str) -> None:
    place, at = Place(name), utc("2026-05-04T08:30")
    with pytest.raises(ZoneUnknown) as caught:
        closed(campaign(("10:00", "19:00")), place, at)
    assert caught.value.name == name
    with pytest.raises(ZoneUnknown):
        next_opening(campaign(("10:00", "19:00")), place, at)
    with pytest.raises(ZoneUnknown):
        next_day(place, at)
    with pytest.raises(ZoneUnknown):
        local_date(place, at)


def test_a_local_time_with_an_offset_is_no_local_time() -> None:
    with pytest.raises(ValueError, match="no offset"):
        instant(utc("2026-05-04T08:30"), BERLIN)
