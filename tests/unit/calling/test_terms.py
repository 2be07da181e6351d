"""The terms of a campaign: what may be left out, what is refused, and that nothing is lost on the way to a file."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Gaps, Window

GOOD: dict[str, Any] = {"starts": "2026-03-02T08:00:00+01:00", "ends": "2026-03-20T20:00:00+01:00"}

windows = st.builds(
    lambda days, times: Window(days=tuple(sorted(days)), start=min(times), end=max(times)),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.sets(st.times(), min_size=2, max_size=2),
)
gaps = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
moments = st.datetimes(
    min_value=datetime.fromisoformat("2000-01-01"),
    max_value=datetime.fromisoformat("2099-12-31"),
    timezones=st.just(UTC),
)
all_terms = st.builds(
    lambda two, **other: CampaignTerms(starts=min(two), ends=max(two), **other),
    st.sets(moments, min_size=2, max_size=2),
    windows=st.lists(windows, min_size=1, max_size=5).map(tuple),
    skip_holidays=st.booleans(),
    gaps=st.builds(Gaps, busy=gaps, no_answer=gaps, dropped=gaps, unreachable=gaps),
    max_attempts=st.integers(1, 20),
    max_attempts_per_day=st.integers(1, 20),
    ring_seconds=st.integers(5, 120),
    weight=st.integers(1, 100),
    max_calls=st.none() | st.integers(min_value=1),
    callbacks=st.integers(0, 10),
    give_up_seconds=st.integers(1, 3600),
)


def refusal(**changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        CampaignTerms.model_validate(GOOD | changes)
    return str(caught.value)


def window(**changes: Any) -> list[dict[str, Any]]:
    return [{"days": ["mon"], "start": "10:00", "end": "19:00"} | changes]


def test_only_start_and_end_have_to_be_given() -> None:
    terms = CampaignTerms.model_validate(GOOD)
    assert terms.windows == (Window(days=("mon", "tue", "wed", "thu", "fri"), start=time(10), end=time(19)),)
    assert terms.gaps.busy == timedelta(minutes=15)
    assert (terms.max_attempts, terms.max_attempts_per_day, terms.max_calls) == (4, 2, None)
    assert terms.skip_holidays


@settings(deadline=None)
@given(all_terms)
def test_terms_survive_being_stored(terms: CampaignTerms) -> None:
    assert CampaignTerms.model_validate_json(terms.model_dump_json()) == terms


def test_gaps_are_given_in_seconds_or_as_durations() -> None:
    terms = CampaignTerms.model_validate(GOOD | {"gaps": {"busy": 90, "no_answer": "PT45M"}})
    assert terms.gaps == Gaps(busy=timedelta(seconds=90), no_answer=timedelta(minutes=45))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends": GOOD["starts"]}, "must end after it starts"),
        ({"ends": "2026-03-02T06:59:59Z"}, "must end after it starts"),
        ({"starts": "2026-03-02T08:00:00"}, "timezone"),
        ({"ends": "9999-12-31T23:59:59Z"}, "between 2000 and 2099"),
        ({"windows": []}, "at least 1"),
        ({"windows": window(days=[])}, "at least 1"),
        ({"windows": window(days=["monday"])}, "'mon'"),
        ({"windows": window(end="10:00")}, "later on the same day"),
        ({"windows": window(start="22:00", end="02:00")}, "write two windows"),
        ({"windows": window(end="24:00")}, "time"),
        ({"windows": window(start=600)}, "in quotes"),
        ({"windows": window(start="10:00+01:00")}, "no offset"),
        ({"gaps": {"busy": -1}}, "greater than or equal"),
        ({"gaps": {"voicemail": 60}}, "not permitted"),
        ({"max_attempts": 0}, "greater than or equal"),
        ({"max_attempts": 21}, "less than or equal"),
        ({"ring_seconds": 4}, "greater than or equal"),
        ({"weight": 0}, "greater than or equal"),
        ({"max_calls": 0}, "greater than or equal"),
        ({"pace": 3}, "not permitted"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(changes: dict[str, Any], said: str) -> None:
    assert said in refusal(**changes)


def test_terms_do_not_change_after_reading() -> None:
    terms = CampaignTerms.model_validate(GOOD)
    with pytest.raises(ValidationError):
        terms.weight = 2  # type: ignore[misc]
