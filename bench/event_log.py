"""The event log beside the library eventsourcing and beside a bare insert, on the same server, in alternating order.

    .venv/bin/python bench/event_log.py [--only append|mixed] [--events 20000] [--rounds 5] [--seconds 30] [--json FILE]

A hundred writers append events of 450 bytes, each to a stream of its own and each when its last one is durable. The
bare insert puts the very batches that ours committed into a table of the same shape, from columns made beforehand,
without lock, versions, ids, chain or news. The library is measured twice: as it is by default, which promises the order
that ours promises, and with its database functions, which do not lock and let a follower miss events. The server is the
embedded one, with fsync. Then `mixed_load.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import threading
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from jobs import database
from mixed_load import mixed
from report import Row, present

from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.rows import COLUMNS

WRITERS = 100
POOL = 10
"""Connections of the library: 1, 2, 5, 20 and 50 were tried, and none of them is better in both its ways."""
OURS, BARE = "ours", "bare"
LIBRARY = {"eventsourcing": False, "its functions": True}
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


async def ours(dsn: str, count: int) -> float:
    """Events a second through the store."""
    event = NewEvent("thing.happened", 1, DATA)

    async def write(store: PostgresStore) -> None:
        stream = f"thing-{uuid4()}"
        for version in range(count // WRITERS):
            await store.append(Unit(uuid4(), stream, version, (event,), METADATA))

    async with PostgresStore(dsn) as store:
        began = time.perf_counter()
        await asyncio.gather(*(write(store) for _ in range(WRITERS)))
        return count / (time.perf_counter() - began)


async def bare(dsn: str) -> tuple[float, float]:
    """Events a second when what ours wrote last is inserted again, and how many a batch had."""
    connection = await asyncpg.connect(dsn)
    known = await connection.fetchval("select coalesce(max(global_position), 0) from bare")
    rows = await connection.fetch(
        f"select {COLUMNS} from events where global_position > $1 order by global_position",  # noqa: S608 - a constant
        known,
    )
    batches = [list(zip(*batch, strict=True)) for _, batch in itertools.groupby(rows, lambda row: row["at"])]
    insert = await connection.prepare(INSERT_BARE)
    began = time.perf_counter()
    for columns in batches:
        await insert.fetch(*columns)
    took = time.perf_counter() - began
    await connection.close()
    return len(rows) / took, len(rows) / len(batches)


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
    await connection.execute("create table bare (like events including all)")
    await connection.close()
    recorders = {name: library(dsn, functions=functions) for name, functions in LIBRARY.items()}
    found: dict[str, list[float]] = {name: [] for name in (OURS, BARE, *LIBRARY)}
    for turn in range(rounds):
        for name in (OURS, *LIBRARY) if turn % 2 == 0 else (*LIBRARY, OURS):
            if name == OURS:
                found[OURS].append(await ours(dsn, count))
                speed, size = await bare(dsn)
                found[BARE].append(speed)
                print(f"{size:.0f} in a batch", end=" ")
            else:
                found[name].append(theirs(recorders[name], count // 10))
        print({who: round(speeds[-1]) for who, speeds in found.items()}, flush=True)
    for recorder in recorders.values():
        recorder.datastore.close()
    mine, other, unordered, plain = (median(found[who]) for who in (OURS, *LIBRARY, BARE))
    return [
        _beside("eventsourcing", mine, other, TIMES_THE_LIBRARY),
        _beside("its database functions, unordered", mine, unordered, None),
        _beside("a bare insert", mine, plain, SHARE_OF_BARE),
    ]


def _beside(who: str, mine: float, other: float, least: float | None) -> Row:
    ratio = mine / other
    goal, holds = ("", None) if least is None else (f">= {least:g}", ratio >= least)
    return Row(f"append, beside {who}", "events/s", mine, {"other": other, "ratio": ratio}, goal, holds)


async def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", choices=["append", "mixed"], default=None)
    parser.add_argument("--json", type=Path, default=None)
    given = parser.parse_args()
    rows: list[Row] = []
    if given.only in (None, "append"):
        async with database() as dsn:
            await _synced(dsn)
            rows += await asyncio.to_thread(uvloop.run, append(dsn, given.events, given.rounds))
    if given.only in (None, "mixed"):
        async with database() as dsn:
            await _synced(dsn)
            rows += await asyncio.to_thread(uvloop.run, mixed(dsn, given.seconds))
    present("event log", rows, given.json)


async def _synced(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    if await connection.fetchval("show fsync") != "on":
        raise SystemExit("fsync is off on this server")
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main())
