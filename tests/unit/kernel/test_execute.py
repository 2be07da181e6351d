"""The one write path: read, fold, decide, append, retry a lost race."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.execute import Aggregate, execute, load
from interviewer.kernel.log import Effect, Enqueue, Metadata, Recorded, Unit, VersionConflict
from interviewer.kernel.memory import MemoryStore
from interviewer.kernel.reached import reaching
from interviewer.kernel.tasks import end

HERE = Metadata("req_1")


@dataclass(frozen=True, slots=True)
class Added:
    """So much came in."""

    amount: int


def decide(amount: int, total: int) -> tuple[Added, ...]:
    if total + amount > 100:
        raise ValueError("too much")
    return (Added(amount),) if amount else ()


def evolve(total: int, event: Added) -> int:
    return total + event.amount


def effects(_stream: str, _event: Added, _total: int) -> tuple[Effect, ...]:
    return ()


TILL: Aggregate[int, Added, int] = Aggregate(0, decide, evolve, Codec({Added: Stored("added")}), effects)


async def test_a_command_becomes_its_events_and_the_state_after_them() -> None:
    store = MemoryStore()
    done = await execute(store, TILL, "till", 5, HERE)
    assert (done.state, done.events, done.version, done.position) == (5, (Added(5),), 1, 1)
    assert await load(store, TILL, "till") == (5, 1)


async def test_a_command_that_changes_nothing_appends_nothing() -> None:
    store = MemoryStore()
    done = await execute(store, TILL, "till", 0, HERE)
    assert (done.state, done.events, done.version, done.position) == (0, (), 0, None)
    assert await store.head() == 0


async def test_a_command_delivered_twice_is_not_refused_for_what_it_did_itself() -> None:
    store, same = MemoryStore(), uuid4()
    await execute(store, TILL, "till", 60, HERE, same)
    await execute(store, TILL, "till", 1, HERE)
    again = await execute(store, TILL, "till", 60, HERE, same)
    assert (again.state, again.events, again.version, again.position) == (61, (), 2, 2)
    with pytest.raises(ValueError, match="too much"):
        await execute(store, TILL, "till", 60, HERE, uuid4())


async def test_a_command_that_is_based_on_another_version_is_not_decided() -> None:
    store, same = MemoryStore(), uuid4()
    await execute(store, TILL, "till", 60, HERE, same, based_on=0)
    for amount in (1, 0, 60):
        with pytest.raises(VersionConflict):
            await execute(store, TILL, "till", amount, HERE, based_on=0)
    again = await execute(store, TILL, "till", 60, HERE, same, based_on=0)
    assert (again.state, again.version) == (60, 1), "what was carried out before is done"
    assert (await execute(store, TILL, "till", 1, HERE, based_on=1)).version == 2


async def test_what_commands_came_to_is_known_to_whoever_began_them() -> None:
    store = MemoryStore()
    with reaching() as nothing:
        await execute(store, TILL, "till", 0, HERE)
    assert nothing.position is None
    await execute(store, TILL, "till", 1, HERE)
    with reaching() as unchanged:
        await execute(store, TILL, "till", 0, HERE)
    assert unchanged.position == 1
    with reaching() as several:
        await asyncio.gather(*(execute(store, TILL, f"till-{n}", 1, HERE) for n in range(3)))
        await execute(store, TILL, "till", 0, HERE)
    assert several.position == 4


async def test_a_command_refused_keeps_nothing() -> None:
    store = MemoryStore()
    with pytest.raises(ValueError, match="too much"):
        await execute(store, TILL, "till", 101, HERE)
    assert await store.head() == 0


async def test_a_command_delivered_twice_is_carried_out_once_and_its_state_is_true() -> None:
    store, command_id = MemoryStore(), uuid4()
    await execute(store, TILL, "till", 5, HERE, command_id)
    await execute(store, TILL, "till", 7, HERE)
    again = await execute(store, TILL, "till", 5, HERE, command_id)
    assert (again.state, again.events) == (12, ())
    assert await load(store, TILL, "till") == (12, 2)


class Rival(MemoryStore):
    """A log in which somebody else is faster so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def append(self, unit: Unit) -> tuple[Recorded, ...]:
        if self.times:
            self.times -= 1
            await super().append(Unit(uuid4(), unit.stream, unit.expected_version, unit.events, HERE))
        return await super().append(unit)


async def test_a_lost_race_is_run_again_on_what_the_winner_left() -> None:
    store = Rival(3)
    done = await execute(store, TILL, "till", 20, HERE)
    assert (done.state, done.version) == (80, 4)


async def test_a_race_lost_after_which_the_command_is_no_longer_allowed_is_refused() -> None:
    with pytest.raises(ValueError, match="too much"):
        await execute(Rival(5), TILL, "till", 20, HERE)


async def test_a_race_lost_for_ever_is_a_conflict() -> None:
    store = Rival(10**6)
    with pytest.raises(VersionConflict):
        await execute(store, TILL, "till", 1, HERE)


async def test_effects_commit_with_the_events_that_cause_them() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    queueing: Aggregate[int, Added, int] = Aggregate(
        0, decide, evolve, TILL.codec, lambda stream, _, total: (Enqueue("q", stream, noon, {"total": total}),)
    )
    store = MemoryStore()
    await execute(store, queueing, "till", 2, HERE)
    await execute(store, queueing, "till", 3, HERE, also=(Enqueue("other", "till", noon),))
    assert await store.jobs("other", due_by=noon)
    (job,) = await store.jobs("q", due_by=noon)
    assert (job.key, dict(job.payload)) == ("till", {"total": 5})


async def test_a_command_that_changes_nothing_has_no_effects_either() -> None:
    store, noon = MemoryStore(), datetime(2026, 11, 23, 12, tzinfo=UTC)
    await execute(store, TILL, "till", 0, HERE, also=(Enqueue("other", "till", noon),))
    assert await store.jobs("other", due_by=noon) == ()


async def test_tasks_that_swallow_a_cancellation_are_ended_all_the_same() -> None:
    swallowed = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await end([task])
    assert task.cancelled()
    assert swallowed.is_set()


async def test_ending_tasks_goes_on_when_it_is_cancelled_itself() -> None:
    at_work = asyncio.Event()

    async def stubborn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            at_work.set()
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await at_work.wait()
    ending = asyncio.create_task(end([task]))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert task.cancelled()
