"""Emulated vendors in a thread of their own, so that one set of them lasts for many tests."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from typing import Any

from interviewer.simulation.vendors.app import served, served_with_faults
from interviewer.simulation.vendors.main import Wish, world


@contextlib.contextmanager
def vendors_in_a_thread(wish: Wish, idle_seconds: float = 10) -> Iterator[dict[str, str]]:
    """The addresses; Deepgram closes a stream that is silent for so long."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="vendors")
    thread.start()
    stack = contextlib.AsyncExitStack()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    async def begun() -> dict[str, str]:
        shared = await stack.enter_async_context(world(wish))
        serve = served_with_faults if wish.faults else served
        return await stack.enter_async_context(serve(replace(shared, idle_seconds=idle_seconds)))

    try:
        addresses: dict[str, str] = run(begun())
        yield addresses
    finally:
        run(stack.aclose())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
