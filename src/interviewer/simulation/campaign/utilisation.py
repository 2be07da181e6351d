"""How well the lines were used: what stayed unused while calls waited, how late calls began, how long they queued.

Times are the world's, as the events have them. Deliberately not here: whether that is good enough.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from interviewer.calling.campaign import CampaignCancelled, CampaignPaused, CampaignResumed
from interviewer.interviews.waiting import CALLS
from interviewer.simulation.campaign.evidence import Evidence
from interviewer.simulation.campaign.limits import CAMPAIGN, going_on, takes
from interviewer.simulation.campaign.queueing import LONG_AGO, Wait, waits
from interviewer.simulation.campaign.timeline import Call

DIGITS: Final = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """Lengths of time in seconds: how many, median, 99th percentile by nearest rank, and the longest."""

    count: int
    p50: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Spread | None:
        """That of these; None without any."""
        ordered = sorted(seconds)
        if not ordered:
            return None
        p50, p99 = (round(ordered[max(0, math.ceil(part * len(ordered)) - 1)], DIGITS) for part in (0.5, 0.99))
        return cls(len(ordered), p50, p99, round(ordered[-1], DIGITS))

    def real(self, speed: float) -> Spread:
        """The same in real time."""
        return Spread(self.count, *(round(seconds / speed, DIGITS) for seconds in (self.p50, self.p99, self.most)))


@dataclass(frozen=True, slots=True)
class Utilisation:
    """What became of the pool `calls`. Shares are between 0 and 1; None where there was nothing to measure."""

    limit: int | None
    full_at: datetime | None
    """When all slots were taken for the first time."""
    drained_at: datetime | None
    """When the last call that waited left the queue."""
    unused: float | None
    """Mean share of slots that nobody had between these two."""
    unused_while_waiting: float | None
    """The same over the time in which a call waited that its campaign allowed: neither a night nor a pause counts."""
    lateness: Spread | None
    """From the moment from which a call might have begun, and a slot was free, until it did: the world's seconds."""
    waits: Spread | None
    """In the queue: the world's seconds."""
    lateness_real: Spread | None
    """Real seconds; None if the speed is not known."""
    waits_real: Spread | None


def measure(evidence: Evidence, speed: float | None) -> Utilisation:
    """Measure it."""
    stays = waits(evidence.timeline)
    limit = evidence.limits.get(CALLS)
    full_at = None if limit is None else _full_at(evidence, limit)
    drained_at = max((stay.left for stay in stays if stay.left is not None), default=None)
    unused: tuple[float | None, float | None] = None, None
    if limit is not None and full_at is not None and drained_at is not None:
        unused = _unused(evidence, stays, limit, full_at, drained_at)
    lateness = Spread.of(_lateness(evidence, {stay.dialled: stay.due for stay in stays if stay.dialled is not None}))
    queued = Spread.of((stay.left - stay.queued).total_seconds() for stay in stays if stay.left is not None)
    return Utilisation(
        limit=limit,
        full_at=full_at,
        drained_at=drained_at,
        unused=unused[0],
        unused_while_waiting=unused[1],
        lateness=lateness,
        waits=queued,
        lateness_real=lateness.real(speed) if lateness and speed else None,
        waits_real=queued.real(speed) if queued and speed else None,
    )


def _full_at(evidence: Evidence, limit: int) -> datetime | None:
    """The beginning of the first call that took the last slot, by the log's order."""
    begun = going_on(evidence, lambda call: takes(call, CALLS))
    return next((call.dial.at for call, count in begun if count >= limit), None)


class _Change(NamedTuple):
    """What changes at a moment: calls going on, calls waiting, and whether the campaign calls at all."""

    at: datetime
    campaign: str
    calls: int = 0
    waiting: int = 0
    halted: bool | None = None


@dataclass(slots=True)
class _Mean:
    """A mean over time."""

    total: float = 0.0
    seconds: float = 0.0

    def add(self, value: float, seconds: float) -> None:
        self.total += value * seconds
        self.seconds += seconds

    @property
    def mean(self) -> float | None:
        return round(self.total / self.seconds, DIGITS) if self.seconds else None


def _unused(
    evidence: Evidence, stays: Sequence[Wait], limit: int, begin: datetime, end: datetime
) -> tuple[float | None, float | None]:
    """Mean unused share from begin to end, of all that time and of that in which there was a call for a slot."""
    whole, wanted = _Mean(), _Mean()
    calls, waiting, halted = Counter[str](), Counter[str](), dict[str, bool]()
    caps, last = _caps(evidence), begin

    def wants(campaign: str) -> bool:
        return waiting[campaign] > 0 and not halted.get(campaign) and calls[campaign] < caps.get(campaign, math.inf)

    for change in [*sorted(_changes(evidence, stays), key=lambda change: change.at), _Change(end, "")]:
        until = min(max(change.at, begin), end)
        seconds, share = (until - last).total_seconds(), max(0, limit - calls.total()) / limit
        whole.add(share, seconds)
        if seconds and any(map(wants, waiting)):
            wanted.add(share, seconds)
        last = until
        calls[change.campaign] += change.calls
        waiting[change.campaign] += change.waiting
        if change.halted is not None:
            halted[change.campaign] = change.halted
    return whole.mean, wanted.mean


def _changes(evidence: Evidence, stays: Sequence[Wait]) -> Iterator[_Change]:
    for call in evidence.calls:
        yield _Change(call.dial.at, call.campaign_id or "", calls=1)
        if call.over is not None:
            yield _Change(call.over, call.campaign_id or "", calls=-1)
    for stay in stays:
        yield _Change(stay.queued, stay.campaign_id or "", waiting=1)
        if stay.left is not None:
            yield _Change(stay.left, stay.campaign_id or "", waiting=-1)
    for fact in evidence.timeline.facts:
        if isinstance(fact.event, CampaignPaused | CampaignCancelled | CampaignResumed):
            yield _Change(fact.event.at, fact.subject, halted=not isinstance(fact.event, CampaignResumed))


def _caps(evidence: Evidence) -> Mapping[str, int]:
    """How many calls each campaign may have at once, by its last terms; those without a limit are left out."""
    last = {campaign: versions[-1].max_calls for campaign, versions in evidence.timeline.terms.items()}
    return {campaign: most for campaign, most in last.items() if most is not None}


def _lateness(evidence: Evidence, due: Mapping[int, datetime]) -> Iterator[float]:
    """Of every call that waited, from when it was due and a slot was free. It takes the slot free for the longest."""
    pools = {**evidence.limits, **{f"{CAMPAIGN}{one}": most for one, most in _caps(evidence).items()}}
    free = {pool: [LONG_AGO] * limit for pool, limit in pools.items()}
    ended = sorted((call.end.position, call.position) for call in evidence.calls if call.end is not None)
    calls = {call.position: call for call in evidence.calls}
    for call in evidence.calls:
        while ended and ended[0][0] < call.position:
            _give_back(free, calls[heapq.heappop(ended)[1]])
        since = [heapq.heappop(slots) for pool, slots in free.items() if slots and takes(call, pool)]
        if call.position in due:
            yield max(0.0, (call.dial.at - max((due[call.position], *since))).total_seconds())


def _give_back(free: Mapping[str, list[datetime]], call: Call) -> None:
    for pool, slots in free.items():
        if takes(call, pool) and call.over is not None:
            heapq.heappush(slots, call.over)
