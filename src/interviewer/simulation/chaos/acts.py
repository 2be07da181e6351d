"""Does to the running system what a scenario's steps say, each at its moment."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final, assert_never

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.simulation.chaos.scenario import Breaks, Flushes, Freezes, Kills, Mends, Process, Step
from interviewer.simulation.chaos.stage import Stage
from interviewer.simulation.chaos.takeover import pid_of

TAKEN_WITHIN: Final = 10.0
"""Seconds in which a call is held by somebody again."""
LEASED: Final = "interview.leased"


class Moments:
    """When the candidate began to say what."""

    def __init__(self) -> None:
        self.begun = 0
        """How many steps have come to theirs."""
        self._came: dict[str, asyncio.Event] = {}

    def said(self, topic: str) -> None:
        """The line of this topic has begun."""
        self._event(topic).set()

    async def wait(self, topic: str) -> None:
        """Until it has; the empty topic always has."""
        if topic:
            await self._event(topic).wait()

    def _event(self, topic: str) -> asyncio.Event:
        return self._came.setdefault(topic, asyncio.Event())


async def perform(stage: Stage, interview_id: str, step: Step, moments: Moments, chance: random.Random) -> None:
    """Wait for the step's moment and do it; until it is over where it takes time."""
    drawn = chance.uniform(0, step.when.within)
    await moments.wait(step.when.topic)
    await asyncio.sleep(step.when.after + drawn)
    moments.begun += 1
    match step.do:
        case Breaks(fault):
            answer = await stage.client.post(stage.vendors["faults"], json=fault.model_dump())
            answer.raise_for_status()
        case Mends():
            await stage.client.delete(stage.vendors["faults"])
        case Kills(process):
            pid = await _pid(stage, interview_id, process)
            os.kill(pid, signal.SIGKILL)
            stage.hit(pid)
        case Freezes(process, seconds):
            pid = await _pid(stage, interview_id, process)
            stage.hit(pid)
            stage.frozen.add(pid)
            try:
                await freeze(pid, seconds)
            finally:
                stage.frozen.discard(pid)
        case Flushes(every):
            await _flush(stage.settings.redis_url, every)
        case other:
            assert_never(other)


class NobodyThere(Exception):
    """The process that a step is to hurt does not run."""


async def _pid(stage: Stage, interview_id: str, process: Process) -> int:
    """Whom it hits: of the agents the one that the log says holds the call. Raises NobodyThere."""
    found = await _holder(stage, interview_id) if process == "agent" else stage.pid(process)
    if found is None:
        raise NobodyThere(process)
    return found


async def _holder(stage: Stage, interview_id: str) -> int | None:
    """The agent that holds a call; the one that takes over where another call's step has just hit it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TAKEN_WITHIN):
            while True:
                leases = [event["data"] for event in await stage.events(interview_id) if event["type"] == LEASED]
                holder = pid_of(leases[-1]["agent_id"]) if leases else None
                if holder in stage.agents and holder not in stage.frozen:
                    return holder
                await asyncio.sleep(0.1)
    return None


async def freeze(pid: int, seconds: float) -> None:
    """Stop a process and its children for so long; a waiting that is given up lets them go on, too."""
    frozen = [pid, *_children(pid)]
    for one in frozen:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        for one in frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            yield from map(int, task.read_text("ascii").split())


async def _flush(url: str, every: float) -> None:
    redis = Redis.from_url(url)
    try:
        while True:
            with contextlib.suppress(RedisError, OSError):
                await redis.flushall()
            await asyncio.sleep(every)
    finally:
        await redis.aclose()
