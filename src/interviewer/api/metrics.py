"""`/metrics`: what Prometheus reads, counted afresh at each look. Labels hold ids and states, nothing of a person.

How long replies took and which providers failed is counted by each api process, of what its agents told it since it
started.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from interviewer.api import queue
from interviewer.api.context import Here
from interviewer.interviews.waiting import ADMISSION, APPOINTMENTS
from interviewer.kernel.projection import standings
from interviewer.providers.resilience.breakers import Standing
from interviewer.providers.summaries import InterviewSummaries
from interviewer.providers.waiting_calls import pool_of

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(here: Here) -> Response:
    """Queues, slots and interviews as they are now."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, label: str) -> Gauge:
        return Gauge(f"interviewer_{name}", meaning, [label], registry=registry)

    await here.catch_up(InterviewSummaries())
    found, counts = await queue.state(here), await here.plane.summaries.counts()
    depth = gauge("queue_depth", "Calls that wait for a free line.", "queue")
    oldest = gauge("queue_oldest_seconds", "How long the first of them has waited.", "queue")
    running = {ADMISSION + name for name, campaign in found.campaigns.items() if campaign.status == "running"}
    for name in {APPOINTMENTS, *running, *found.depths}:  # an empty queue is told too, so that no graph breaks off
        waiting = found.depths.get(name)
        depth.labels(name.removeprefix(ADMISSION)).set(waiting.calls if waiting else 0)
        oldest.labels(name.removeprefix(ADMISSION)).set(found.oldest(name) if waiting else 0)
    taken = gauge("slots_taken", "Calls that go on, in all, on a vendor's account or of a campaign.", "pool")
    limit = gauge("slots_limit", "How many of them may go on at once.", "pool")
    for pool in found.taken.keys() | found.pools.keys():
        taken.labels(pool).set(found.taken.get(pool, 0))
    for pool, most in found.pools.items():
        limit.labels(pool).set(most)
    for campaign_id, campaign in found.campaigns.items():
        if campaign.terms.max_calls is not None and pool_of(campaign_id) in found.taken:
            limit.labels(pool_of(campaign_id)).set(campaign.terms.max_calls)
    interviews = gauge("interviews", "Interviews by state.", "state")
    for name, count in counts.states.items():
        interviews.labels(name).set(count)
    standing = await standings(here.plane.store.pool)
    behind = gauge("projection_behind", "Events that a projection has still to take in.", "projection")
    stopped = gauge("projection_stopped", "1: it stands still at an event that it cannot digest.", "projection")
    head = await here.plane.store.head()
    for one in standing:
        behind.labels(one.projection).set(max(0, head - one.position))
        stopped.labels(one.projection).set(one.stopped_at is not None)
    held_back = "1: no new call is begun, because a vendor's account that each needs has no room or no credit."
    Gauge("interviewer_calls_held_back", held_back, registry=registry).set(await queue.held_back(here) is not None)
    _tell_breakers(registry, await here.breakers.standing())
    found_out = (registry, here.replies.registry, here.failovers.registry)
    text = b"".join(generate_latest(one) for one in found_out)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _tell_breakers(registry: CollectorRegistry, standings: Iterable[Standing]) -> None:
    """Of all processes where they share them through a Redis; their counts begin anew when it is emptied."""
    meaning = "1: a vendor's account is not asked by calls now; 0.5: one call tries."
    opened = Gauge("interviewer_breaker_open", meaning, ["account"], registry=registry)
    openings = Gauge("interviewer_breaker_openings", "How often it opened so far.", ["account"], registry=registry)
    turned = Counter(
        "interviewer_breaker_transitions",
        "How often a vendor's account was left alone (open), tried again (half_open) and taken back (closed).",
        ["account", "to"],
        registry=registry,
    )
    for watched in standings:
        name, breaker = f"{watched.account.part}/{watched.account.row}/{watched.account.where}", watched.breaker
        opened.labels(name).set({"closed": 0, "half_open": 0.5, "open": 1}[breaker.phase])
        openings.labels(name).set(breaker.opened)
        for to, times in (("open", breaker.opened), ("half_open", breaker.tried), ("closed", breaker.closed)):
            turned.labels(name, to).inc(times)
