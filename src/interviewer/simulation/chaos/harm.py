"""What is done to running processes: they are frozen, kept down, hung, starved of memory, or told to end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from interviewer.embedded.identity import Identity
from interviewer.simulation.chaos.hangable import EATS, HANGS
from interviewer.simulation.chaos.takeover import pid_of

if TYPE_CHECKING:
    from interviewer.simulation.chaos.scenario import Process
    from interviewer.simulation.chaos.stage import Stage

TAKEN_WITHIN: Final = 15.0
"""Seconds in which a call is held by somebody again, and another agent is there for it."""
LEASED: Final = "interview.leased"
LOOKS_EVERY: Final = 0.05
OURS: Final = ("api", "orchestrator", "agent")
"""What a new release of ours replaces, in this order."""


class NobodyThere(Exception):
    """The process that a step is to hurt does not run, or nobody is there to take its calls."""


async def whom(stage: Stage, interview_id: str, process: Process) -> int:
    """The process that a step hits: of the agents the one that the log says holds the call. Raises NobodyThere.

    An agent is hit only while another one is ready for its calls: what happens without one is not promised.
    """
    found = stage.pid(process)
    if process == "agent":
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TAKEN_WITHIN):
                found = await _holder(stage, interview_id)
                while not await stage.ready_agents() - {found}:  # noqa: ASYNC110 - it does not tell
                    await asyncio.sleep(LOOKS_EVERY)
                return found
        found = None
    if found is None:
        raise NobodyThere(process)
    return found


async def _holder(stage: Stage, interview_id: str) -> int:
    """The agent that holds a call; the one that takes over where another call's step has just hit it."""
    while True:
        leases = [event["data"] for event in await stage.events(interview_id) if event["type"] == LEASED]
        holder = pid_of(leases[-1]["agent_id"]) if leases else None
        if holder is not None and holder in stage.agents - stage.frozen:
            return holder
        await asyncio.sleep(0.1)


async def freeze(pid: int, seconds: float) -> None:
    """Stop a process and its children for so long; a waiting that is given up lets them go on, too."""
    frozen = [pid, *_children(pid)]
    send(frozen, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        send(frozen, signal.SIGCONT)


async def keep_down(stage: Stage, process: Process, seconds: float) -> None:
    """Kill a process for so long, as often as it is started again."""
    until = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < until:
        if (pid := stage.pid(process)) is not None:
            send([pid], signal.SIGKILL)
        await asyncio.sleep(LOOKS_EVERY)


def hang(pid: int) -> None:
    """Its event loop stands still; it has to be started as `hangable`."""
    send([pid], HANGS)


async def starve(pid: int, left: int) -> None:
    """It may have no more memory than it has, and so many bytes, and eats that; until it has ended of it."""
    most = _size(pid) + left
    resource.prlimit(pid, resource.RLIMIT_AS, (most, most))
    send([pid], EATS)
    while Identity.of(pid) is not None:  # noqa: ASYNC110 - it does not tell
        await asyncio.sleep(LOOKS_EVERY)


async def roll(stage: Stage) -> None:
    """Each process of ours is told to end, once, when the one before is there again. Whoever gives up says so."""
    names = [name for name in stage.running.supervisor.children if name.startswith(OURS)]
    for name in sorted(names, key=lambda name: OURS.index(name.split("-")[0])):
        former = stage.pid(name)
        if former is None:
            raise NobodyThere(name)
        send([former], signal.SIGTERM)
        try:
            while stage.pid(name) in (None, former) or not await stage.well():  # noqa: ASYNC110
                await asyncio.sleep(LOOKS_EVERY)
        except asyncio.CancelledError:
            raise NobodyThere(f"{name} was not there again when the call was over") from None


def _size(pid: int) -> int:
    """All its memory, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def send(pids: Iterable[int], sign: signal.Signals) -> None:
    """Those that are gone meanwhile are let be."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            yield from map(int, task.read_text("ascii").split())
