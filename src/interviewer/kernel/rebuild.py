"""Makes read models anew from the log beside the live ones, and puts them in their place in one transaction.

The same code that keeps them writes them here, into tables of the same shape in a schema of their own. The live ones go
on meanwhile and stand still only while the last events are taken in and the tables change places. Whatever ends a
rebuild before that leaves a schema that nobody reads; the next one drops it, or `clear_away`. Deliberately not here:
how tables are copied in shape, compared and exchanged (`twins`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import asyncpg

from interviewer.kernel import twins
from interviewer.kernel.log import LogError
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import FOR_NOW, ProjectionStopped, ReadModel, catch_up, refusal
from interviewer.kernel.rows import Connection, recorded
from interviewer.kernel.twins import SCHEMA, Difference
from interviewer.kernel.writer import LOST

LOCK = 0x72656264
BATCH = 5000
NEAR = 1000
"""No more events than this are taken in while the live ones stand still."""
PATIENCE = "300ms"
"""How long the exchange waits for a lock, and others behind it, before it lets them pass and tries again."""
ATTEMPTS = 100
READ = """
select global_position, stream, version, id, type, schema_version,
       case when type = any($4) then '{}' else data end as data, metadata, at, hash
from events where global_position > $1 and global_position <= $2 and stream ^@ any($3) order by global_position
"""
HEAD = "select coalesce(max(global_position), 0) from events"
DONE = f"select global_position from {SCHEMA}.checkpoints where projection = $1"  # noqa: S608 - a constant
REACHED = f"update {SCHEMA}.checkpoints set global_position = $2 where projection = $1"  # noqa: S608 - a constant

Tell = Callable[[str, int, int], object]
"""Hears a read model's name, how far it is, and how far it has to go."""


class RebuildRunning(LogError):
    """Another rebuild is at work. Nothing was changed; wait until it has ended."""


class NotSwitched(LogError):
    """The new read models were not put in the place of the live ones, which were not touched."""


