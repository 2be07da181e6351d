"""What a vendor will say on a WebSocket: each message at its time and in order.

An interim result is overtaken by whatever newer is due before it, as a final one, and is then not said any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]
Later = Callable[[], Awaitable[Message | None]]
"""Makes a message when its time has come; None is not said."""


@dataclass(slots=True)
class _Due:
    at: float
    message: Message | Later
    interim: bool


class Outbox:
    """Messages that wait for their time, on the event loop's clock."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self.said = 0
        """How many messages have been said."""
        self._send = send
        self._waiting: deque[_Due] = deque()
        self._changed = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, at: float, message: Message | Later, *, interim: bool = False) -> None:
        """Say this at that time, or as soon as what comes before it is said."""
        while self._waiting and self._waiting[-1].interim and self._waiting[-1].at >= at:
            self._waiting.pop()
        self._waiting.append(_Due(at, message, interim))
        self._idle.clear()
        self._changed.set()

    async def run(self) -> None:
        """Say things until cancelled; the order is that in which they were put."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._waiting:
                self._idle.set()
                self._changed.clear()
                await self._changed.wait()
                continue
            due = self._waiting[0]
            if (wait := due.at - loop.time()) > 0:
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), wait)
                continue
            self._waiting.popleft()
            message = due.message if isinstance(due.message, dict) else await due.message()
            if message is not None:
                if "sequence_id" in message:
                    message["sequence_id"] = self.said
                self.said += 1
                await self._send(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    async def flush(self) -> None:
        """Wait until all has been said that was put so far."""
        await self._idle.wait()
