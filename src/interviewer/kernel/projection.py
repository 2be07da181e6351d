"""Read models from the log: each batch and the projection's checkpoint commit in one transaction.

Two processes may run the same projection: the checkpoint's row lock lets one work at a time. An event that a projection
cannot digest stops it there, in all processes that cannot, and is never skipped; the others go on. It is tried again by
every process that starts, and from the beginning by a rebuild (`rebuild`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from weakref import WeakKeyDictionary

import asyncpg

from interviewer.kernel.codec import UnknownEvent
from interviewer.kernel.log import LogError, LogUnavailable, Recorded
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rows import COLUMNS, Connection, recorded
from interviewer.kernel.writer import LOST


class Projection(Protocol):
    """Follows the log with what it keeps in PostgreSQL."""

    name: str

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """Take in these events, on this connection, inside its transaction."""
        ...


class ReadModel(Projection, Protocol):
    """A projection whose tables hold nothing but what the log says, so that they can be made anew from it."""

    tables: tuple[str, ...]
    """All that it writes; nobody else writes them."""
    streams: tuple[str, ...]
    """It takes the events of streams whose name begins with one of these."""
    unread: frozenset[str]
    """Types of events of which it takes notice without looking at their data."""


class ProjectionStopped(LogError):
    """A projection stands still at an event that it cannot digest. What it shows is as old as that."""

    def __init__(self, projection: str, position: int, by: str) -> None:
        super().__init__(f"the projection {projection} stands still at position {position}: {by}")
        self.projection = projection
        self.position = position
        self.by = by


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a projection is, and where, why and since when it stands still, if it does."""

    projection: str
    position: int
    stopped_at: int | None
    stopped_by: str | None
    stopped_since: datetime | None


BATCH = 500
PAUSE_SECONDS = 0.04
"""The least time between two looks, so that a busy log is read in batches."""
FOR_NOW = (
    *LOST,
    LogUnavailable,
    TimeoutError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
)
"""The same may go well later: it is not the event's fault."""
BEGIN = "insert into checkpoints (projection, global_position) values ($1, 0) on conflict do nothing"
CHECKPOINT = "select global_position, stopped_at, stopped_by from checkpoints where projection = $1 for update"
REACHED = "select global_position from checkpoints where projection = $1"
STOP = """
update checkpoints set stopped_at = event.global_position, stopped_by = $2,
       stopped_since = case when stopped_at = event.global_position then stopped_since else clock_timestamp() end
from (select min(events.global_position) as global_position from events, checkpoints
      where projection = $1 and events.global_position > checkpoints.global_position) as event
where projection = $1 returning stopped_at
"""
_refused: WeakKeyDictionary[PostgresStore, dict[str, int]] = WeakKeyDictionary()
"""What this process could not digest. Another, of a newer release, may."""


async def catch_up(store: PostgresStore, projection: Projection, *, within: float | None = None) -> int:
    """Apply everything up to the log's head, batch by batch.

    After `within` seconds, if given, no further batch is begun, and where another process is at work it is left to it.
    Returns the position up to which the read model is now. Raises `ProjectionStopped`; up to that event everything is
    applied.
    """
    began, limit = time.monotonic(), BATCH
    while True:
        try:
            reached, more = await _step(store, projection, limit, wait=within is None)
        except (ProjectionStopped, *FOR_NOW):
            raise
        except Exception as error:
            if limit == 1:
                raise await _stop(store, projection, error) from error
            limit = max(1, limit // 10)  # it is found by trying fewer and fewer
            continue
        limit = min(BATCH, limit * 2)
        if not more or (within is not None and time.monotonic() - began > within):
            return reached


async def run_projection(
    store: PostgresStore, projection: Projection, tell: Callable[[ProjectionStopped], object] = lambda _stopped: None
) -> None:
    """Keep one projection up to date for ever; `tell` hears when it stands still. Raises when the database refuses."""
    told = 0
    while True:
        try:
            reached = await catch_up(store, projection)
        except ProjectionStopped as stopped:
            if stopped.position != told:
                tell(stopped)
            told, reached = stopped.position, await store.head()
        await asyncio.sleep(PAUSE_SECONDS)
        await store.grown(reached)


async def standings(connection: Connection | asyncpg.Pool[asyncpg.Record]) -> tuple[Standing, ...]:
    """How far all projections are, by name."""
    columns = "projection, global_position, stopped_at, stopped_by, stopped_since"
    rows = await connection.fetch(f"select {columns} from checkpoints order by projection")  # noqa: S608 - constants
    return tuple(Standing(*row) for row in rows)


def refusal(error: Exception) -> str:
    """Why an event could not be digested, in words that may be shown: what an error says may hold somebody's words."""
    return str(error) if isinstance(error, UnknownEvent) else type(error).__name__


async def _step(store: PostgresStore, projection: Projection, limit: int, *, wait: bool) -> tuple[int, bool]:
    """Apply one batch: the position reached, and whether there may be more. Not to `wait`: unless another does it."""
    async with store.pool.acquire() as connection, connection.transaction():
        await connection.execute(BEGIN, projection.name)
        checkpoint = await connection.fetchrow(
            CHECKPOINT if wait else f"{CHECKPOINT} skip locked",
            projection.name,
        )
        if checkpoint is None:
            return await connection.fetchval(REACHED, projection.name), False
        done, stopped_at = checkpoint["global_position"], checkpoint["stopped_at"]
        if stopped_at is not None and stopped_at == _refused.get(store, {}).get(projection.name):
            raise ProjectionStopped(projection.name, stopped_at, checkpoint["stopped_by"])
        rows = await connection.fetch(
            f"select {COLUMNS} from events where global_position > $1 order by global_position limit $2",  # noqa: S608 - a constant
            done,
            limit,
        )
        if not rows:
            return done, False
        events = await store.keys.opened([recorded(row) for row in rows], connection)
        await projection.apply(connection, events)
        await connection.execute(
            "update checkpoints set global_position = $2, stopped_at = null, stopped_by = null, stopped_since = null"
            " where projection = $1",
            projection.name,
            rows[-1]["global_position"],
        )
        return rows[-1]["global_position"], len(rows) == limit


async def _stop(store: PostgresStore, projection: Projection, error: Exception) -> ProjectionStopped:
    """Take down that the event after the checkpoint cannot be digested."""
    by = refusal(error)
    async with store.pool.acquire() as connection, connection.transaction():
        await connection.execute(BEGIN, projection.name)
        position = await connection.fetchval(STOP, projection.name, by)
    _refused.setdefault(store, {})[projection.name] = position
    return ProjectionStopped(projection.name, position, by)
