"""Whether one agent process grows with the calls that it has held: its memory after 50 of them and after 200.

    .venv/bin/python bench/memory.py                              # about half an hour
    .venv/bin/python bench/memory.py --calls 40 --first 10        # a look

The agent is that of the product, with api, orchestrator, livekit-server and emulated vendors beside it. Ten calls go
on at once over real WebRTC, each from the greeting over a question to the interviewer's goodbye; with `--lost` their
candidates are killed instead after some seconds, and the interviews called off. Memory is looked at when the agent
holds none: what no file stands behind, for the rest depends on who else has the same libraries open. What the first
calls take stays taken and is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
from density import candidates
from report import Row, present, run
from voice import corpus, load, vendors
from voice.systems import Ours

from interviewer.bootstrap import own_key
from interviewer.bootstrap import system as product
from interviewer.bootstrap.system import System as Running

AGENT: Final = "run agent"
"""On the command line of the process."""
GOAL: Final = 0.05
"""MB a call, from the first look on: a room that stays is 0.59."""
JOINED: Final = 4.0
"""Seconds until all candidates are in their rooms."""
OVER_WITHIN: Final = 240.0
LOST_AFTER: Final = 8.0
"""Seconds of a call whose candidate is to be lost."""
LEFT_WITHIN: Final = 120.0
GOING_ON: Final = frozenset({"scheduled", "queued", "dialling", "live", "interrupted"})
RELEASED: Final = 15.0
"""Seconds after a call until livekit's native side has given its room back: about ten, measured."""


async def measure(calls: int, at_once: int, folder: Path, *, lost: bool) -> list[tuple[int, float]]:
    """Calls that were held, and the agent's MB then, round by round."""
    found: list[tuple[int, float]] = []
    async with vendors.running(folder, seed=6) as emulated:
        settings = emulated.settings(folder / "state").model_copy(update={"agent_capacity": at_once})
        async with product.running(settings, page_port=0, processes=list(vendors.PROCESSES)) as running:
            ours = Ours(running)
            while len(ours.held) < calls:
                async with ours.seats([list(corpus.turns()[:1])] * at_once) as seats:
                    async with candidates() as people:
                        people.sit(seats)
                        ended = await (talked if lost else finished)(running, ours.held[-at_once:])
                    await called_off(running, ours.held[-at_once:])
                found.append((len(ours.held), load.of(AGENT).own_mb))
                print(
                    f"{len(ours.held)} calls, {ended} of the last {at_once} as wanted: {found[-1][1]:.1f} MB",
                    flush=True,
                )
    return found


async def talked(running: Running, interviews: Sequence[str]) -> int:
    """How many of them go on after some seconds."""
    await asyncio.sleep(JOINED + LOST_AFTER)
    async with _client(running) as client:
        return [await _state(client, one) for one in interviews].count("live")


async def finished(running: Running, interviews: Sequence[str]) -> int:
    """How many of them the interviewer brought to their end."""
    async with _client(running) as client:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OVER_WITHIN):
                for interview in interviews:
                    while await _state(client, interview) in GOING_ON:  # noqa: ASYNC110 - another process
                        await asyncio.sleep(1.0)
        return [(await _shown(client, one))["outcome"] for one in interviews].count("completed")


async def called_off(running: Running, interviews: Sequence[str]) -> None:
    """Cancel them, once their candidates are known to be gone, and wait until none of them goes on."""
    async with _client(running) as client, asyncio.timeout(LEFT_WITHIN):
        for interview in interviews:
            while await _state(client, interview) in GOING_ON:
                await client.post(f"/v1/interviews/{interview}/cancel")  # refused while its call goes on
                await asyncio.sleep(0.5)
    await asyncio.sleep(RELEASED)


@contextlib.asynccontextmanager
async def _client(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    headers = await own_key.headers(running.settings, "bench")
    async with httpx.AsyncClient(base_url=running.settings.api_url, headers=headers, timeout=30) as client:
        yield client


async def _shown(client: httpx.AsyncClient, interview: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.get(f"/v1/interviews/{interview}")).raise_for_status().json()
    return shown


async def _state(client: httpx.AsyncClient, interview: str) -> str:
    return str((await _shown(client, interview))["state"])


def slope(found: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """MB a call by least squares, and half of its 95 % interval."""
    calls, memory = zip(*found, strict=True)
    fitted = statistics.linear_regression(calls, memory)
    if len(found) < 3:  # noqa: PLR2004 - two always lie on a line
        return fitted.slope, 0.0
    rest = [m - (fitted.slope * c + fitted.intercept) for c, m in found]
    spread = sum((c - statistics.fmean(calls)) ** 2 for c in calls)
    return fitted.slope, 1.96 * (sum(r * r for r in rest) / (len(found) - 2) / spread) ** 0.5


def main() -> int:
    """Measure, show, and fail when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--first", type=int, default=50, help="calls after which it counts")
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument(
        "--lost", action="store_true", help="calls lose their candidates instead of coming to their end"
    )
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="interviewer-memory-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        folder.chmod(0o711)  # PostgreSQL's own user passes through
        found = run(measure(asked.calls, asked.at_once, folder, lost=asked.lost))
    counted = [(calls, memory) for calls, memory in found if calls >= asked.first]
    grows, within = slope(counted)
    rows = [
        Row(f"after {counted[0][0]} calls", "MB", counted[0][1], {}, "", None),
        Row(f"after {counted[-1][0]} calls", "MB", counted[-1][1], {}, "", None),
        Row("of each call", "MB", grows, {}, f"≤ {GOAL} MB", grows <= GOAL, {"ours": (grows - within, grows + within)}),
        Row("load of the machine at the end", "", os.getloadavg()[0], {}, "", None),
    ]
    present("Memory of one agent process over its calls", rows, asked.json)
    return 0 if grows <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
