"""Begins calls that wait as soon as there is room for them: the limits of the system, the vendors and the trunk.

Any number of orchestrators may do so at once: what each believes is only a proposal, the limits are judged by the log
with the append. Deliberately not here: whose turn it is (`calling.fairness`) and whether a candidate may be called
(`interviews.policy`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling import names
from interviewer.calling.fairness import Share, Waiting, choose
from interviewer.calling.openings import closing
from interviewer.interviews.commands import Dial
from interviewer.interviews.lifecycle import DialStarted
from interviewer.interviews.policy import Situation
from interviewer.interviews.waiting import ADMISSION, APPOINTMENTS, CALLS
from interviewer.kernel.claims import room_for
from interviewer.kernel.log import (
    ClaimRefused,
    Effect,
    LogError,
    Metadata,
    NameTaken,
    Pace,
    PoolFull,
    Take,
    TooFast,
    TooLate,
)
from interviewer.kernel.writer import LOST
from interviewer.orchestrator.dialling import RING_WITHIN
from interviewer.orchestrator.situations import Situations
from interviewer.providers.waiting_calls import pool_of
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
LOOK_SECONDS = 0.25
SOON_SECONDS = 0.05
"""The least time between two looks, so that what becomes free together is given out together."""
AT_ONCE = 100
VALID = timedelta(seconds=2)
"""How long a decision to dial holds, in real time: an orchestrator that was frozen meanwhile decides anew."""
IN_A_CALL_SECONDS = 5.0
"""How long to leave a candidate alone who is in another call just now."""
TRUNK = "trunk"
ACTOR = Metadata("", actor="orchestrator")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may go on at once. `pools` by name: all calls, and each vendor's account."""

    pools: Mapping[str, int]
    pace: Pace | None

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """The limits that the settings name; the trunk's pace is of the world's time."""
        per_second = settings.trunk_calls_per_second * settings.clock_speed
        pace = Pace(TRUNK, timedelta(seconds=1 / per_second), max(1, round(per_second))) if per_second else None
        return cls({CALLS: settings.calls_at_once, **settings.vendor_calls}, pace)


class Admission:
    """Looks at the calls that wait, for ever."""

    def __init__(
        self, plane: ControlPlane, bounds: Bounds, full: Callable[[], Awaitable[str | None]] | None = None
    ) -> None:
        """`full` names a vendor's account that has no room for a further call just now."""
        self._plane = plane
        self._full = full
        self._held_back: str | None = None
        self._bounds = bounds
        self._situations = Situations(plane)
        self._taken: Mapping[str, int] = {}
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something changed: look now."""
        self._wake.set()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)
            self._wake.clear()
            with contextlib.suppress(LogError, *LOST):
                await self.look()
            await asyncio.sleep(SOON_SECONDS)

    async def look(self) -> int:
        """Begin what there is room for; how many calls were begun."""
        free = await self._free()
        if free <= 0 or await self._vendors_are_full():
            return 0
        heads = await self._plane.waiting_calls.heads(free)
        if not heads:
            return 0
        chosen = await self._chosen(free, heads)
        situations = await self._situations.of_all({(one.candidate_id, one.campaign_id) for one in chosen})
        begun = await asyncio.gather(
            *(self._begin(one, situations[one.candidate_id, one.campaign_id]) for one in chosen)
        )
        return sum(begun)

    async def _free(self) -> int:
        """How many calls there is room for by what is taken at this moment; at most `AT_ONCE`."""
        limits = await self._plane.waiting_calls.limits(TRUNK)
        room = [limit - limits.taken.get(pool, 0) for pool, limit in self._bounds.pools.items()]
        if pace := self._bounds.pace:
            room.append(room_for(limits.pace, pace.interval, pace.burst, limits.now))
        self._taken = limits.taken
        return min(*room, AT_ONCE)

    async def _vendors_are_full(self) -> bool:
        """Whether calls stay queued because a vendor asked to be left alone; those that go on are not touched."""
        full = None if self._full is None else await self._full()
        if full != self._held_back:
            self._held_back = full
            log.warning("admission.held_back" if full else "admission.goes_on", account=full)
        return full is not None

    async def _chosen(self, free: int, heads: Mapping[str, tuple[Waiting, ...]]) -> tuple[Waiting, ...]:
        queues = {queue.removeprefix(ADMISSION): waiting for queue, waiting in heads.items() if queue != APPOINTMENTS}
        shares: dict[str, Share] = {}
        for name, (first, *_) in queues.items():
            campaign = await self._plane.campaign(first.campaign_id) if first.campaign_id else None
            running = self._taken.get(pool_of(name), 0)
            if campaign is None:
                shares[name] = Share(running=running)
            elif campaign.status != "paused":
                shares[name] = Share(campaign.terms.weight, running, campaign.terms.max_calls)
        return choose(free, heads.get(APPOINTMENTS, ()), queues, shares)

    async def _begin(self, waiting: Waiting, situation: Situation, *, again: bool = True) -> bool:
        """Begin one call; whether it began. What the log refuses is looked at anew, once; then it stays queued."""
        clock = self._plane.clock
        now = clock.now()
        not_after = clock.real(now) + VALID
        if not isinstance(situation.place, str) and waiting.queue != APPOINTMENTS:
            closes = closing(situation.terms, situation.place, now)
            if closes > now:  # else it is not dialled, but leaves the queue
                not_after = min(not_after, clock.real(closes) - RING_WITHIN)
        try:
            done = await self._plane.execute(
                waiting.interview_id,
                Dial(waiting.interview_id, situation, now),
                ACTOR,
                also=self._takes(waiting, situation),
                not_after=not_after,
            )
        except (PoolFull, TooFast):
            return False
        except (ClaimRefused, TooLate) as refused:
            if isinstance(refused, NameTaken) and refused.name == names.live(waiting.candidate_id):
                await self._plane.jobs.put_off(waiting.queue, waiting.interview_id, seconds=IN_A_CALL_SECONDS)
                return False
            if not again:
                return False
            fresh = await self._situations.of(waiting.candidate_id, waiting.campaign_id)
            return await self._begin(waiting, fresh, again=False)
        return any(isinstance(event, DialStarted) for event in done.events)

    def _takes(self, waiting: Waiting, situation: Situation) -> tuple[Effect, ...]:
        owner = waiting.interview_id
        takes: list[Effect] = [Take(pool, owner, limit) for pool, limit in self._bounds.pools.items()]
        takes.append(Take(pool_of(waiting.campaign_id or "none"), owner, situation.terms.max_calls))
        if self._bounds.pace is not None:
            takes.append(self._bounds.pace)
        return tuple(takes)
