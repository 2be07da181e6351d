"""A process of its own that appends to streams of its own, many at once: `append_many.py DSN NAME COUNT`."""

from __future__ import annotations

import asyncio
import sys
from uuid import uuid4

from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.postgres import PostgresStore


async def main(dsn: str, name: str, count: int) -> None:
    event = NewEvent("thing.happened", 1, "{}")
    async with PostgresStore(dsn) as store:
        units = [Unit(uuid4(), f"{name}-{n}", 0, (event,), Metadata("req_1")) for n in range(count)]
        await asyncio.gather(*map(store.append, units))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
