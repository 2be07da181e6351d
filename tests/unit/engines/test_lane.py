"""A lane bounds what waits, refuses what waits too long, and never begins what nobody waits for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from interviewer.engines.errors import Busy
from interviewer.engines.lane import Lane


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("test", workers=1, waiting=1, wait_limit=30)
    yield made
    made.close()


async def begun(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 30)


def test_a_place_too_many_is_refused_and_a_freed_one_is_given_again(lane: Lane) -> None:
    with lane.place(), lane.place():
        with pytest.raises(Busy, match="2 requests are running or waiting") as refused, lane.place():
            pass
        assert refused.value.retry_after >= 1
    with lane.place():
        assert lane.taken == 1
    assert lane.served == 3


async def test_work_of_a_cancelled_caller_is_never_begun(lane: Lane) -> None:
    running, release, done = threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        running.set()
        assert release.wait(30)
        done.append("first")

    first = asyncio.create_task(lane.run(hold))
    await begun(running)
    second = asyncio.create_task(lane.run(lambda: done.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    release.set()
    await first
    await lane.run(lambda: done.append("third"))
    assert done == ["first", "third"]


async def test_work_that_waits_too_long_is_refused_and_never_begun() -> None:
    lane = Lane("test", workers=1, waiting=1, wait_limit=0.01)
    running, release, done = threading.Event(), threading.Event(), list[str]()

    def hold() -> str:
        running.set()
        assert release.wait(30)
        return "held"

    first = asyncio.create_task(lane.run(hold))
    await begun(running)
    with pytest.raises(Busy, match=r"within 0\.01 s"):
        await lane.run(lambda: done.append("late"))
    release.set()
    assert await first == "held"
    lane.close()
    assert done == []


async def test_an_error_of_the_work_reaches_the_caller(lane: Lane) -> None:
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda: 1 // 0)
