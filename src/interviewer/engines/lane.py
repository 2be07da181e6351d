"""A bounded queue before the worker threads of one engine.

A request first takes a place in the lane, or is refused at once; inside it may run several pieces of work, which wait
their turn in order of arrival. Work whose caller has gone is never begun. Deliberately not in it: aborting work that
has begun; model calls cannot be interrupted, so engines keep each piece short.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from interviewer.engines.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Lane:
    """`workers` threads and at most `waiting` more requests; a piece of work begins within `wait_limit` seconds."""

    def __init__(self, name: str, *, workers: int, waiting: int, wait_limit: float) -> None:
        self.name = name
        self.places = workers + waiting
        self.taken = 0
        """Requests that hold a place now."""
        self.served = 0
        """Requests that have held one."""
        self._wait_limit = wait_limit
        self._threads = concurrent.futures.ThreadPoolExecutor(workers, thread_name_prefix=name)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the block runs. Raises Busy when there is none."""
        if self.taken >= self.places:
            raise Busy(
                f"The {self.name} engine is busy: {self.taken} requests are running or waiting, more are not taken. "
                f"Nothing was done; try again after the time in Retry-After."
            )
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
            self.served += 1

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, run in a worker thread. Raises Busy when none was free within the wait limit.

        Cancelling the caller takes work out of the queue that has not begun.
        """
        job = self._threads.submit(work)
        timer = asyncio.get_running_loop().call_later(self._wait_limit, job.cancel)
        try:
            # Shielded, so that a cancelled caller and a job that was never begun can be told apart.
            return await asyncio.shield(asyncio.wrap_future(job))
        except asyncio.CancelledError:
            caller_gone = not job.cancelled()
            job.cancel()
            if caller_gone:
                raise
            raise Busy(
                f"The {self.name} engine did not get to this request within {self._wait_limit:g} s. "
                f"Nothing was done; try again after the time in Retry-After.",
                retry_after=2,
            ) from None
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let running work end, drop the rest."""
        self._threads.shutdown(wait=True, cancel_futures=True)
