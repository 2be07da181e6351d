"""`/v1/queue`: which calls wait for a free line, how long, and what limits them.

The expected wait is a reckoning: the calls ahead, each as long as recent ones, over the lines that the queue has a
share in. Deliberately not here: whose turn it is (`calling.fairness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter

from interviewer.api.context import Context, Here
from interviewer.calling.campaign import Campaign
from interviewer.interviews.waiting import ADMISSION, APPOINTMENTS, CALLS
from interviewer.kernel.clock import Clock
from interviewer.providers import checks
from interviewer.providers.campaigns import CampaignRows
from interviewer.providers.resilience import closed
from interviewer.providers.waiting_calls import Depth, Limits, pool_of
from interviewer.wire import campaigns as wire

router = APIRouter(prefix="/v1", tags=["campaigns"])
NONE = "none"
"""Names the queue of calls outside of any campaign."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits and what is taken at one moment. `pools`: limits by name; `call_seconds` is the world's time."""

    clock: Clock
    depths: Mapping[str, Depth]
    limits: Limits
    pools: Mapping[str, int]
    campaigns: Mapping[str, Campaign]
    call_seconds: float | None

    @property
    def taken(self) -> Mapping[str, int]:
        """Slots that are taken, by pool."""
        return self.limits.taken

    @property
    def lines(self) -> int:
        """How many calls may go on at once."""
        return min(self.pools.values())

    def oldest(self, queue: str) -> float:
        """How many of the world's seconds the first of the queue has waited."""
        now, since = self.limits.now, self.depths[queue].oldest
        return max(0.0, (self.clock.world(now) - self.clock.world(since)).total_seconds())

    def share(self, name: str, campaign: Campaign | None) -> int:
        """How many lines a queue has while all those wait that wait now; at least one."""
        waiting = {queue.removeprefix(ADMISSION) for queue in self.depths if queue != APPOINTMENTS} | {name}
        weights = {other: self._weight(other) for other in waiting}
        if campaign is not None:
            weights[name] = campaign.terms.weight
        fair = max(1, round(self.lines * weights[name] / sum(weights.values())))
        most = campaign.terms.max_calls if campaign is not None else None
        return fair if most is None else min(fair, most)

    def wait_of(self, name: str, campaign: Campaign | None) -> float | None:
        """The expected wait in the queue of that name, in seconds; None when it cannot be told."""
        if campaign is not None and campaign.status != "running":
            return None
        depth = self.depths.get(ADMISSION + name)
        return self.wait(0 if depth is None else depth.calls, self.share(name, campaign))

    def wait(self, ahead: int, lines: int) -> float | None:
        """The expected wait behind so many calls on so many lines."""
        if ahead == 0:
            return 0.0
        return None if self.call_seconds is None else round(ahead * self.call_seconds / lines, 1)

    def _weight(self, name: str) -> int:
        campaign = self.campaigns.get(name)
        return 1 if campaign is None else campaign.terms.weight


async def state(here: Context) -> QueueState:
    """Look at the queues now."""
    plane, settings = here.plane, here.settings
    await here.catch_up(CampaignRows())
    campaigns = {kept.id: kept.campaign for kept in await plane.campaigns.all()}
    mean = here.call_times.mean
    return QueueState(
        clock=plane.clock,
        depths=await plane.waiting_calls.depths(),
        limits=await plane.waiting_calls.limits(""),  # nothing here depends on the trunk's pace
        pools={CALLS: settings.calls_at_once, **settings.vendor_calls},
        campaigns=campaigns,
        call_seconds=None if mean is None else mean * plane.clock.scale.speed,
    )


@router.get("/queue")
async def get_queue(here: Here) -> wire.Queue:
    """Every queue of calls that wait for a free line, the oldest age, the limits and the expected wait."""
    found = await state(here)
    limits: dict[str, int | None] = {pool: found.pools.get(pool) for pool in found.taken} | dict(found.pools)
    for campaign_id, campaign in found.campaigns.items():
        if (pool := pool_of(campaign_id)) in limits:
            limits[pool] = campaign.terms.max_calls
    return wire.Queue(
        queues=[_shown(found, queue) for queue in found.depths],
        pools=[wire.Pool(pool=p, taken=found.taken.get(p, 0), limit=limit) for p, limit in sorted(limits.items())],
        mean_call_s=None if found.call_seconds is None else round(found.call_seconds, 1),
        held_back=await held_back(here),
    )


async def held_back(here: Context) -> wire.HeldBack | None:
    """The vendor's account that lets no new call begin; the orchestrator goes by the same breakers."""
    standings = await here.breakers.standing()
    full = closed.full(checks.needed_accounts(here.settings.accounts(here.settings.engines_url)), standings)
    if full is None:
        return None
    standing = closed.of(full, standings)
    return wire.HeldBack(
        part=full.part,
        provider=full.row,
        reason=standing.breaker.reason,
        again_in_s=round(standing.opens_in, 1),
    )


def _shown(found: QueueState, queue: str) -> wire.CallQueue:
    name, depth = queue.removeprefix(ADMISSION), found.depths[queue]
    campaign = found.campaigns.get(name)
    appointed = queue == APPOINTMENTS
    return wire.CallQueue(
        queue=name,
        campaign_id=None if appointed or name == NONE else name,
        depth=depth.calls,
        oldest_s=round(found.oldest(queue), 3),
        running=None if appointed else found.taken.get(pool_of(name), 0),
        limit=found.lines if appointed else found.share(name, campaign),
        expected_wait_s=found.wait(depth.calls, found.lines) if appointed else found.wait_of(name, campaign),
    )
