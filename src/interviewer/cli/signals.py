"""Ctrl-C and SIGTERM end a command once and in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

INTERRUPTED = 130


def run(
    main: Coroutine[Any, Any, int],
    stopping: Callable[[], object] = lambda: None,
    again: Callable[[], object] = lambda: None,
) -> int:
    """Run until `main` returns its exit status, or a signal cancels it.

    A signal lets the `finally` blocks run, which stop everything within a bounded time. `stopping` tells the user so,
    who may be gone; `again` is called at each further one.
    """

    async def guarded() -> int:
        task = asyncio.ensure_future(main)
        asked = False

        def stop() -> None:
            nonlocal asked
            with contextlib.suppress(OSError):
                if asked:
                    again()
                else:
                    asked = True
                    task.cancel()
                    stopping()

        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stop)
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED

    return asyncio.run(guarded())
