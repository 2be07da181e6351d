"""A process of its own that makes a read model anew and stops half-way, saying so: `hang_in_rebuild.py DSN`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

import asyncpg

from interviewer.kernel.log import Recorded
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rebuild import rebuild
from interviewer.kernel.rows import Connection
from interviewer.providers.summaries import InterviewSummaries


class Hanging(InterviewSummaries):
    """Takes in what it gets, and never comes back."""

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """See `Projection.apply`."""
        await super().apply(connection, events)
        print("half-way", flush=True)  # noqa: T201
        await asyncio.Event().wait()


async def main(dsn: str) -> None:
    async with PostgresStore(dsn) as store:
        await rebuild(store, await asyncpg.connect(dsn), [Hanging()])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
