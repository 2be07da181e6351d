"""How late an event loop runs: a task that sleeps and sees by how much it overslept.

Only the standard library: it runs inside each program that is measured, whatever environment that has.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

EVERY = 0.02


class Lag:
    """Milliseconds by which this loop was late, one figure every 20 ms."""

    def __init__(self) -> None:
        self._found: list[float] = []
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._watch())

    def p99(self) -> float:
        """The 99th percentile so far; 0 when nothing was seen."""
        ordered = sorted(self._found)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    def write(self, file: str) -> None:
        """Add a line to a file that several programs write to."""
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"p99_ms": round(self.p99(), 1), "count": len(self._found)}) + "\n")

    async def _watch(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(EVERY)
            self._found.append((time.monotonic() - before - EVERY) * 1000)
