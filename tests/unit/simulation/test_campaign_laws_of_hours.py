"""The laws of when and how often is called are seen to be broken, and only that one, when just that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from campaign_story import Story, begun, broken
from given_interview import BERLIN, HOUR, MINUTE, NOON
from interviewer.calling.openings import Place
from interviewer.calling.terms import WEEKDAYS, Window
from interviewer.interviews.lifecycle import AttemptFailed, AttemptOutcome, DialStarted
from interviewer.simulation.campaign import hours

NEW_YORK = Place("America/New_York", "US")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def story() -> Story:
    return await begun()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "moment"),
    [
        (BERLIN, "2026-11-23 18:00:00"),
        (BERLIN, "2026-11-23 08:59:59"),
        (BERLIN, "2026-11-28 12:00:00"),
        (BERLIN, "2026-12-25 12:00:00"),
        (NEW_YORK, "2026-11-23 12:00:00"),
        (NEW_YORK, "2026-11-26 18:00:00"),
        (Place("Europe/London", "GB"), "2027-03-30 18:30:00"),
    ],
    ids=["the end", "early", "Saturday", "Christmas", "morning there", "Thanksgiving", "summer time"],
)
async def test_a_dial_outside_the_windows_where_the_candidate_lives(place: Place, moment: str) -> None:
    story = await begun(ends=utc("2027-12-31"))
    interview = await story.someone(place=place)
    story.now, story.forced = utc(moment), True
    await story.held(interview)
    assert await story.broken() == [hours.in_the_windows]


@pytest.mark.parametrize(
    ("place", "moment"),
    [
        (BERLIN, "2026-11-23 17:59:30"),
        (BERLIN, "2026-11-24 09:00:00"),
        (Place("Europe/Berlin"), "2026-12-25 12:00:00"),
        (NEW_YORK, "2026-11-23 15:00:00"),
        (Place("Europe/London", "GB"), "2027-03-30 17:30:00"),
    ],
)
async def test_a_dial_within_them(place: Place, moment: str) -> None:
    story = await begun(ends=utc("2027-12-31"))
    interview = await story.someone(place=place)
    story.now = utc(moment)
    await story.held(interview)
    assert await story.broken() == []


async def test_a_ring_after_the_windows_closed_though_it_was_dialled_before(story: Story) -> None:
    interview = await story.someone()
    story.now = utc("2026-11-23 17:59:59")
    await story.held(interview)
    story.ring_is(began=utc("2026-11-23 18:00:01"))
    assert await story.broken() == [hours.in_the_windows]


async def test_a_clock_that_was_not_the_one_by_which_was_called(story: Story) -> None:
    await story.held(await story.someone())
    story.ring_is(local=datetime(2026, 11, 23, 13))  # noqa: DTZ001 - the clock in Berlin
    assert await story.broken() == []
    story.ring_is(local=datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the clock in London
    assert await story.broken() == [hours.in_the_windows]


async def test_a_dial_by_terms_that_there_are_not_or_of_somebody_who_lives_nowhere(story: Story) -> None:
    interview = await story.someone()
    await story.held(interview)
    assert broken(await story.verdict(places={})) == [hours.in_the_windows]
    other = await story.interview(interview_id="int_2", campaign_id=None)
    await story.forge(other, DialStarted(1, "int_2.1", story.now, line="phone", terms_version=7))
    await story.forge(other, AttemptFailed(1, "unknown", story.now))
    assert hours.in_the_windows not in await story.broken()
    third = await story.interview(interview_id="int_3", campaign_id="camp_3")
    await story.forge(third, DialStarted(1, "int_3.1", story.now, line="phone", terms_version=7))
    assert hours.in_the_windows in await story.broken()


async def test_a_call_for_an_agreed_time_needs_no_window(story: Story) -> None:
    agreed = utc("2026-11-22 21:00")
    interview = await story.someone(due=agreed, appointed=True)
    story.now = agreed + 29 * MINUTE
    await story.held(interview)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.figures["agreed times"] == 1


@pytest.mark.parametrize("late", [-1, 31])
async def test_a_call_at_another_time_than_the_agreed_one(story: Story, late: float) -> None:
    interview = await story.someone(due=NOON + HOUR, appointed=True)
    story.let(minutes=60 + late)
    story.forced = True
    await story.held(interview)
    assert await story.broken() == [hours.in_the_windows]


@pytest.mark.parametrize("changed", [{"starts": NOON + HOUR}, {"ends": NOON}])
async def test_a_dial_before_the_campaign_begins_or_after_it_ends(changed: dict[str, Any]) -> None:
    story = await begun(**changed)
    interview, story.forced = await story.someone(), True
    await story.held(interview)
    assert await story.broken() == [hours.in_the_campaign]


async def test_a_ring_after_the_campaign_ended_though_it_was_dialled_before() -> None:
    story = await begun(ends=NOON + SECOND)
    await story.held(await story.someone())
    story.ring_is(began=NOON + 2 * SECOND)
    assert await story.broken() == [hours.in_the_campaign]


@pytest.mark.parametrize("changed", [{"max_attempts": 1}, {"max_attempts_per_day": 1}])
async def test_more_attempts_than_the_terms_allow(changed: dict[str, int]) -> None:
    story = await begun(**changed)
    interview = await story.someone()
    await story.missed(interview, "busy")
    story.let(minutes=15)
    story.forced = True
    await story.held(interview)
    assert await story.broken() == [hours.attempts]


async def test_an_attempt_that_was_miscounted(story: Story) -> None:
    interview = await story.someone()
    await story.forge(interview, DialStarted(3, "int_1.3", NOON, line="phone", terms_version=1))
    await story.forge(interview, AttemptFailed(3, "unknown", NOON))
    story.let(hours=2)
    await story.held(interview)
    assert await story.broken() == [hours.attempts]


async def test_calling_back_who_was_lost_is_not_counted_for_the_day() -> None:
    story = await begun(max_attempts_per_day=1)
    interview = await story.someone()
    await story.held(interview, "dropped")
    story.let(seconds=10)
    await story.held(interview)
    assert await story.broken() == []


async def test_calling_back_more_often_than_the_terms_allow() -> None:
    story = await begun(callbacks=0)
    interview = await story.someone()
    await story.held(interview, "dropped")
    story.let(seconds=10)
    story.forced = True
    await story.held(interview)
    assert await story.broken() == [hours.attempts]


@pytest.mark.parametrize(
    ("outcome", "gap"),
    [
        ("busy", 15 * MINUTE),
        ("no_answer", 2 * HOUR),
        ("unknown", 2 * HOUR),
        ("unreachable", HOUR),
        ("voicemail", 11 * HOUR - 8 * SECOND),
        ("dropped", 10 * SECOND),
    ],
)
@pytest.mark.parametrize("early", [0, 1])
async def test_a_call_sooner_after_the_last_than_its_outcome_allows(
    outcome: AttemptOutcome, gap: timedelta, early: float
) -> None:
    story = await begun(windows=(Window(days=WEEKDAYS, start=time(0), end=time.max),))
    interview = await story.someone()
    await (story.held if outcome == "dropped" else story.missed)(interview, outcome)
    story.now += gap - early * SECOND
    story.forced = early > 0
    await story.held(interview)
    assert await story.broken() == ([hours.gaps] if early else [])


async def test_a_ring_sooner_after_the_last_one_than_the_log_has_it(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "busy")
    story.ring_is(ended=NOON + MINUTE)
    story.let(minutes=15)
    await story.held(interview)
    assert await story.broken() == [hours.gaps]
