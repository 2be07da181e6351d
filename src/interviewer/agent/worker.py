"""Many calls in one process: takes leases from the link, holds them, gives them back.

Nothing is kept here that the log could not rebuild; what the log has not seen yet lies in the spools.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from interviewer.agent.link import AgentLink
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool, left_behind, path_of
from interviewer.kernel import heap
from interviewer.kernel.clock import Clock
from interviewer.telemetry.logs import get_logger
from interviewer.wire.agent_link import LeaseGranted, Revoked

log = get_logger(__name__)

RECOVERY_SECONDS = 5.0
"""How long the calls of a dead process may wait for what it saw: whoever takes one over goes by the log."""
LEAVING_SECONDS = 8.0
"""How long a stopping process waits until every call was left."""
LAST_WORDS_SECONDS = 3.0
"""How long a stopping process waits for its last observations to be acknowledged; what is left stays spooled."""
FORGOTTEN_AFTER = 1.0
"""Seconds after a call until garbage is looked for: the call, its sound and its room's native side lie there in cycles,
several MB that CPython would not look at before some dozens of calls. The look takes some milliseconds."""

GIVEN_BACK_AFTER = 12.0
"""Seconds after the last of its calls until a process gives back what is free: livekit's native side takes ten."""


class Call(Protocol):
    """One interview in one epoch; see `call.Call` for the one that speaks."""

    async def hold(self) -> object:
        """Join, talk, leave; returns when nothing more will be reported."""
        ...

    def stop(self) -> None:
        """This process is going away: leave, so that another one can go on."""
        ...

    def revoke(self) -> None:
        """The lease is lost: be silent at once."""
        ...


class Worker:
    """One agent process. `call` makes the call of a lease, which reports what it sees."""

    def __init__(
        self,
        call: Callable[[LeaseGranted, Reporter], Call],
        *,
        api_url: str,
        secret: str,
        agent_id: str,
        capacity: int,
        spool_dir: Path,
        zone: str = "",
        drain_within: float = 0.0,
        clock: Clock | None = None,
    ) -> None:
        self._call = call
        self._drain_within = drain_within
        self._clock = clock
        self._capacity = capacity
        self._spool_dir = spool_dir
        self._calls: dict[tuple[str, int], tuple[Call, asyncio.Task[None]]] = {}
        self._recovering = True
        self._draining = False
        self._stopping = False
        self.link = AgentLink(
            api_url=api_url,
            secret=secret,
            agent_id=agent_id,
            zone=zone,
            free=self._free,
            on_lease=self._take,
            on_revoked=self._revoke,
        )

    async def run(self, stop: asyncio.Event, hurry: asyncio.Event | None = None) -> None:
        """Hold interviews until told to stop, then take no more and leave each call when it is over.

        Those that are not over at the limit, or at `hurry`, are given back to others. What was seen is reported.
        """
        for spool in left_behind(self._spool_dir):
            data = spool.waiting[0].data
            log.info("spool.recovered", observations=len(spool.waiting), file=spool.path.name)
            self.link.add(spool.waiting[0].interview_id, data["epoch"], spool, holding=False)
        linked = asyncio.create_task(self.link.run(), name="agent-link")
        recovering = asyncio.create_task(self._recover(), name="recovery")
        log.info("ready", capacity=self._capacity)
        await stop.wait()
        recovering.cancel()
        await self._drain(hurry or asyncio.Event())
        await self._stop()
        linked.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await linked

    async def _recover(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.link.drained(), RECOVERY_SECONDS)
        self._recovering = False
        self.link.announce()

    def _free(self) -> int:
        return 0 if self._draining or self._recovering else max(0, self._capacity - len(self._calls))

    def _take(self, lease: LeaseGranted) -> None:
        key = (lease.interview_id, lease.epoch)
        if key in self._calls:
            return
        spool = Spool(path_of(self._spool_dir, *key))
        reporter = Reporter(
            spool,
            interview_id=lease.interview_id,
            epoch=lease.epoch,
            correlation_id=lease.correlation_id,
            send=self.link.send,
            clock=self._clock,
        )
        self.link.add(*key, spool, holding=True)
        call = self._call(lease, reporter)
        self._calls[key] = call, asyncio.create_task(self._hold(call, key), name=f"call-{lease.interview_id}")
        if self._stopping:
            call.stop()

    async def _hold(self, call: Call, key: tuple[str, int]) -> None:
        try:
            await call.hold()
        finally:
            del self._calls[key]
            self.link.release(*key)
            asyncio.get_running_loop().call_later(FORGOTTEN_AFTER, gc.collect)
            asyncio.get_running_loop().call_later(GIVEN_BACK_AFTER, self._give_back)

    def _give_back(self) -> None:
        if not self._calls:
            heap.give_back()

    def _revoke(self, revoked: Revoked) -> None:
        if found := self._calls.get((revoked.interview_id, revoked.epoch)):
            log.warning("call.revoked", session_id=revoked.interview_id, reason=revoked.reason)
            found[0].revoke()

    async def _drain(self, hurry: asyncio.Event) -> None:
        self._draining = True
        self.link.announce()
        log.info("draining", calls=len(self._calls), within_s=self._drain_within)
        hurried = asyncio.create_task(hurry.wait())
        until = asyncio.get_running_loop().time() + self._drain_within
        while self._calls and not hurried.done() and (left := until - asyncio.get_running_loop().time()) > 0:
            tasks = [task for _, task in self._calls.values()]
            await asyncio.wait([hurried, *tasks], timeout=left, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()

    async def _stop(self) -> None:
        self._stopping = True
        if self._calls:
            log.warning("calls.handed_over", calls=len(self._calls))
        tasks = [task for _, task in self._calls.values()]
        for call, _ in self._calls.values():
            call.stop()
        if tasks:
            await asyncio.wait(tasks, timeout=LEAVING_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.link.drained(), LAST_WORDS_SECONDS)
