"""Does to the running system what a scenario's steps say, each at its moment."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from typing import assert_never

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.simulation.chaos import clocks, harm
from interviewer.simulation.chaos.scenario import (
    Blows,
    Breaks,
    Downs,
    Fails,
    Fills,
    Flushes,
    Freezes,
    Hangs,
    Jumps,
    Kills,
    Mends,
    Moment,
    Rolls,
    Starves,
    Step,
    Stops,
)
from interviewer.simulation.chaos.side import Side
from interviewer.simulation.chaos.stage import Stage


class Moments:
    """When the candidate began to say what."""

    def __init__(self) -> None:
        self.begun = 0
        """How many steps have come to theirs."""
        self._came: dict[str, asyncio.Event] = {}

    def joins(self) -> None:
        """The candidate is about to."""
        self._event("").set()

    def said(self, topic: str) -> None:
        """The line of this topic has begun."""
        self._event(topic).set()

    async def wait(self, moment: Moment) -> None:
        """Until what it counts from has come."""
        if not moment.before_it_joins:
            await self._event(moment.topic).wait()

    def _event(self, topic: str) -> asyncio.Event:
        return self._came.setdefault(topic, asyncio.Event())


async def perform(
    stage: Stage, interview_id: str, step: Step, moments: Moments, chance: random.Random, side: Side | None = None
) -> None:
    """Wait for the step's moment and do it; until it is over where it takes time."""
    drawn = chance.uniform(0, step.when.within)
    await moments.wait(step.when)
    await asyncio.sleep(step.when.after + drawn)
    moments.begun += 1
    match step.do:
        case Breaks(fault):
            answer = await stage.client.post(stage.vendors["faults"], json=fault.model_dump())
            answer.raise_for_status()
        case Mends():
            await stage.client.delete(stage.vendors["faults"])
        case Flushes(every):
            await _flush(stage.settings.redis_url, every)
        case Downs(process, seconds):
            await harm.keep_down(stage, process, seconds)
        case Fills(disks, seconds):
            assert stage.disks is not None  # noqa: S101 - such a scenario is not run without
            await stage.disks.fill(disks, seconds)
        case Jumps(seconds):
            clocks.put(stage.settings.state_dir, seconds)
        case Rolls():
            await harm.roll(stage)
        case Kills() | Freezes() | Stops() | Hangs() | Starves() as act:
            await _hit(stage, await harm.whom(stage, interview_id, act.process), act)
        case Blows() | Fails():
            assert side is not None  # noqa: S101 - it is opened for whoever has such steps
            await side.suffers(step.do)
        case other:
            assert_never(other)


async def _hit(stage: Stage, pid: int, act: Kills | Freezes | Stops | Hangs | Starves) -> None:
    """What is done to one process; the checker is told when it can do no more."""
    match act:
        case Kills():
            stage.hit(pid)
            harm.send([pid], signal.SIGKILL)
        case Freezes(_, seconds):
            stage.hit(pid)
            stage.frozen.add(pid)
            try:
                await harm.freeze(pid, seconds)
            finally:
                stage.frozen.discard(pid)
        case Stops():
            harm.send([pid], signal.SIGTERM)
        case Hangs():
            stage.hit(pid)
            harm.hang(pid)
        case Starves(_, left):
            await harm.starve(pid, left)
            stage.hit(pid)
        case other:
            assert_never(other)


async def _flush(url: str, every: float) -> None:
    redis = Redis.from_url(url)
    try:
        while True:
            with contextlib.suppress(RedisError, OSError):
                await redis.flushall()
            await asyncio.sleep(every)
    finally:
        await redis.aclose()
