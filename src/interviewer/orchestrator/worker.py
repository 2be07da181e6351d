"""Works a queue off: takes jobs, does what they ask, gives back those that failed.

More than one orchestrator may run: a job is in one worker's hands at a time, and comes back when that worker dies.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from interviewer.kernel.log import LogUnavailable
from interviewer.kernel.queue import Claim, Jobs
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOST
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
POLL_SECONDS = 1.0
HOLD_SECONDS = 15.0
"""How long a job stays in a dead worker's hands."""
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0


class NotNow(Exception):
    """The job cannot be done at present; `after` so many seconds it is looked at again.

    `counted`: it was tried, and that counts as an attempt.
    """

    def __init__(self, after: float, why: str, *, counted: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.counted = counted


class Worker:
    """Works off one queue, up to `at_once` jobs side by side.

    Not `repeatable`: whatever breaks the work off, it counts as an attempt, unless the work itself says that nothing
    was done (`NotNow`).
    """

    def __init__(
        self,
        jobs: Jobs,
        queue: str,
        work: Callable[[Claim], Awaitable[None]],
        *,
        at_once: int = 1,
        repeatable: bool = True,
    ) -> None:
        self._jobs = jobs
        self._repeatable = repeatable
        self._queue = queue
        self._work = work
        self._at_once = at_once
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    async def run(self) -> None:
        """Work for ever."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                if len(running) < self._at_once:
                    for claim in await self._claim(self._at_once - len(running)):
                        task = asyncio.create_task(self._handle(claim), name=f"{self._queue}:{claim.key}")
                        running.add(task)
                        task.add_done_callback(running.discard)
                        task.add_done_callback(lambda _: self._wake.set())
                pause = await self._pause(full=len(running) >= self._at_once)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
                self._wake.clear()
        finally:
            await end(running)

    async def _pause(self, *, full: bool) -> float:
        """How long there is nothing to do, if nobody wakes it."""
        if full:
            return POLL_SECONDS
        try:
            due = await self._jobs.next_due(self._queue)
        except LOST:
            return POLL_SECONDS
        return POLL_SECONDS if due is None else min(POLL_SECONDS, max(0.0, due))

    async def _claim(self, limit: int) -> tuple[Claim, ...]:
        try:
            return await self._jobs.claim(self._queue, seconds=HOLD_SECONDS, limit=limit)
        except LOST as error:
            log.warning("queue.unreadable", queue=self._queue, error=type(error).__name__)
            return ()

    async def _handle(self, claim: Claim) -> None:
        """Do one job, holding it all the while."""
        held = _Held(self._jobs, claim)
        with logs.bind(session_id=claim.key):
            holding = asyncio.create_task(held.keep())
            try:
                await self._work(claim)
            except NotNow as error:
                log.info("job.put_off", queue=self._queue, why=str(error), again_after_s=error.after)
                await held.give_back(error.after, counted=error.counted)
            except (LogUnavailable, *LOST) as error:
                log.warning("job.log_unavailable", queue=self._queue, error=type(error).__name__)
                await held.give_back(FIRST_RETRY_SECONDS, counted=not self._repeatable)
            except asyncio.CancelledError:
                await asyncio.shield(held.give_back(0.0, counted=not self._repeatable))
                raise
            except Exception:
                after = min(FIRST_RETRY_SECONDS * 2 ** (claim.attempts - 1), LONGEST_RETRY_SECONDS)
                log.exception("job.failed", queue=self._queue, attempt=claim.attempts, again_after_s=after)
                await held.give_back(after)
            else:
                await held.finish()
            finally:
                holding.cancel()


class _Held:
    """A claim that is renewed while its job takes long. A lost database lets it run out: then it comes back."""

    def __init__(self, jobs: Jobs, claim: Claim) -> None:
        self._jobs = jobs
        self._claim = claim
        self._lock = asyncio.Lock()

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(HOLD_SECONDS / 3)
            async with self._lock:
                with contextlib.suppress(*LOST):
                    kept = await self._jobs.keep(self._claim, seconds=HOLD_SECONDS)
                    if kept is None:
                        return
                    self._claim = kept

    async def give_back(self, after: float, *, counted: bool = True) -> None:
        async with self._lock:
            with contextlib.suppress(*LOST):
                await self._jobs.give_back(self._claim, after=after, counted=counted)

    async def finish(self) -> None:
        async with self._lock:
            with contextlib.suppress(*LOST):
                await self._jobs.finish(self._claim)
