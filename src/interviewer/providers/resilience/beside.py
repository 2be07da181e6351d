"""What is done beside a call: nobody waits for it, and that it fails matters to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

_beside: Final[set[asyncio.Task[None]]] = set()  # an event loop alone does not keep them


def aside(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Do it from now on: some plugins take seconds to end, and Redis may be slow to hear that all is well."""
    task = asyncio.create_task(work, name="beside")
    _beside.add(task)
    task.add_done_callback(_done)
    return task


def _done(task: asyncio.Task[None]) -> None:
    _beside.discard(task)
    if not task.cancelled():
        task.exception()
