"""What only the log in PostgreSQL can promise: several processes, a database that goes away, rows that are changed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from breakable_line import breakable
from interviewer.kernel.log import (
    Enqueue,
    LogUnavailable,
    Metadata,
    NewEvent,
    Recorded,
    Unit,
    Unstorable,
    VersionConflict,
)
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import ProjectionStopped, catch_up, run_projection
from interviewer.kernel.queue import Jobs
from interviewer.kernel.rows import Connection
from interviewer.kernel.tasks import end
from stored_rows import breaks

EACH = 60
APPEND_MANY = Path(__file__).parents[2] / "append_many.py"


def unit(stream: str, expected: int = 0, *, data: str = "{}", due: datetime | None = None) -> Unit:
    effects = () if due is None else (Enqueue("q", stream, due),)
    return Unit(uuid4(), stream, expected, (NewEvent("thing.happened", 1, data),), Metadata("req_1"), effects)


async def test_writers_in_several_processes_make_one_order_without_gaps_and_one_chain(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        seen: list[int] = []

        async def follow() -> None:
            async for batch in store.follow(0):
                seen.extend(row.global_position for row in batch)
                if len(seen) >= 3 * EACH:
                    return

        following = asyncio.create_task(follow())
        writers = [
            await asyncio.create_subprocess_exec(sys.executable, str(APPEND_MANY), postgres_dsn, name, str(EACH))
            for name in ("a", "b")
        ]
        await asyncio.gather(*(store.append(unit(f"here-{n}")) for n in range(EACH)))
        await asyncio.wait_for(following, 60)
        assert [await writer.wait() for writer in writers] == [0, 0]
        assert seen == list(range(1, 3 * EACH + 1)), "a follower sees every position once, in order, as it commits"
        assert breaks(await store.read_all(limit=1000)) == ()


async def test_a_unit_that_cannot_be_stored_is_refused_alone(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        too_high = Unit(uuid4(), "high", 0, (NewEvent("thing.happened", 1 << 20, "{}"),), Metadata("req_1"))
        wrong = [unit("no-json", data="{"), too_high, unit("zero\x00"), unit("half-a-character", data='"\ud800"')]
        right = [unit(f"s{n}") for n in range(10)]
        outcomes = await asyncio.gather(*map(store.append, right[:5] + wrong + right[5:]), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [tuple] * 5 + [Unstorable] * 4 + [tuple] * 5
        assert await store.head() == 10


async def test_while_the_database_is_away_appends_are_refused_and_afterwards_taken(postgres_dsn: str) -> None:
    async with breakable(postgres_dsn) as (line, dsn), PostgresStore(dsn) as store:
        await store.append(unit("before"))
        followed: list[int] = []

        async def follow() -> None:
            async for batch in store.follow(0):
                followed.extend(row.global_position for row in batch)

        following = asyncio.create_task(follow())
        await line.cut()
        for attempt in (
            store.append(unit("during")),
            store.read_all(),
            store.read_stream("before"),
            store.head(),
            store.jobs("q", due_by=datetime.now(UTC)),
        ):
            with pytest.raises(LogUnavailable):
                await attempt
        await line.mend()
        await _answered(lambda: store.append(unit("after")))
        async with asyncio.timeout(30):
            while followed != [1, 2]:
                assert not following.done(), "a follower waits for the database"
                await asyncio.sleep(0.05)
        await end([following])


async def test_a_server_that_ends_its_connections_is_asked_again(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        await store.append(unit("before"))
        admin = await asyncpg.connect(postgres_dsn)
        ending = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
        for n in range(3):
            await admin.execute(ending + "pg_backend_pid()")
            await _answered(partial(store.append, unit(f"after-{n}")))
            await _answered(store.head)
        await admin.close()
        assert len(await store.read_all()) == 4


async def _answered(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask, however often the answer is that the log is away."""
    async with asyncio.timeout(30):
        for pause in itertools.repeat(0.05):
            with contextlib.suppress(LogUnavailable):
                await ask()
                return
            await asyncio.sleep(pause)


async def test_what_still_waits_when_the_writer_closes_is_refused_and_nobody_hangs(postgres_dsn: str) -> None:
    store = PostgresStore(postgres_dsn)
    async with store:
        pending = [asyncio.create_task(store.append(unit(f"s{n}"))) for n in range(300)]
        await asyncio.sleep(0)
    outcomes = await asyncio.wait_for(asyncio.gather(*pending, return_exceptions=True), 10)
    assert {type(outcome) for outcome in outcomes} <= {tuple, LogUnavailable}
    with pytest.raises(LogUnavailable):
        await PostgresStore(postgres_dsn).head()


class Counting:
    """A projection that counts, and fails when told."""

    name = "counting"

    def __init__(self) -> None:
        self.fail = False

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        for event in events:
            await connection.execute("insert into seen (position) values ($1)", event.global_position)
        if self.fail:
            raise ZeroDivisionError


