"""The first signal lets a command stop what it started; a further one is passed on meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal

from interviewer.cli import signals


def test_a_further_signal_reaches_who_is_stopping() -> None:
    told: list[str] = []
    hurried = asyncio.Event()

    async def main() -> int:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            told.append("comes to an end")
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.wait_for(hurried.wait(), 10)
            told.append("leaves it")
        return 0

    assert signals.run(main(), lambda: told.append("stopping"), hurried.set) == signals.INTERRUPTED
    assert told == ["stopping", "comes to an end", "leaves it"]
