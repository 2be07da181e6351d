"""Looks at interviews whose time has come: queues the call, or says why not and until when."""

from __future__ import annotations

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import Consider
from interviewer.interviews.policy import Rests, verdict
from interviewer.interviews.state import Scheduled
from interviewer.kernel.log import Metadata
from interviewer.kernel.queue import Claim
from interviewer.orchestrator.situations import Situations
from interviewer.orchestrator.worker import NotNow

PAUSED_SECONDS = 60.0
"""How often to look at the interviews of a paused campaign; resuming it looks at all of them at once."""
ACTOR = Metadata("", actor="orchestrator")


class Timers:
    """Works off the queue `TIMERS`."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane
        self._situations = Situations(plane)

    async def work(self, claim: Claim) -> None:
        """Look at the interview that the job names."""
        clock = self._plane.clock
        now = clock.now()
        situation = await self._situations.of(claim.payload["candidate_id"], claim.payload["campaign_id"])
        done = await self._plane.execute(claim.key, Consider(situation, now), ACTOR)
        if done.events or not isinstance(done.state, Scheduled):
            return
        if isinstance(verdict(done.state.course, situation, now), Rests):
            raise NotNow(PAUSED_SECONDS, "the campaign is paused")
        raise NotNow(max(0.1, clock.real_seconds((done.state.until - now).total_seconds())), "it is too early")
