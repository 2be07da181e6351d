"""The calls that wait for a free line and what limits them, read in one go on the database's clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.calling.fairness import Waiting
from interviewer.interviews.waiting import ADMISSION

END = ADMISSION[:-1] + chr(ord(ADMISSION[-1]) + 1)
QUEUES = f"""
with recursive queues as (
    (select queue from jobs where queue > '{ADMISSION}' and queue < '{END}' order by queue limit 1)
    union all
    select (select jobs.queue from jobs where jobs.queue > queues.queue and jobs.queue < '{END}'
            order by jobs.queue limit 1)
    from queues where queues.queue is not null
)
"""  # noqa: S608 - constants
HEADS = f"""{QUEUES}
select queues.queue, head.key, head.due, head.payload from queues
cross join lateral (
    select key, due, payload from jobs where jobs.queue = queues.queue and due <= clock_timestamp()
    order by due, key limit $1
) as head
where queues.queue is not null
"""  # noqa: S608 - constants
DEPTHS = f"""{QUEUES}
select queues.queue, depth.calls, depth.oldest from queues
cross join lateral (select count(*) as calls, min(due) as oldest from jobs where jobs.queue = queues.queue) as depth
where queues.queue is not null
"""  # noqa: S608 - constants
LIMITS = """
select clock_timestamp() as now, (select json_object_agg(pool, taken) from (
    select pool, count(*) as taken from slots group by pool) as pools) as taken,
    (select due from paces where name = $1) as pace
"""


def pool_of(campaign: str) -> str:
    """The pool that counts the calls of a campaign; of `none` those outside of any."""
    return f"campaign:{campaign}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many slots of each pool are taken, and when the trunk's pace is due; `now` is real time."""

    now: datetime
    taken: Mapping[str, int]
    pace: datetime | None


@dataclass(frozen=True, slots=True)
class Depth:
    """How many calls wait in a queue, and since when the oldest does, in real time."""

    calls: int
    oldest: datetime


class WaitingCalls:
    """Questions to the queues of admission."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def limits(self, pace: str) -> Limits:
        """What is taken now; `pace` names the trunk's."""
        row = await self._pool.fetchrow(LIMITS, pace, timeout=5)
        assert row is not None  # noqa: S101 - the statement always gives a row
        return Limits(row["now"], json.loads(row["taken"] or "{}"), row["pace"])

    async def heads(self, most: int) -> Mapping[str, tuple[Waiting, ...]]:
        """Of each queue the oldest calls, at most so many."""
        found: dict[str, list[Waiting]] = {}
        for row in await self._pool.fetch(HEADS, most, timeout=5):
            who = json.loads(row["payload"])
            found.setdefault(row["queue"], []).append(
                Waiting(row["key"], who["candidate_id"], who["campaign_id"], row["due"], row["queue"])
            )
        return {queue: tuple(waiting) for queue, waiting in found.items()}

    async def depths(self) -> Mapping[str, Depth]:
        """Every queue of admission that is not empty."""
        rows = await self._pool.fetch(DEPTHS, timeout=5)
        return {row["queue"]: Depth(row["calls"], row["oldest"]) for row in rows}
