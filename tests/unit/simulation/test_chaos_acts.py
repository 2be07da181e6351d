"""Processes are frozen with their children and go on again, whatever becomes of the scenario meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from interviewer.simulation.chaos.acts import Moments
from interviewer.simulation.chaos.harm import freeze
from interviewer.simulation.chaos.scenario import Moment

PARENT = "import subprocess, sys; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); child.wait()"
LONG = 10.0


@pytest.fixture
async def family() -> AsyncIterator[tuple[int, int]]:
    """A process and its child."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    child = int(await process.stdout.readline())
    try:
        yield process.pid, child
    finally:
        for pid in (child, process.pid):  # the child first: it holds the pipe
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await process.wait()


def _stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "T"


async def _until(pids: tuple[int, int], *, stopped: bool) -> None:
    async with asyncio.timeout(LONG):
        while any(_stopped(pid) is not stopped for pid in pids):
            await asyncio.sleep(0.01)


async def test_a_process_and_its_child_stand_still_and_go_on(family: tuple[int, int]) -> None:
    freezing = asyncio.create_task(freeze(family[0], 0.5))
    await _until(family, stopped=True)
    await freezing
    await _until(family, stopped=False)


async def test_a_scenario_that_ends_earlier_leaves_nobody_frozen(family: tuple[int, int]) -> None:
    freezing = asyncio.create_task(freeze(family[0], 60))
    await _until(family, stopped=True)
    freezing.cancel()
    await asyncio.gather(freezing, return_exceptions=True)
    await _until(family, stopped=False)


async def test_a_moment_comes_when_the_candidate_joins_or_says_the_line_and_the_beginning_at_once() -> None:
    moments = Moments()
    await asyncio.wait_for(moments.wait(Moment()), LONG)
    joined = asyncio.create_task(moments.wait(Moment("", 4.0)))
    said = asyncio.create_task(moments.wait(Moment("consent")))
    await asyncio.sleep(0)
    assert not joined.done()
    moments.joins()
    await asyncio.wait_for(joined, LONG)
    assert not said.done()
    moments.said("consent")
    await asyncio.wait_for(said, LONG)
