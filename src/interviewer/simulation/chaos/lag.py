"""How late the harness's own event loop runs: what a starved harness sees is not the system's doing."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Final

EVERY: Final = 0.02
STARVED_MS: Final = 50.0
"""Of the 99th percentile; a scenario above it says nothing."""


class Lag:
    """Milliseconds by which the loop was late, one figure every 20 ms."""

    def __init__(self) -> None:
        self._found: list[float] = []

    @property
    def p99(self) -> float:
        """The 99th percentile so far."""
        ordered = sorted(self._found)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(EVERY)
            self._found.append((time.monotonic() - before - EVERY) * 1000)


@contextlib.asynccontextmanager
async def watched() -> AsyncIterator[Lag]:
    """The lag of this loop during the block."""
    lag = Lag()
    task = asyncio.create_task(lag.watch())
    try:
        yield lag
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
