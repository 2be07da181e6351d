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
PAUSE_SECONDS = 0.1
"""The least time between two looks, so that a busy log is read in batches."""


async def catch_up(store: PostgresStore, projection: Projection, *, within: float | None = None) -> None:
    """Apply everything up to the log's head, batch by batch; after `within` seconds, if given, begin no further one."""
    began = time.monotonic()
    while await _step(store, projection):
        if within is not None and time.monotonic() - began > within:
            return


async def run_projection(store: PostgresStore, projection: Projection) -> None:
    """Keep one projection up to date for ever. Raises when the database refuses; call again then."""
    head = await store.head()
    await catch_up(store, projection)
    async for _ in store.follow(head):
        await catch_up(store, projection)
        await asyncio.sleep(PAUSE_SECONDS)


async def _step(store: PostgresStore, projection: Projection) -> bool:
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
            return False
        await projection.apply(connection, [recorded(row) for row in rows])
        await connection.execute(
            "update checkpoints set global_position = $2 where projection = $1",
            projection.name,
            rows[-1]["global_position"],
        )
        return len(rows) == BATCH
