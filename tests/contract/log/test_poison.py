"""An event that a projection cannot digest stops that projection there, visibly, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import pytest

from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.log import Metadata, NewEvent, Recorded, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import ProjectionStopped, Standing, catch_up, run_projection, standings
from interviewer.kernel.rows import Connection
from interviewer.kernel.tasks import end


@dataclass(frozen=True, slots=True)
class Thing:
    """It happened."""


CODEC: Codec[Thing] = Codec({Thing: Stored("thing.happened")})


class Seen:
    """Takes down every position but those that are poison to it."""

    def __init__(self, name: str = "seen", *poison: int) -> None:
        self.name = name
        self.poison = poison
        self.tried = 0

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        for event in events:
            CODEC.check(event.type, event.schema_version)
            if event.global_position in self.poison:
                self.tried += 1
                raise KeyError("Ada said this")
            await connection.execute("insert into seen values ($1, $2)", self.name, event.global_position)


def unit(event: NewEvent = NewEvent("thing.happened", 1, "{}")) -> Unit:  # noqa: B008 - frozen
    return Unit(uuid4(), f"s-{uuid4()}", 0, (event,), Metadata("req_1"))


@pytest.fixture
async def store(postgres_dsn: str) -> AsyncIterator[PostgresStore]:
    """A log of ten events."""
    async with PostgresStore(postgres_dsn) as store:
        await store.pool.execute("create table seen (name text, position bigint, primary key (name, position))")
        await asyncio.gather(*(store.append(unit()) for _ in range(10)))
        yield store


async def seen(store: PostgresStore, name: str = "seen") -> int:
    found: int = await store.pool.fetchval("select count(*) from seen where name = $1", name)
    return found


async def standing(store: PostgresStore, name: str = "seen") -> Standing:
    return next(one for one in await standings(store.pool) if one.projection == name)


@pytest.mark.parametrize("poison", [1, 7, 10])
async def test_everything_before_it_is_applied_and_where_it_stopped_is_taken_down(
    store: PostgresStore, poison: int
) -> None:
    with pytest.raises(ProjectionStopped) as stopped:
        await catch_up(store, Seen("seen", poison))
    assert (stopped.value.position, stopped.value.by) == (poison, "KeyError")
    assert "Ada" not in str(stopped.value), "what an error says may be somebody's words"
    assert await seen(store) == poison - 1
    now = await standing(store)
    assert (now.position, now.stopped_at, now.stopped_by) == (poison - 1, poison, "KeyError")
    assert now.stopped_since is not None


async def test_it_is_tried_once_by_each_process_and_goes_on_in_the_first_that_can(
    store: PostgresStore, postgres_dsn: str
) -> None:
    projection = Seen("seen", 7)
    tried = set()
    for _ in range(3):
        with pytest.raises(ProjectionStopped):
            await catch_up(store, projection)
        tried.add(projection.tried)
    assert len(tried) == 1, "only the first time"
    since = (await standing(store)).stopped_since
    async with PostgresStore(postgres_dsn) as restarted:
        with pytest.raises(ProjectionStopped):
            await catch_up(restarted, projection)
    assert projection.tried > max(tried)
    assert (await standing(store)).stopped_since == since
    async with PostgresStore(postgres_dsn) as mended:
        await catch_up(mended, Seen())
    assert await seen(store) == 10
    now = await standing(store)
    assert (now.position, now.stopped_at, now.stopped_by, now.stopped_since) == (10, None, None, None)


async def test_it_says_so_once_and_the_others_go_on(store: PostgresStore) -> None:
    told: list[ProjectionStopped] = []
    poisoned, other = Seen("seen", 7), Seen("other")
    tasks = [asyncio.create_task(run_projection(store, one, told.append)) for one in (poisoned, other)]
    async with asyncio.timeout(30):
        while not told:
            await asyncio.sleep(0.02)
        for count in (11, 12):
            await store.append(unit())
            while await seen(store, "other") != count:
                await asyncio.sleep(0.02)
    await end(tasks)
    assert [(one.projection, one.position) for one in told] == [("seen", 7)]
    assert await seen(store) == 6


@pytest.mark.parametrize("newer", [NewEvent("thing.happened", 2, "{}"), NewEvent("thing.unheard_of", 1, "{}")])
async def test_an_event_of_a_newer_release_is_refused_with_what_to_do_and_never_skipped(
    store: PostgresStore, newer: NewEvent
) -> None:
    await store.append(unit(newer))
    await store.append(unit())
    with pytest.raises(ProjectionStopped, match="upgrade first"):
        await catch_up(store, Seen())
    assert (await standing(store)).position == 10
    assert "upgrade first" in str((await standing(store)).stopped_by)


async def test_a_database_that_is_busy_is_no_poison(store: PostgresStore, postgres_dsn: str) -> None:
    blocker = await asyncpg.connect(postgres_dsn)
    name = await blocker.fetchval("select current_database()")
    await blocker.execute(f"alter database {name} set lock_timeout = '50ms'")
    await blocker.execute("begin; lock table seen")
    async with PostgresStore(postgres_dsn) as hurried:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await catch_up(hurried, Seen())
        await blocker.execute("rollback")
        await catch_up(hurried, Seen())
    await blocker.close()
    assert (await standing(store)).stopped_at is None
