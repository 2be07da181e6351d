"""Looks at interviews whose time has come: queues the call, or says why not and until when.

Thousands may be due in the same minute, so they are taken and looked at many at a time.
"""

from __future__ import annotations

import asyncio
import contextlib

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import Consider
from interviewer.interviews.policy import Rests, Situation, verdict
from interviewer.interviews.state import Scheduled
from interviewer.interviews.waiting import TIMERS
from interviewer.kernel.log import LogUnavailable, Metadata
from interviewer.kernel.queue import Claim
from interviewer.kernel.writer import LOST
from interviewer.orchestrator.situations import Situations
from interviewer.orchestrator.worker import HOLD_SECONDS
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
AT_ONCE = 50
POLL_SECONDS = 1.0
RETRY_SECONDS = 5.0
PAUSED_SECONDS = 60.0
"""How often to look at the interviews of a paused campaign; resuming it looks at all of them at once."""
ACTOR = Metadata("", actor="orchestrator")


class Timers:
    """Works off the queue `TIMERS`."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane
        self._situations = Situations(plane)
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something is due soon: look now."""
        self._wake.set()

    async def run(self) -> None:
        """Look for ever. First at every agreed time: a zone may have other rules than when this was last started."""
        await self._plane.jobs.hasten_all(TIMERS, {"appointed": True})
        while True:
            pause = await self._pause()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            while await self.look():
                pass

    async def look(self) -> bool:
        """Look at what is due; whether there may be more."""
        claims = await self._plane.jobs.claim(TIMERS, seconds=HOLD_SECONDS, limit=AT_ONCE)
        if not claims:
            return False
        wanted = {claim.key: (claim.payload["candidate_id"], claim.payload["campaign_id"]) for claim in claims}
        situations = await self._situations.of_all(set(wanted.values()))
        pauses = await asyncio.gather(*(self._consider(claim, situations[wanted[claim.key]]) for claim in claims))
        await self._plane.jobs.finish(*(claim for claim, pause in zip(claims, pauses, strict=True) if pause is None))
        for claim, pause in zip(claims, pauses, strict=True):
            if pause is not None:
                await self._plane.jobs.give_back(claim, after=pause, counted=False)
        return len(claims) == AT_ONCE

    async def _consider(self, claim: Claim, situation: Situation) -> float | None:
        """Consider one interview; in how many seconds to look again, None when it waits no more for its time."""
        clock = self._plane.clock
        now = clock.now()
        try:
            done = await self._plane.execute(claim.key, Consider(situation, now), ACTOR)
        except (LogUnavailable, *LOST) as error:
            log.warning("timer.log_unavailable", session_id=claim.key, error=type(error).__name__)
            return RETRY_SECONDS
        except Exception:  # one that cannot be considered must not hold up the others
            log.exception("timer.failed", session_id=claim.key)
            return RETRY_SECONDS
        if done.events or not isinstance(done.state, Scheduled):
            return None
        if isinstance(verdict(done.state.course, situation, now), Rests):
            return PAUSED_SECONDS
        return max(0.1, clock.real_seconds((done.state.until - now).total_seconds()))

    async def _pause(self) -> float:
        due = await self._plane.jobs.next_due(TIMERS)
        return POLL_SECONDS if due is None else min(POLL_SECONDS, max(0.0, due))
