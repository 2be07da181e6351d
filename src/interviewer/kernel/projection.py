"""Read models from the log: each batch and the projection's checkpoint commit in one transaction.

A projection can be thrown away and made again by deleting its rows and its checkpoint. Two processes may run
the same projection: the checkpoint's row lock lets one work at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from interviewer.kernel.log import Recorded
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rows import COLUMNS, Connection, recorded


class Projection(Protocol):
    """Keeps one read model in PostgreSQL up to date."""

    name: str

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """Bring the read model up to date with these events, on this connection, inside its transaction."""
        ...


BATCH = 500
PAUSE_SECONDS = 0.02
"""The least time between two looks, so that a busy log is read in batches."""


async def catch_up(store: PostgresStore, projection: Projection, *, within: float | None = None) -> int:
    """Apply everything up to the log's head, batch by batch; after `within` seconds, if given, begin no further one.

    Returns the position up to which the read model is now.
    """
    began = time.monotonic()
    while True:
        reached, more = await _step(store, projection)
        if not more or (within is not None and time.monotonic() - began > within):
            return reached


async def run_projection(store: PostgresStore, projection: Projection) -> None:
    """Keep one projection up to date for ever. Raises when the database refuses; call again then."""
    while True:
        reached = await catch_up(store, projection)
        await asyncio.sleep(PAUSE_SECONDS)
        await store.grown(reached)


async def _step(store: PostgresStore, projection: Projection) -> tuple[int, bool]:
    """The position reached, and whether there may be more."""
    async with store.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "insert into checkpoints (projection, global_position) values ($1, 0) on conflict do nothing",
            projection.name,
        )
        done = await connection.fetchval(
            "select global_position from checkpoints where projection = $1 for update", projection.name
        )
        rows = await connection.fetch(
            f"select {COLUMNS} from events where global_position > $1 order by global_position limit $2",  # noqa: S608 - a constant
            done,
            BATCH,
        )
        if not rows:
            return done, False
        events = await store.keys.opened([recorded(row) for row in rows], connection)
        await projection.apply(connection, events)
        await connection.execute(
            "update checkpoints set global_position = $2 where projection = $1",
            projection.name,
            rows[-1]["global_position"],
        )
        return rows[-1]["global_position"], len(rows) == BATCH