async def test_a_projection_and_its_checkpoint_commit_together_or_not_at_all(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        await store.pool.execute("create table seen (position bigint primary key)")
        for n in range(3):
            await store.append(unit(f"s{n}"))
        projection = Counting()
        projection.fail = True
        with pytest.raises(ProjectionStopped):
            await catch_up(store, projection)
        assert await store.pool.fetchval("select count(*) from seen") == 0
    projection.fail = False
    async with PostgresStore(postgres_dsn) as store:
        await asyncio.gather(*(catch_up(store, projection) for _ in range(5)))
        assert await store.pool.fetchval("select count(*) from seen") == 3


async def test_a_projection_follows_and_can_be_made_again_while_it_runs(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        await store.pool.execute("create table seen (position bigint primary key)")
        running = asyncio.create_task(run_projection(store, Counting()))
        await store.append(unit("a"))
        await _counted(store, 1)
        await store.pool.execute("truncate seen; delete from checkpoints")
        await store.append(unit("b"))
        await _counted(store, 2)
        await end([running])


async def _counted(store: PostgresStore, count: int) -> None:
    async with asyncio.timeout(30):
        while await store.pool.fetchval("select count(*) from seen") != count:
            await asyncio.sleep(0.02)


async def test_a_job_is_in_one_workers_hands_and_comes_back_if_it_is_not_finished(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        jobs, now = Jobs(store.pool), datetime.now(UTC)
        for n in range(6):
            await store.append(unit(f"s{n}", due=now))
        taken = await asyncio.gather(*(jobs.claim("q", seconds=60) for _ in range(10)))
        keys = [claim.key for claims in taken for claim in claims]
        assert sorted(keys) == [f"s{n}" for n in range(6)]
        (first,) = next(claims for claims in taken if claims)
        await jobs.give_back(first, after=0)
        (again,) = await jobs.claim("q", seconds=0)
        assert (again.key, again.attempts) == (first.key, 2)
        (stolen,) = await jobs.claim("q", seconds=60)
        assert (stolen.key, stolen.attempts) == (first.key, 3)
        await jobs.finish(again)
        assert await jobs.keep(again, seconds=60) is None, "whoever was too slow has no say any more"
        kept = await jobs.keep(stolen, seconds=60)
        assert kept is not None
        await jobs.finish(kept)
        remaining = await store.pool.fetchval("select count(*) from jobs")
        assert remaining == 5


async def test_a_job_put_anew_while_it_was_done_is_not_lost(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        jobs = Jobs(store.pool)
        await store.append(unit("s", due=datetime.now(UTC)))
        (claim,) = await jobs.claim("q", seconds=60)
        await store.append(unit("s", 1, due=datetime.now(UTC)))
        await jobs.finish(claim)
        (anew,) = await jobs.claim("q", seconds=60)
        assert (anew.key, anew.attempts) == ("s", 1)


async def test_a_full_disk_refuses_the_append_for_now_and_keeps_nothing_of_it(postgres_dsn: str) -> None:
    full = """
        create function no_space() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
        create trigger no_space before insert on events execute function no_space();
    """
    async with PostgresStore(postgres_dsn) as store:
        await store.append(unit("before"))
        await store.pool.execute(full)
        wanted = unit("now", due=datetime.now(UTC))
        with pytest.raises(LogUnavailable):
            await store.append(wanted)
        assert await store.jobs("q", due_by=datetime.now(UTC)) == ()
        await store.pool.execute("drop trigger no_space on events")
        (row,) = await store.append(wanted)
        assert row.global_position == 2
        assert breaks(await store.read_all()) == ()


async def test_writers_who_take_turns_know_what_the_other_appended_however_much_it_was(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as one, PostgresStore(postgres_dsn) as two:
        version = 0
        for others in (0, 3, 999, 1000, 1001, 2500, 0):
            for store, other in ((one, two), (two, one)):
                await store.append(unit("shared", version))
                version += 1
                with pytest.raises(VersionConflict):
                    await other.append(unit("shared", version - 1))
                crowd = (other.append(unit(f"crowd-{others}-{version}-{n}")) for n in range(others))
                await asyncio.gather(*crowd, other.append(unit("shared", version)))
                version += 1
                with pytest.raises(VersionConflict):
                    await store.append(unit("shared", version - 1))
        assert [row.version for row in await one.read_stream("shared")] == list(range(1, version + 1))


async def test_a_writer_whose_log_was_put_back_to_an_earlier_state_looks_anew(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        for version in range(3):
            await store.append(unit("s", version))
        await store.pool.execute("delete from events where version = 3")
        with pytest.raises(VersionConflict):
            await store.append(unit("s", 3))
        (row,) = await store.append(unit("s", 2))
        assert (row.version, row.global_position) == (3, 3)
