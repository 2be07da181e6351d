"""The world's time and how it follows from the real one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.kernel.clock import REAL, Clock, Scale, SharedTime

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
FAST = Scale(NOON, MONDAY, 600)


def test_at_speed_one_the_worlds_time_is_the_real_one_to_the_microsecond() -> None:
    moment = NOON + timedelta(microseconds=1)
    clock = Clock(REAL, lambda: moment)
    assert clock.now() == moment
    assert clock.real(moment) == moment


def test_a_day_of_a_fast_world_is_over_in_minutes() -> None:
    clock = Clock(FAST, lambda: NOON + timedelta(minutes=2.4))
    assert clock.now() == MONDAY + timedelta(days=1)
    assert clock.real(MONDAY + timedelta(days=1)) == NOON + timedelta(minutes=2.4)
    assert clock.real_seconds(3600) == 6


@given(st.timedeltas(timedelta(0), timedelta(days=30)), st.floats(0.5, 5000))
def test_waiting_until_a_moment_ends_at_that_moment(ahead: timedelta, speed: float) -> None:
    clock = Clock(Scale(NOON, MONDAY, speed), lambda: NOON)
    moment = MONDAY + ahead
    assert abs(clock.world(clock.real(moment)) - moment) <= timedelta(microseconds=1 + speed)


def test_a_moment_beyond_all_calendars_is_the_last_there_is() -> None:
    slow = Clock(Scale(NOON, MONDAY, 0.001), lambda: NOON)
    assert slow.real(datetime.max.replace(tzinfo=UTC)) == datetime.max.replace(tzinfo=UTC)


def test_two_machines_whose_clocks_differ_agree_by_the_databases() -> None:
    one, other = SharedTime(), SharedTime()
    database = datetime.now(UTC) - timedelta(minutes=1)
    for machine in (one, other):
        machine.read(database, asked=machine.moment(), answered=machine.moment())
    assert abs(one() - other()) < timedelta(seconds=5)
    assert timedelta(seconds=55) < datetime.now(UTC) - one() < timedelta(seconds=65)


def test_a_reading_counts_for_the_middle_of_the_time_it_took() -> None:
    time = SharedTime()
    here = time.moment()
    time.read(NOON, asked=here - 4, answered=here)
    assert timedelta(seconds=1.9) < time() - NOON < timedelta(seconds=10)


@pytest.mark.parametrize("late", ["question", "answer"])
def test_a_slow_reading_does_not_move_a_clock_that_a_prompt_one_set(late: str) -> None:
    time = SharedTime()
    here = time.moment()
    time.read(NOON, asked=here, answered=here + 0.001)
    shown = NOON + timedelta(seconds=1 if late == "answer" else 1.7)
    time.read(shown, asked=here + 1, answered=here + 1.72)
    assert abs(time() - NOON - timedelta(seconds=time.moment() - here)) < timedelta(milliseconds=5)


def test_a_database_whose_clock_was_set_is_followed_at_once_even_by_a_slow_reading() -> None:
    time = SharedTime()
    here = time.moment()
    time.read(NOON, asked=here, answered=here + 0.001)
    time.read(NOON + timedelta(hours=1), asked=here + 1, answered=here + 1.7)
    assert timedelta(minutes=59) < time() - NOON < timedelta(minutes=61)


def test_a_reading_that_is_no_better_is_taken_once_the_clocks_may_have_parted_by_as_much() -> None:
    time = SharedTime()
    here = time.moment()
    time.read(NOON, asked=here, answered=here + 0.001)
    for seconds, expected in ((1, 0), (60, 0.008)):  # each reading says 8 ms more, uncertain by 10
        time.read(NOON + timedelta(seconds=seconds + 0.018), asked=here + seconds, answered=here + seconds + 0.02)
        ahead = time() - NOON - timedelta(seconds=time.moment() - here)
        assert abs(ahead - timedelta(seconds=expected)) < timedelta(milliseconds=2), seconds


async def test_sleeping_takes_the_worlds_seconds() -> None:
    clock = Clock(Scale(NOON, MONDAY, 3_600_000))
    async with asyncio.timeout(10):
        await clock.sleep(3600)


@pytest.mark.parametrize("speed", [1, 600])
def test_real_and_world_are_the_inverse_of_each_other(speed: float) -> None:
    clock = Clock(Scale(NOON, MONDAY, speed))
    assert clock.world(clock.real(MONDAY + timedelta(hours=5))) == MONDAY + timedelta(hours=5)
