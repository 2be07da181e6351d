"""The law of limits: never more calls at once than a pool has slots, by the log's order and by the record's times."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from interviewer.interviews.waiting import CALLS
from interviewer.simulation.campaign.evidence import Evidence, ended_by_caller, line_free
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.timeline import Call
from interviewer.simulation.line.talk import Ring

CAMPAIGN: Final = "campaign:"
"""Begins the name of a pool that only the calls of one campaign have slots of."""
NEVER: Final = datetime.max.replace(tzinfo=UTC)


def limits(evidence: Evidence) -> Checks:
    """No limit on calls at once is exceeded."""
    yield from _by_the_log(evidence)
    yield from _by_the_record(evidence)


def takes(call: Call, pool: str) -> bool:
    """Whether the call has a slot of that pool; one by link only counts among all calls."""
    if pool.startswith(CAMPAIGN):
        return call.by_phone and pool == f"{CAMPAIGN}{call.campaign_id}"
    return call.by_phone or pool == CALLS


def going_on(evidence: Evidence, takes_part: Callable[[Call], bool]) -> Iterator[tuple[Call, int]]:
    """Of those calls each with how many of them went on when it had begun, by the log's order."""
    ends: list[int] = []
    for call in evidence.calls:
        if takes_part(call):
            while ends and ends[0] < call.position:
                heapq.heappop(ends)
            heapq.heappush(ends, call.end.position if call.end else sys.maxsize)
            yield call, len(ends)


def _by_the_log(evidence: Evidence) -> Iterator[str | None]:
    for pool, limit in evidence.limits.items():
        for call, count in going_on(evidence, partial(takes, pool=pool)):
            yield f"{call}: call number {count} of {pool}" if call.by_phone and count > limit else None
    for campaign_id in evidence.timeline.terms:
        pool = f"{CAMPAIGN}{campaign_id}"
        for call, count in going_on(evidence, partial(takes, pool=pool)):
            terms = evidence.timeline.terms_of(call)
            if terms is not None and terms.max_calls is not None:
                yield f"{call}: call number {count} of {pool}" if count > terms.max_calls else None


def _by_the_record(evidence: Evidence) -> Iterator[str | None]:
    for pool, limit in evidence.limits.items():
        ends: list[datetime] = []
        for ring in sorted(evidence.rings, key=lambda ring: ring.began):
            call = evidence.caller_of(ring)
            if call is None or not takes(call, pool):
                continue
            while ends and ends[0] <= ring.began + evidence.apart:
                heapq.heappop(ends)
            heapq.heappush(ends, _over(ring, call))
            yield f"{call}: telephone number {len(ends)} of {pool}" if len(ends) > limit else None


def _over(ring: Ring, call: Call) -> datetime:
    """When the ring stopped counting: a line that the caller has still to hang up after the call holds no slot."""
    free = line_free(ring) or NEVER
    return min(free, call.over or NEVER) if ended_by_caller(ring) or free == NEVER else free
