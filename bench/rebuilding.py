"""How fast read models are folded and made anew from a large log, and whether anybody who is at work notices.

The log is filled as `histories.py` tells. It is made anew twice: alone, and while another process appends `RATE` events
a second by schedule, keeps the live read models up to date and reads the list. What is measured there is counted from
the moment an event was due, or a page was asked for.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from uuid import uuid4

import asyncpg
import histories
from report import Row

from interviewer.interviews.events import CODEC
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.kernel import audit as auditing
from interviewer.kernel.log import Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import catch_up, run_projection
from interviewer.kernel.rebuild import rebuild
from interviewer.kernel.tasks import end
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.summaries import InterviewSummaries

FOLD_MS, REBUILT_A_SECOND, AUDITED_A_SECOND, DELAY_SECONDS = 10.0, 15_000, 50_000, 1.0
GROWTH = 1.1
FOLDED = 600
NAIVE_SECONDS = 20.0
RATE = 100
"""Events that are appended in a second meanwhile."""
LOOK_SECONDS = 0.01
LIST = "select id, view from interviews order by created_at desc, id desc limit 50"


@dataclass(frozen=True, slots=True)
class Made:
    """One rebuild in a process of its own: seconds, its largest memory in MB at a tenth and at the end."""

    seconds: float
    position: int
    tenth_mb: float
    whole_mb: float
    stood_still: float


@dataclass(slots=True)
class Delays:
    """Seconds from when something was due until it was done."""

    append: list[float] = field(default_factory=list)
    applied: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)


def fold() -> list[Row]:
    """One long interview, from its rows."""
    rows = histories.rows([histories.scheduled(0), *histories.talked(questions=39)])[:FOLDED]
    took = []
    for _ in range(50):
        began = time.perf_counter()
        view_of(rows)
        took.append((time.perf_counter() - began) * 1000)
    ours = median(took)
    return [Row(f"fold one interview of {FOLDED} events", "ms", ours, {}, f"≤ {FOLD_MS:g}", ours <= FOLD_MS)]


async def audited(dsn: str) -> list[Row]:
    """The whole chain."""
    connection = await asyncpg.connect(dsn)
    began = time.perf_counter()
    found = await auditing.audit(connection, await auditing.head(connection))
    rate = found.rows / (time.perf_counter() - began)
    await connection.close()
    goal = f"≥ {AUDITED_A_SECOND}"
    return [
        Row(f"audit of {found.rows} events", "events/s", rate, {}, goal, not found.breaks and rate >= AUDITED_A_SECOND)
    ]


async def naive(dsn: str) -> float:
    """Events a second of the live projection, from the beginning of the log."""
    async with PostgresStore(dsn) as store:
        began = time.perf_counter()
        reached = await catch_up(store, InterviewSummaries(), within=NAIVE_SECONDS)
        return reached / (time.perf_counter() - began)


async def made(dsn: str) -> Made:
    """All read models made anew."""
    tenth = 0.0

    def tell(_: str, done: int, head: int) -> None:
        nonlocal tenth
        tenth = tenth or (_peak_mb() if done * 10 >= head else 0.0)

    connection = await asyncpg.connect(dsn)
    async with PostgresStore(dsn) as store:
        began = time.perf_counter()
        done = await rebuild(store, connection, [make() for make in READ_MODELS.values()], tell=tell)
        return Made(time.perf_counter() - began, done.position, tenth, _peak_mb(), done.stood_still)


async def at_work(dsn: str, stop: Event, ready: Event) -> Delays:
    """Everything that goes on in a running system, as far as it concerns read models."""
    delays, due, applied = Delays(), dict[int, float](), 0
    async with PostgresStore(dsn) as store:
        for make in READ_MODELS.values():
            await catch_up(store, make())

        async def append(moment: float) -> None:
            unit = Unit(
                uuid4(), stream_of(f"int_{uuid4()}"), 0, (CODEC.encode(histories.scheduled(1)),), histories.METADATA
            )
            (row,) = await store.append(unit)
            delays.append.append(time.perf_counter() - moment)
            due[row.global_position] = moment

        async def look() -> None:
            nonlocal applied
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                reached = await store.pool.fetchval(
                    "select global_position from checkpoints where projection = $1", InterviewSummaries.name
                )
                for position in [position for position in due if position <= reached]:
                    delays.applied.append(time.perf_counter() - due.pop(position))

        async def read() -> None:
            while True:
                began = time.perf_counter()
                await store.pool.fetch(LIST)
                delays.read.append(time.perf_counter() - began)
                await asyncio.sleep(LOOK_SECONDS)

        tasks = [asyncio.create_task(run_projection(store, make())) for make in READ_MODELS.values()]
        tasks += [asyncio.create_task(look()), asyncio.create_task(read())]
        appends: set[asyncio.Task[None]] = set()
        ready.set()
        began = time.perf_counter()
        for number in itertools.count():
            if stop.is_set():
                break
            moment = began + number / RATE
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            task = asyncio.create_task(append(moment))
            appends.add(task)
            task.add_done_callback(appends.discard)
        await asyncio.gather(*appends)
        await asyncio.gather(*(catch_up(store, make()) for make in READ_MODELS.values()))
        await asyncio.sleep(2 * LOOK_SECONDS)
        now = time.perf_counter()
        delays.applied += [now - moment for moment in due.values()]
        await end(tasks)
    return delays


def _alone(work: Callable[..., Coroutine[object, object, object]], *arguments: object) -> object:
    return asyncio.run(work(*arguments))


def _peak_mb() -> float:
    """Of this process alone; what getrusage tells begins with the peak of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


async def rebuilt(dsn: str, events: int) -> list[Row]:
    """Alone, and while others work."""
    loop, context = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
    slow = await naive(dsn)
    with ProcessPoolExecutor(1, context) as one:
        alone = await loop.run_in_executor(one, _alone, made, dsn)
    assert isinstance(alone, Made)  # noqa: S101
    with ProcessPoolExecutor(1, context) as one, ProcessPoolExecutor(1, context) as other, context.Manager() as shared:
        stop, ready = shared.Event(), shared.Event()
        working = loop.run_in_executor(other, _alone, at_work, dsn, stop, ready)
        await asyncio.to_thread(ready.wait)
        beside = await loop.run_in_executor(one, _alone, made, dsn)
        stop.set()
        delays = await working
    assert isinstance(beside, Made)  # noqa: S101
    assert isinstance(delays, Delays)  # noqa: S101
    rate = alone.position / alone.seconds
    flat = alone.whole_mb <= GROWTH * alone.tenth_mb
    name = f"rebuild of {events} events"
    rows = [
        Row(name, "events/s", rate, {"batches of 500": slow}, f"≥ {REBUILT_A_SECOND}", rate >= REBUILT_A_SECOND),
        Row("memory at its end", "MB", alone.whole_mb, {"at a tenth": alone.tenth_mb}, f"≤ {GROWTH:g} of it", flat),
        Row(f"{name}, {RATE} more a second", "events/s", beside.position / beside.seconds, {}, "", None),
        Row("live read models stood still for", "ms", beside.stood_still * 1000, {}, "", None),
    ]
    for what, took in (("append", delays.append), ("append to read model", delays.applied), ("page", delays.read)):
        middle = {"median": median(took) * 1000}
        goal = f"≤ {DELAY_SECONDS * 1000:g}"
        rows.append(Row(f"longest {what} meanwhile", "ms", max(took) * 1000, middle, goal, max(took) <= DELAY_SECONDS))
    return rows
