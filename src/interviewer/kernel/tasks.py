"""Ending tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_SECONDS = 0.5


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended; what they raise is not looked at.

    Once is not enough: on Python 3.11 `asyncio.wait_for` loses a cancellation that meets its result. For the same
    reason a task group is no way to end tasks: it cancels them once. Being cancelled itself waits until all have ended.
    """
    running = {task for task in tasks if task is not asyncio.current_task()}
    cancelled: asyncio.CancelledError | None = None
    while running:
        for task in running:
            task.cancel()
        try:
            await asyncio.wait(running, timeout=AGAIN_SECONDS)
        except asyncio.CancelledError as error:
            cancelled = error
        running = {task for task in running if not task.done()}
    if cancelled is not None:
        raise cancelled
