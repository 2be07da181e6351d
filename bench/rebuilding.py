"""How fast read models are folded and made anew from a large log, and whether anybody who is at work notices.

The log is filled as `histories.py` tells. It is made anew twice: alone, and while another process is at work, as
`at_work.py` tells, which was so for `QUIET_SECONDS` before.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg
import at_work
import histories
from report import Row

from interviewer.interviews.view import view_of
from interviewer.kernel import audit as auditing
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import catch_up
from interviewer.kernel.rebuild import rebuild
from interviewer.kernel.sealing import KeyEncryptionKeys
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.summaries import InterviewSummaries

FOLD_MS, REBUILT_A_SECOND, AUDITED_A_SECOND, DELAY_SECONDS = 10.0, 15_000, 50_000, 1.0
LOOK_SECONDS = 0.1
GROWTH = 1.1
FOLDED = 600
NAIVE_SECONDS = 20.0
QUIET_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Made:
    """One rebuild in a process of its own: seconds, its largest memory in MB at a tenth and at the end."""

    seconds: float
    position: int
    tenth_mb: float
    whole_mb: float
    stood_still: float


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
    async with PostgresStore(dsn, keys=KeyEncryptionKeys.read(at_work.ENCRYPTION_KEYS)) as store:
        began = time.perf_counter()
        done = await rebuild(store, connection, [make() for make in READ_MODELS.values()], tell=tell)
        return Made(time.perf_counter() - began, done.position, tenth, _peak_mb(), done.stood_still)


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
        working = loop.run_in_executor(other, _alone, at_work.at_work, dsn, stop, ready)
        while not ready.is_set():
            await asyncio.wait([working], timeout=LOOK_SECONDS)
            if working.done():
                await working
        await asyncio.sleep(QUIET_SECONDS)
        began = time.monotonic()
        beside = await loop.run_in_executor(one, _alone, made, dsn)
        stop.set()
        delays = await working
    assert isinstance(beside, Made)  # noqa: S101
    assert isinstance(delays, at_work.Delays)  # noqa: S101
    rate = alone.position / alone.seconds
    flat = alone.whole_mb <= GROWTH * alone.tenth_mb
    name = f"rebuild of {events} events"
    rows = [
        Row(name, "events/s", rate, {"batches of 500": slow}, f"≥ {REBUILT_A_SECOND}", rate >= REBUILT_A_SECOND),
        Row("memory at its end", "MB", alone.whole_mb, {"at a tenth": alone.tenth_mb}, f"≤ {GROWTH:g} of it", flat),
        Row(f"{name}, {at_work.RATE} more a second", "events/s", beside.position / beside.seconds, {}, "", None),
        Row("live read models stood still for", "ms", beside.stood_still * 1000, {}, "", None),
    ]
    return [*rows, *at_work.rows(delays, began, DELAY_SECONDS)]
