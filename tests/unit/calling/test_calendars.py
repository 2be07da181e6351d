"""Which dates are public holidays where."""

from __future__ import annotations

from datetime import date

import pytest

from interviewer.calling.calendars import public_holidays


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("DE", date(2026, 12, 25)),
        ("US", date(2026, 11, 26)),
        ("US", date(2021, 12, 31)),  # observed on the Friday before, in the year before
        ("GB", date(2026, 4, 6)),  # Easter Monday: not in Scotland
        ("CH", date(2026, 4, 3)),  # Good Friday: in 24 of 26 cantons
    ],
)
def test_a_holiday_of_the_country_or_of_most_of_its_parts_counts(region: str, day: date) -> None:
    assert day in public_holidays(region, day.year)


def test_a_holiday_of_few_parts_does_not_count() -> None:
    assert date(2026, 1, 6) not in public_holidays("DE", 2026)


def test_a_country_that_is_not_known_has_no_holidays() -> None:
    assert public_holidays("XX", 2026) == frozenset()


@pytest.mark.filterwarnings("error")
def test_a_year_of_which_little_is_known_disturbs_nobody() -> None:
    assert date(2099, 1, 26) in public_holidays("IN", 2099)