class ReadModelsDiffer(NotSwitched):
    """What the log says is not what the live read models hold."""

    def __init__(self, differences: Sequence[Difference], count: int) -> None:
        super().__init__(f"{count} rows of the live read models are not as the log has them; nothing was changed")
        self.differences = tuple(differences)
        self.count = count


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done: up to which position, how many rows were compared, how long the live ones stood still."""

    position: int
    verified: int | None
    stood_still: float


async def rebuild(
    store: PostgresStore,
    connection: asyncpg.Connection[asyncpg.Record],
    models: Sequence[ReadModel],
    *,
    verify: bool = False,
    tell: Tell = lambda _name, _done, _head: None,
) -> Rebuilt:
    """Make these read models anew, on a connection of its own. `verify`: only if they are as the live ones are.

    Raises `RebuildRunning`, `NotSwitched`, `ReadModelsDiffer`, or `ProjectionStopped` for an event that is poison.
    """
    async with _alone(connection):
        tables = [table for model in models for table in model.tables]
        await twins.make(connection, tables)
        for model in models:
            await connection.execute(f"insert into {SCHEMA}.checkpoints values ($1, 0)", model.name)  # noqa: S608 - a constant
            await _fill(store, connection, model, tell)
        await twins.finish(connection, tables)
        verified = await _compare(store, connection, models) if verify else None
        position, stood_still = await _switch(store, connection, models, tell)
        return Rebuilt(position, verified, stood_still)


async def clear_away(pool: asyncpg.Pool[asyncpg.Record]) -> bool:
    """Drop what a killed rebuild left, so that nobody who is forgotten stays in it; whether there was something.

    What a rebuild is at work on stays. Raises `LockNotAvailableError` rather than wait for others, such as a backup.
    """
    async with pool.acquire() as connection, connection.transaction():
        if await connection.fetchval("select to_regnamespace($1) is null", SCHEMA):
            return False
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOCK):
            return False
        await connection.execute(f"set local lock_timeout = '{PATIENCE}'")
        await twins.drop(connection)
        return True


@contextlib.asynccontextmanager
async def _alone(connection: asyncpg.Connection[asyncpg.Record]) -> AsyncIterator[None]:
    if not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
        raise RebuildRunning(str(RebuildRunning.__doc__))
    try:
        yield
    finally:
        with contextlib.suppress(*LOST):
            await twins.drop(connection)
            await connection.execute("select pg_advisory_unlock($1)", LOCK)


async def _fill(
    store: PostgresStore, connection: asyncpg.Connection[asyncpg.Record], model: ReadModel, tell: Tell
) -> None:
    """Take in everything up to the log's head, batch by batch."""
    limit, head = BATCH, 0
    done = await connection.fetchval(DONE, model.name)
    while done < head or done < (head := await connection.fetchval(HEAD)):
        to = min(done + limit, head)
        try:
            async with connection.transaction():
                # It is no loss if the server forgets it: then the schema is dropped.
                await connection.execute("set local synchronous_commit = off")
                await _take_in(store, connection, model, done, to)
        except FOR_NOW:
            raise
        except Exception as error:
            if limit == 1:
                raise ProjectionStopped(model.name, to, refusal(error)) from error
            limit = max(1, limit // 10)
            continue
        done, limit = to, min(BATCH, limit * 2)
        tell(model.name, done, head)


async def _take_in(store: PostgresStore, connection: Connection, model: ReadModel, done: int, to: int) -> None:
    """Apply what stands between these positions, inside the caller's transaction."""
    await connection.execute(f"set local search_path = {SCHEMA}, {await twins.live(connection)}")
    rows = await connection.fetch(READ, done, to, model.streams, model.unread)
    if rows:
        await model.apply(connection, await store.keys.opened([recorded(row) for row in rows], connection))
    await connection.execute(REACHED, model.name, to)


async def _compare(
    store: PostgresStore, connection: asyncpg.Connection[asyncpg.Record], models: Sequence[ReadModel]
) -> int:
    """Hold both against each other as they are at the same position, in one snapshot; how many rows were compared."""
    found: list[Difference] = []
    count = compared = 0
    for model in models:
        try:
            await catch_up(store, model)
        except ProjectionStopped as stopped:
            raise NotSwitched(f"It cannot be compared: {stopped}. Rebuild it without comparing.") from stopped
        async with connection.transaction(isolation="repeatable_read"):
            at = await connection.fetchval("select global_position from checkpoints where projection = $1", model.name)
            await _take_in(store, connection, model, await connection.fetchval(DONE, model.name), at)
            for table in model.tables:
                differences, many, rows = await twins.compare(connection, table)
                found += differences
                count += many
                compared += rows
    if count:
        raise ReadModelsDiffer(found, count)
    return compared


class _Behind(Exception):
    """More is left than may be taken in while the live ones stand still."""


async def _switch(
    store: PostgresStore, connection: asyncpg.Connection[asyncpg.Record], models: Sequence[ReadModel], tell: Tell
) -> tuple[int, float]:
    """Take in the rest and exchange the tables; the position, and the seconds that the live ones stood still."""
    for attempt in range(ATTEMPTS):
        for model in models:
            await _fill(store, connection, model, tell)
        began = time.monotonic()
        try:
            async with connection.transaction():
                await connection.execute(f"set local lock_timeout = '{PATIENCE}'")
                position = await _exchange(store, connection, models)
            return position, time.monotonic() - began
        except (_Behind, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            await asyncio.sleep(min(1.0, 0.05 * (attempt + 1)))
    raise NotSwitched(
        "The live read models were in use all the time. Nothing was changed; try again when less goes on."
    )


async def _exchange(store: PostgresStore, connection: Connection, models: Sequence[ReadModel]) -> int:
    live = await twins.live(connection)
    names = [model.name for model in models]
    # From here on the live projections wait for the end of this transaction, and then find the new tables.
    await connection.execute(
        f"insert into {live}.checkpoints select unnest($1::text[]), 0 on conflict do nothing",
        names,
    )
    await connection.execute(
        f"select from {live}.checkpoints where projection = any($1) order by projection for update",
        names,
    )
    head: int = await connection.fetchval(HEAD)
    for model in models:
        done = await connection.fetchval(DONE, model.name)
        if head - done > NEAR:
            raise _Behind
        await _take_in(store, connection, model, done, head)
    await twins.exchange(connection, [table for model in models for table in model.tables])
    await connection.execute(
        f"update {live}.checkpoints set global_position = $2, stopped_at = null, stopped_by = null,"  # noqa: S608 - quoted
        " stopped_since = null where projection = any($1)",
        names,
        head,
    )
    return head
