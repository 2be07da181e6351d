"""Read models from the log: each batch and the projection's checkpoint commit in one transaction.

A projection can be thrown away and made again by deleting its rows and its checkpoint. Two processes may run
the same projection: the checkpoint's row lock lets one work at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from interviewer.kernel.log import Recorded
from interviewer.kernel.postgres import PostgresStore

Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]


class Projection(Protocol):
    """Keeps one read model in PostgreSQL up to date."""

    name: str

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """Bring the read model up to date with these events, on this connection, inside its transaction."""
        ...


async def run_projection(store: PostgresStore, projection: Projection) -> None:
    """Follow the log for ever on behalf of one projection."""
    await store.pool.execute(
        "insert into checkpoints (projection, global_position) values ($1, 0) on conflict do nothing", projection.name
    )
    position = await store.pool.fetchval(
        "select global_position from checkpoints where projection = $1", projection.name
    )
    async for batch in store.follow(position):
        async with store.pool.acquire() as connection, connection.transaction():
            done = await connection.fetchval(
                "select global_position from checkpoints where projection = $1 for update", projection.name
            )
            fresh = [event for event in batch if event.global_position > done]
            if fresh:
                await projection.apply(connection, fresh)
                await connection.execute(
                    "update checkpoints set global_position = $2 where projection = $1",
                    projection.name,
                    fresh[-1].global_position,
                )
