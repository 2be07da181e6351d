"""The keyed jobs of the event log beside PgQueuer, on the same embedded PostgreSQL, in one run with alternating order.

    .venv/bin/python bench/jobs.py [--jobs 2000] [--json FILE]

Each round puts jobs that are due in an hour, a hundred in a transaction; moves each to now by its key, as a campaign
does that is changed while it runs; and works them off with a handler that does nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import asyncpg
from pgqueuer import PgQueuer, Queries
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from report import Row, present, run

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.bootstrap.wiring import migrations
from interviewer.kernel.log import Enqueue, Metadata, NewEvent, Unit
from interviewer.kernel.migrations import migrate
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.queue import Claim, Jobs
from interviewer.kernel.tasks import end
from interviewer.orchestrator.worker import Worker

IN_A_TRANSACTION = 100
AT_ONCE = 32
LATER = timedelta(hours=1)
EVENT = NewEvent("thing.happened", 1, "{}")
Figures = dict[str, float]


@contextlib.asynccontextmanager
async def database() -> AsyncIterator[str]:
    """The address of a fresh database with today's schema."""
    folder = tempfile.mkdtemp(prefix="interviewer-bench-")
    os.chmod(folder, 0o711)  # noqa: PTH101, S103 - so that the database's own user can pass through
    settings = bootstrap.load(state_dir=Path(folder) / "state", livekit_url="ws://127.0.0.1:9")
    try:
        async with system.running(settings, page_port=0, processes=()) as running:
            await migrate(running.settings.database_url, migrations())
            yield running.settings.database_url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def timed(work: Coroutine[object, object, object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def ours(dsn: str, count: int) -> Figures:
    """Jobs that commit with events, and the orchestrator's worker."""
    keys = [str(uuid4()) for _ in range(count)]
    done = asyncio.Event()
    seen: set[str] = set()

    async def work(claim: Claim) -> None:
        seen.add(claim.key)
        if len(seen) == count:
            done.set()

    async with PostgresStore(dsn) as store:
        queue, jobs = f"bench-{keys[0]}", Jobs(store.pool)

        async def put() -> None:
            due = datetime.now(UTC) + LATER
            for start in range(0, count, IN_A_TRANSACTION):
                effects = tuple(Enqueue(queue, key, due) for key in keys[start : start + IN_A_TRANSACTION])
                await store.append(Unit(uuid4(), f"s-{uuid4()}", 0, (EVENT,), Metadata("req_bench"), effects))

        async def finish() -> None:
            worker = asyncio.create_task(Worker(jobs, queue, work, at_once=AT_ONCE).run())
            await done.wait()
            await end([worker])

        return {
            "put": count / await timed(put()),
            "move": count / await timed(jobs.hasten(queue, keys)),
            "work": count / await timed(finish()),
        }


async def theirs(dsn: str, count: int) -> Figures:
    """PgQueuer: a job is moved by cancelling it and putting another."""
    connection = await asyncpg.connect(dsn)
    queries = Queries(AsyncpgDriver(connection))
    with contextlib.suppress(asyncpg.DuplicateObjectError, asyncpg.DuplicateTableError):
        await queries.install()
    keys = [str(uuid4()).encode() for _ in range(count)]
    names = [key.decode() for key in keys]
    ids: list[object] = []
    done = asyncio.Event()
    seen: set[bytes] = set()

    async def put() -> None:
        for start in range(0, count, IN_A_TRANSACTION):
            part = slice(start, start + IN_A_TRANSACTION)
            many = len(keys[part])
            async with connection.transaction():
                ids.extend(
                    await queries.enqueue(["bench"] * many, list(keys[part]), [0] * many, [LATER] * many, names[part])
                )

    async def move() -> None:
        async with connection.transaction():
            for start in range(0, count, IN_A_TRANSACTION):  # more in one call are refused
                await queries.mark_job_as_cancelled(ids[start : start + IN_A_TRANSACTION])  # type: ignore[arg-type]
            await queries.enqueue(["bench"] * count, list(keys), [0] * count, [timedelta(0)] * count, list(names))

    async def finish() -> None:
        runner = PgQueuer(AsyncpgDriver(await asyncpg.connect(dsn)))

        @runner.entrypoint("bench")
        async def work(job: Job) -> None:
            seen.add(job.payload or b"")
            if len(seen) == count:
                done.set()

        running = asyncio.create_task(runner.run(batch_size=AT_ONCE))
        await done.wait()
        runner.shutdown.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running, 10)
        await end([running])

    figures = {
        "put": count / await timed(put()),
        "move": count / await timed(move()),
        "work": count / await timed(finish()),
    }
    await connection.close()
    return figures


async def main() -> None:
    """Three rounds, each system first in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--json", type=Path, default=None)
    given = parser.parse_args()
    found: dict[str, list[Figures]] = {"ours": [], "PgQueuer": []}
    sides: list[tuple[str, Callable[[str, int], Coroutine[object, object, Figures]]]] = [
        ("ours", ours),
        ("PgQueuer", theirs),
    ]
    async with database() as dsn:
        for turn in range(3):
            for name, side in sides if turn % 2 == 0 else reversed(sides):
                found[name].append(await side(dsn, given.jobs))
    rows = []
    for figure, name in (("put", "put with an append"), ("move", "moved by key"), ("work", "worked off")):
        mine, other = (median(one[figure] for one in found[who]) for who in ("ours", "PgQueuer"))
        rows.append(Row(name, "jobs/s", mine, {"PgQueuer": other, "ratio": mine / other}, "", None))
    present("jobs", rows, given.json)


if __name__ == "__main__":
    run(main())
