"""Which browser holds the candidate's seat of an interview: it may come back after a reload, another may not."""

from __future__ import annotations

import asyncpg

TAKE = """
insert into seats (interview_id, client, taken_at) values ($1, $2, clock_timestamp())
on conflict (interview_id) do update set client = $2, taken_at = clock_timestamp()
"""


class Seats:
    """The table `seats`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def holder(self, interview_id: str) -> str | None:
        """The client that took the seat last; None for nobody."""
        client: str | None = await self._pool.fetchval("select client from seats where interview_id = $1", interview_id)
        return client

    async def take(self, interview_id: str, client: str) -> None:
        """Give the seat to this client."""
        await self._pool.execute(TAKE, interview_id, client)
