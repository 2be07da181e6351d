"""A mixed load on the event log, offered by schedule: part of `event_log.py`.

A thousand streams, chosen by a Zipf law; one append in twenty expects a stale version and has to be refused. Appends
come at random moments fixed beforehand, whether or not the former ones are answered, and each is timed from its moment:
a log that stalls is charged for all that should have come meanwhile. A second process reads: streams, a follower, a
projection.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg
import uvloop
from report import Row

from interviewer.kernel.log import Metadata, NewEvent, Recorded, Unit, VersionConflict
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import run_projection
from interviewer.kernel.rows import Connection
from interviewer.kernel.tasks import end

RATE = 1000
STREAMS = 1000
ZIPF = 1.1
STALE = 0.05
READS = 50
"""Streams read in a second, of each the last `TAIL` events."""
TAIL = 100
BYTES = 450
WARM_UP = 3.0
"""Seconds at the beginning that are not counted."""
APPEND_P99 = 20
APPLIED_P99 = 100
READY, HAPPENED, ENDED = "load.ready", "thing.happened", "load.ended"
METADATA = Metadata("req_bench")
APPLIED = "bench_applied"
WEIGHTS = list(itertools.accumulate(1 / rank**ZIPF for rank in range(1, STREAMS + 1)))


@dataclass(slots=True)
class Watched:
    """What the reading process saw, in seconds since the moment an event was due."""

    applied: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    counted: int = 0


class Counts:
    """A projection: how many events each stream has. It tells outsiders when a batch of it is committed."""

    name = "bench-counts"

    def __init__(self) -> None:
        self.waiting: list[tuple[int, float]] = []

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """Add the batch."""
        happened = [event for event in events if event.type == HAPPENED]
        self.waiting += [(event.global_position, _due(event)) for event in happened]
        await connection.execute(
            "insert into bench_counts (stream, events)"
            " select stream, count(*) from unnest($1::text[]) as stream group by 1"
            " on conflict (stream) do update set events = bench_counts.events + excluded.events",
            [event.stream for event in happened],
        )
        await connection.execute("select pg_notify($1, $2)", APPLIED, str(events[-1].global_position))


def _due(event: Recorded) -> float:
    return float(json.loads(event.data)["due"])


def _stream(choice: random.Random) -> str:
    (rank,) = choice.choices(range(STREAMS), cum_weights=WEIGHTS)
    return f"thing-{rank}"


def watch(dsn: str) -> Watched:
    """The reading process: until the log says that the load has ended."""
    return uvloop.run(_watch(dsn))


async def _watch(dsn: str) -> Watched:
    seen, versions, counts = Watched(), dict[str, int](), Counts()
    ended = asyncio.Event()
    async with PostgresStore(dsn) as store:
        await store.pool.execute("create table bench_counts (stream text primary key, events bigint not null)")
        start = await store.head()

        async def follow() -> None:
            async for batch in store.follow(start):
                now = time.monotonic()
                for event in batch:
                    versions[event.stream] = event.version
                    if event.type == HAPPENED:
                        seen.followed.append(now - _due(event))
                if batch[-1].type == ENDED:
                    return

        async def read() -> None:
            choice, began = random.Random(2), time.monotonic()
            for number in itertools.count():
                due = began + number / READS
                await asyncio.sleep(due - time.monotonic())
                stream = _stream(choice)
                await store.read_stream(stream, max(0, versions.get(stream, 0) - TAIL))
                seen.read.append(time.monotonic() - due)

        def applied(*notification: object) -> None:
            now, position = time.monotonic(), int(str(notification[-1]))
            seen.applied += [now - due for at, due in counts.waiting if at <= position]
            counts.waiting = [one for one in counts.waiting if one[0] > position]
            if position >= last:
                ended.set()

        last = math.inf
        listening = await asyncpg.connect(dsn)
        await listening.add_listener(APPLIED, applied)
        works = [asyncio.create_task(work) for work in (run_projection(store, counts), read())]
        following = asyncio.create_task(follow())
        await store.append(Unit(uuid4(), "ready", 0, (NewEvent(READY, 1, "{}"),), METADATA))
        await following
        last = await store.head()
        if counts.waiting or await _checkpoint(store, counts.name) < last:
            await ended.wait()
        await end(works)
        await listening.close()
        seen.counted = await store.pool.fetchval("select sum(events) from bench_counts")
    return seen


async def _checkpoint(store: PostgresStore, name: str) -> int:
    return int(await store.pool.fetchval("select global_position from checkpoints where projection = $1", name))


async def offer(dsn: str, seconds: float) -> tuple[list[float], int]:
    """Offer the load; seconds from due to durable of each append, and how many were refused as they had to be."""
    choice = random.Random(1)
    versions: dict[str, int] = {}
    took: list[float] = []
    refused = 0
    async with PostgresStore(dsn) as store:
        async for batch in store.follow(0):
            if batch[-1].type == READY:
                break

        async def append(due: float, stream: str, expected: int, *, stale: bool) -> None:
            nonlocal refused
            text = f'{{"due": {due!r}, "text": "'
            event = NewEvent(HAPPENED, 1, text + "x" * (BYTES - len(text) - 2) + '"}')
            try:
                await store.append(Unit(uuid4(), stream, expected, (event,), METADATA))
            except VersionConflict:
                if not stale:
                    raise
                refused += 1
            else:
                if stale:
                    raise AssertionError("a stale append was taken")
                took.append(time.monotonic() - due)

        appends = []
        due = time.monotonic()
        stop = due + seconds
        while (due := due + choice.expovariate(RATE)) < stop:
            await asyncio.sleep(due - time.monotonic())
            stream, stale = _stream(choice), choice.random() < STALE
            version = versions.get(stream, 0)
            if stale:
                expected = version - 1 if version else 1
            else:
                expected, versions[stream] = version, version + 1
            appends.append(asyncio.create_task(append(due, stream, expected, stale=stale)))
        await asyncio.gather(*appends)
        await store.append(Unit(uuid4(), "ended", 0, (NewEvent(ENDED, 1, "{}"),), METADATA))
    return took, refused


async def mixed(dsn: str, seconds: float) -> list[Row]:
    """Offer the load and watch it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        watching = asyncio.get_running_loop().run_in_executor(processes, watch, dsn)
        took, refused = await offer(dsn, WARM_UP + seconds)
        seen = await watching
    if not len(took) == seen.counted == len(seen.applied) == len(seen.followed):
        raise AssertionError(f"appended {len(took)}, projected {seen.counted}, followed {len(seen.followed)}")
    print(f"{len(took)} appended, {refused} refused for a stale version")
    rows = [Row("mixed load, offered", "appends/s", (len(took) + refused) / (WARM_UP + seconds), {}, "", None)]
    skip = int(WARM_UP * RATE)
    rows += _late("append", took[skip:], APPEND_P99)
    rows += _late("append to projection applied", seen.applied[skip:], APPLIED_P99)
    rows += _late("append to follower", seen.followed[skip:], None)
    rows += _late("stream read", seen.read[int(WARM_UP * READS) :], None)
    return rows


def _late(name: str, seconds: list[float], most: float | None) -> list[Row]:
    ordered = sorted(seconds)
    at: Callable[[float], float] = lambda share: 1000 * ordered[math.ceil(share * len(ordered)) - 1]  # noqa: E731
    p99 = at(0.99)
    goal, holds = ("", None) if most is None else (f"<= {most:g}", p99 <= most)
    return [
        Row(f"{name}, median", "ms", at(0.5), {}, "", None),
        Row(f"{name}, p99", "ms", p99, {}, goal, holds),
        Row(f"{name}, p99.9", "ms", at(0.999), {}, "", None),
    ]
