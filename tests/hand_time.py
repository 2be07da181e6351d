"""The world's time, moved by hand: it stands still until a test lets it pass."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_TURNS = 5
"""Turns of the event loop in which whoever was woken does what is to do, and goes to sleep again."""


class HandTime:
    """A clock at `start`. With `running`, nobody who sleeps has to wait: the clock jumps on instead."""

    def __init__(self, start: datetime = MONDAY, *, running: bool = False) -> None:
        self._now = start
        self.running = running
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        until = self._now + timedelta(seconds=seconds)
        if self.running:
            self._now = max(self._now, until)
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (until, next(self._order), woken))
        await woken

    async def let(self, seconds: float) -> None:
        """Let this much time pass: everybody whose time comes is woken at that time, in order."""
        end = self._now + timedelta(seconds=seconds)
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            until, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._now = max(self._now, until)
            woken.set_result(None)
            await self._settle()
        self._now = end

    @staticmethod
    async def _settle() -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
