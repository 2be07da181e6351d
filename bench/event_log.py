"""The event log beside the library eventsourcing and beside a bare insert, on the same server, in alternating order.

    .venv/bin/python bench/event_log.py [--only append|mixed] [--events 60000] [--rounds 5] [--seconds 30] [--json FILE]

A hundred writers append events of 450 bytes, each to a stream of its own and each when its last one is durable. The
bare insert puts the same batches into a table of the same shape, without lock, versions, ids, chain or news: once as
a loop over columns made beforehand, which is what the server alone can do, and once for the same hundred writers, who
wait in the same way, which is what our checks cost. All run with the garbage collector set as our processes set it.
The library is measured as it is by default, where it promises the order that ours promises, and with its database
functions, which do not lock and let a follower miss events. A ratio is the median of the rounds' ratios. The server
is the embedded one, with fsync. Then `mixed_load.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from jobs import database
from mixed_load import READY, mixed
from report import Row, present, run

from interviewer.kernel import garbage
from interviewer.kernel.chain import GENESIS, event_id_of, metadata_json
from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rows import COLUMNS
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import FORESEEN

WRITERS = 100
POOL = 10
"""Connections of the library: 1, 2, 5, 20 and 50 were tried, and none of them is better in both its ways."""
OURS, BARE, QUEUED = "ours", "bare loop", "bare, same writers"
ORDERED, UNORDERED = "eventsourcing", "its functions"
LIBRARY = {ORDERED: False, UNORDERED: True}
"""Whether it uses its database functions."""
TIMES_THE_LIBRARY = 20
SHARE_OF_BARE = 0.8
DATA = json.dumps({"text": "x" * 438})
INSERT_BARE = """
insert into bare (global_position, stream, version, id, type, schema_version, data, metadata, at, hash)
select * from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::smallint[],
                     $7::json[], $8::json[], $9::timestamptz[], $10::bytea[])
"""
METADATA = Metadata("req_bench")


async def written(append: Callable[[Unit], Awaitable[object]], count: int) -> float:
    """Events a second that a hundred writers get through."""
    event = NewEvent("thing.happened", 1, DATA)

    async def write() -> None:
        stream = f"thing-{uuid4()}"
        for version in range(count // WRITERS):
            await append(Unit(uuid4(), stream, version, (event,), METADATA))

    began = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    return count / (time.perf_counter() - began)


async def ours(dsn: str, count: int) -> float:
    """Events a second through the store, which is connected, as the bare inserts are, before the time counts."""
    async with PostgresStore(dsn) as store:
        ready = f"ready-{uuid4()}"
        for version in range(3):
            await store.append(Unit(uuid4(), ready, version, (NewEvent(READY, 1, "{}"),), METADATA))
        return await written(store.append, count)


async def bare(dsn: str) -> tuple[float, float]:
    """Events a second when what ours wrote last is inserted again, and how many a batch had."""
    connection = await asyncpg.connect(dsn)
    known = await connection.fetchval("select coalesce(max(global_position), 0) from bare")
    rows = await connection.fetch(
        f"select {COLUMNS} from events where global_position > $1 and type <> $2 order by global_position",  # noqa: S608 - a constant
        known,
        READY,
    )
    batches = [list(zip(*batch, strict=True)) for _, batch in itertools.groupby(rows, lambda row: row["at"])]
    insert = await connection.prepare(INSERT_BARE)
    began = time.perf_counter()
    for columns in batches:
        await insert.fetch(*columns)
    took = time.perf_counter() - began
    await connection.close()
    return len(rows) / took, len(rows) / len(batches)


async def queued(dsn: str, count: int) -> float:
    """Events a second when the same writers wait for the same batches, but nothing is checked."""
    connection = await asyncpg.connect(dsn)
    insert = await connection.prepare(INSERT_BARE.replace("into bare", "into queued"))
    position = await connection.fetchval("select coalesce(max(global_position), 0) from queued")
    queue: asyncio.Queue[tuple[Unit, asyncio.Future[None]]] = asyncio.Queue()

    async def append(unit: Unit) -> None:
        done = asyncio.get_running_loop().create_future()
        queue.put_nowait((unit, done))
        await done

    async def write() -> None:
        nonlocal position
        while True:
            batch = [await queue.get()]
            while len(batch) < FORESEEN and not queue.empty():
                batch.append(queue.get_nowait())
            now = datetime.now(UTC)
            rows = []
            for position, (unit, _) in enumerate(batch, position + 1):  # noqa: B020 - it goes on from there
                (event,) = unit.events
                event_id = event_id_of(unit.command_id, 0)
                names = (unit.stream, unit.expected_version + 1, event_id, event.type, event.schema_version)
                rows.append((position, *names, event.data, metadata_json(unit.metadata), now, GENESIS))
            await insert.fetch(*zip(*rows, strict=True))
            for _, done in batch:
                done.set_result(None)

    running = asyncio.create_task(write())
    try:
        return await written(append, count)
    finally:
        await end([running])
        await connection.close()


def library(dsn: str, *, functions: bool) -> PostgresApplicationRecorder:
    """The library's log, in tables of its own."""
    url = urlsplit(dsn)
    store = PostgresDatastore(
        url.path.strip("/"),
        url.hostname or "",
        url.port or 5432,
        url.username or "",
        url.password or "",
        pool_size=POOL,
        enable_db_functions=functions,
    )
    recorder = PostgresApplicationRecorder(store, events_table_name=f"library_{functions}")
    recorder.create_table()
    return recorder


