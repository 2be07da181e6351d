"""A writer that is alone appends without looking first; what it did not foresee brings nothing wrong into the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from interviewer.kernel.chain import End, draft, event_id_of, record
from interviewer.kernel.foresight import BEHIND, PUT, Foreseen, Tip, foresee, put
from interviewer.kernel.log import Metadata, NewEvent, Recorded, Reserve, Unit, Unstorable, VersionConflict
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rows import COLUMNS, recorded
from interviewer.kernel.versions import Versions
from interviewer.kernel.writer import CHANNEL, LOCK
from stored_rows import breaks

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
WAITING = "select count(*) from pg_stat_activity where wait_event = 'advisory' and datname = current_database()"
LAST = "select count(*) from pg_stat_activity where query = $1 and datname = current_database()"
INSERT = f"insert into events ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


def unit(stream: str, expected: int = 0, *, command_id: UUID | None = None, count: int = 1) -> Unit:
    events = (NewEvent("thing.happened", 1, '{"text": "ä"}'),) * count
    return Unit(command_id or uuid4(), stream, expected, events, Metadata("req_1"))


@pytest.fixture
async def other(postgres_dsn: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(postgres_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def alone(postgres_store: PostgresStore) -> PostgresStore:
    """A store whose writer has seen that nobody else appends; `known` is at version 2."""
    for version in range(2):
        await postgres_store.append(unit("known", version))
    return postgres_store


async def tip_of(store: PostgresStore) -> Tip:
    """What its writer remembers."""
    last = (await store.read_all())[-1]
    now = await store.pool.fetchval("select clock_timestamp()")
    return Tip(last.global_position, last.hash, now, time.monotonic())


def foreseen(tip: Tip, *units: Unit) -> Foreseen:
    found = foresee(tip, Versions(), list(map(draft, units)))
    assert found is not None
    return found


async def puts(connection: Connection, what: Foreseen, behind: timedelta = timedelta(minutes=1)) -> bool:
    """Whether the rows were put; a slow machine is given time."""
    return await put(connection, what, lock=LOCK, channel=CHANNEL, behind=behind) is not None


async def held_up(store: PostgresStore, other: Connection, *units: Unit) -> list[asyncio.Task[tuple[Recorded, ...]]]:
    """Appends that wait for the lock, which the other one holds in a transaction."""
    await other.execute("begin")
    await other.execute(f"select pg_advisory_xact_lock({LOCK})")
    appends = [asyncio.create_task(store.append(one)) for one in units]
    async with asyncio.timeout(30):
        while not await store.pool.fetchval(WAITING):
            await asyncio.sleep(0.01)
    return appends


async def test_a_writer_that_is_alone_needs_one_statement(alone: PostgresStore) -> None:
    async with asyncio.timeout(30):
        count = 0
        while not await alone.pool.fetchval(LAST, PUT):  # a time that was too slow in coming is put down the long way
            await alone.append(unit(f"quick-{count}"))
            count += 1


async def test_a_batch_that_was_put_down_at_once_is_in_order_and_chained(alone: PostgresStore) -> None:
    appends = (alone.append(one) for one in (unit("new", count=2), unit("known", 2), unit("known", 3)))
    appended = [row for rows in await asyncio.gather(*appends) for row in rows]
    assert [(row.stream, row.version, row.global_position) for row in appended] == [
        ("new", 1, 3),
        ("new", 2, 4),
        ("known", 3, 5),
        ("known", 4, 6),
    ]
    stored = await alone.read_all()
    assert list(stored[2:]) == appended
    assert breaks(stored) == ()


async def test_what_another_appends_while_it_waits_is_found_and_reckoned_with(
    alone: PostgresStore, other: Connection
) -> None:
    first, second, third = await held_up(alone, other, unit("known", 2), unit("mine"), unit("theirs"))
    last = (await alone.read_all())[-1]
    at = await other.fetchval("select clock_timestamp()")
    for row in record(unit("theirs"), after_position=last.global_position, after_hash=last.hash, at=at):
        await other.execute(INSERT, *row)
    await other.execute("commit")
    assert [row.global_position for row in await first] == [4]
    assert [row.global_position for row in await second] == [5]
    with pytest.raises(VersionConflict):
        await third
    stored = await alone.read_all()
    assert breaks(stored) == ()
    assert [row.at for row in stored] == sorted(row.at for row in stored)


async def test_a_command_that_is_decided_anew_at_a_later_version_is_in_the_log_once(alone: PostgresStore) -> None:
    command_id = uuid4()
    first = await alone.append(unit("known", 2, command_id=command_id))
    again, neighbour = await asyncio.gather(
        alone.append(unit("known", 3, command_id=command_id)), alone.append(unit("neighbour"))
    )
    assert again == first
    assert [row.global_position for row in neighbour] == [4]
    assert await alone.head() == 4


async def test_what_cannot_be_stored_is_refused_alone_also_of_what_was_foreseen(alone: PostgresStore) -> None:
    no_json = replace(unit("no-json"), events=(NewEvent("thing.happened", 1, "{"),))
    outcomes = await asyncio.gather(
        *map(alone.append, [unit("a"), no_json, unit("b")]), alone.append(unit("known", 2)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [tuple, Unstorable, tuple, tuple]
    assert await alone.head() == 5


async def test_where_another_holds_the_lock_nothing_is_put(alone: PostgresStore, other: Connection) -> None:
    async with alone.pool.acquire() as holder, holder.transaction():
        await holder.execute(f"select pg_advisory_xact_lock({LOCK})")
        assert not await puts(other, foreseen(await tip_of(alone), unit("s")))
    assert await puts(other, foreseen(await tip_of(alone), unit("s")))


async def test_of_two_who_begin_a_stream_that_is_not_remembered_the_second_is_refused(
    alone: PostgresStore, postgres_dsn: str
) -> None:
    async with PostgresStore(postgres_dsn) as later:
        for n in range(3):
            await later.append(unit(f"later-{n}"))
        assert await alone.head() == 5
        with pytest.raises(VersionConflict):
            await later.append(unit("known"))
        with pytest.raises(VersionConflict):
            await later.append(unit("unknown", 7))
        (row,) = await later.append(unit("known", 2))
    assert (row.version, row.global_position) == (3, 6)


async def test_two_writers_who_take_turns_never_put_the_time_back(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as one, PostgresStore(postgres_dsn) as two:
        for n in range(20):
            store = (one, two)[n // 4 % 2]
            await asyncio.gather(*(store.append(unit(f"s{n}-{m}")) for m in range(3)))
        rows = await one.read_all()
    assert len(rows) == 60
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert breaks(rows) == ()


async def test_a_tip_that_is_not_the_end_gets_nothing_behind_it(alone: PostgresStore, other: Connection) -> None:
    tip = await tip_of(alone)
    assert not await puts(other, foreseen(replace(tip, hash=bytes(32)), unit("s")))
    assert not await puts(other, foreseen(replace(tip, position=9), unit("s")))
    earlier = (await alone.read_all())[0]
    filled = foreseen(replace(tip, position=earlier.global_position, hash=earlier.hash), unit("s"))
    with pytest.raises(asyncpg.UniqueViolationError):
        await puts(other, filled)
    assert await alone.head() == 2
    assert await puts(other, foreseen(tip, unit("s")))
    assert await alone.head() == 3


async def test_a_time_that_is_not_the_databases_is_not_written(alone: PostgresStore, other: Connection) -> None:
    tip = await tip_of(alone)
    early, late = (foreseen(replace(tip, now=tip.now + off), unit("s")) for off in (timedelta(hours=1), -BEHIND))
    assert not await puts(other, early)
    assert not await puts(other, late, BEHIND)
    assert await alone.head() == 2
    assert await puts(other, late)


async def test_only_what_is_plain_is_foreseen(alone: PostgresStore) -> None:
    tip, plain = await tip_of(alone), unit("s")
    assert foresee(tip, Versions(), [draft(plain)]) is not None
    for special in (
        replace(plain, expected_version=1),
        replace(plain, effects=(Reserve("name", "me"),)),
        replace(plain, not_after=tip.now),
    ):
        assert foresee(tip, Versions(), [draft(plain), draft(replace(special, stream="t"))]) is None


async def test_what_is_foreseen_is_what_is_made_of_it_with_looking(alone: PostgresStore) -> None:
    tip = await tip_of(alone)
    ready = [draft(unit("a", count=2)), draft(unit("a", 2)), draft(unit("b"))]
    found = foresee(tip, Versions(), ready)
    assert found is not None
    end = End(tip.position, tip.hash, found.at)
    assert found.rows == [end.add(one) for one in ready]
    assert [recorded(row).version for rows in found.rows for row in rows] == [1, 2, 3, 1]


def test_the_id_of_an_event_is_made_of_its_command_and_its_place_in_it() -> None:
    for _ in range(100):
        command_id = uuid4()
        assert [event_id_of(command_id, n) for n in range(12)] == [uuid5(command_id, str(n)) for n in range(12)]