def theirs(recorder: PostgresApplicationRecorder, count: int) -> float:
    """Events a second through the library, from as many threads as there are writers."""

    def write() -> None:
        stream = uuid4()
        for version in range(count // WRITERS):
            recorder.insert_events([StoredEvent(stream, version, "thing.happened", DATA.encode())])

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - began)


async def append(dsn: str, count: int, rounds: int) -> list[Row]:
    """All in turn; the bare insert follows ours, whose batches it needs."""
    connection = await asyncpg.connect(dsn)
    for table in ("bare", "queued"):
        await connection.execute(f"create table {table} (like events including all)")
    await connection.close()
    recorders = {name: library(dsn, functions=functions) for name, functions in LIBRARY.items()}
    found: dict[str, list[float]] = {name: [] for name in (OURS, BARE, QUEUED, *LIBRARY)}
    for turn in range(rounds):
        for name in (OURS, QUEUED, *LIBRARY) if turn % 2 == 0 else (*LIBRARY, QUEUED, OURS):
            if name == OURS:
                found[OURS].append(await ours(dsn, count))
                speed, size = await bare(dsn)
                found[BARE].append(speed)
                print(f"{size:.0f} in a batch", end=" ")
            elif name == QUEUED:
                found[QUEUED].append(await queued(dsn, count))
            else:
                found[name].append(theirs(recorders[name], count // 10))
        print({who: round(speeds[-1]) for who, speeds in found.items()}, flush=True)
    for recorder in recorders.values():
        recorder.datastore.close()
    return [
        _beside("eventsourcing", found[OURS], found[ORDERED], TIMES_THE_LIBRARY),
        _beside("its functions, unordered", found[OURS], found[UNORDERED], None),
        _beside("a bare loop", found[OURS], found[BARE], SHARE_OF_BARE),
        _beside("bare, same writers", found[OURS], found[QUEUED], None),
    ]


def _beside(who: str, mine: list[float], other: list[float], least: float | None) -> Row:
    ratio = median(one / another for one, another in zip(mine, other, strict=True))
    goal, holds = ("", None) if least is None else (f">= {least:g}", ratio >= least)
    against = {"other": median(other), "ratio": ratio}
    return Row(f"append, beside {who}", "events/s", median(mine), against, goal, holds)


async def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", choices=["append", "mixed"], default=None)
    parser.add_argument("--json", type=Path, default=None)
    given = parser.parse_args()
    garbage.look_seldom()
    rows: list[Row] = []
    if given.only in (None, "append"):
        async with database() as dsn:
            await _synced(dsn)
            rows += await apart(append(dsn, given.events, given.rounds))
    if given.only in (None, "mixed"):
        async with database() as dsn:
            await _synced(dsn)
            rows += await apart(mixed(dsn, given.seconds))
    present("event log", rows, given.json)


async def apart(work: Coroutine[Any, Any, list[Row]]) -> list[Row]:
    """On a loop of its own, in a thread; it ends before its waiter does, so that the database outlives it."""
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[list[Row]]]] = []

    async def told() -> list[Row]:
        task = asyncio.ensure_future(work)
        begun.append((asyncio.get_running_loop(), task))
        return await task

    thread = asyncio.ensure_future(asyncio.to_thread(uvloop.run, told()))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        for loop, task in begun:
            loop.call_soon_threadsafe(task.cancel)
        await asyncio.wait([thread])
        raise


async def _synced(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    if await connection.fetchval("show fsync") != "on":
        raise SystemExit("fsync is off on this server")
    await connection.close()


if __name__ == "__main__":
    run(main())
