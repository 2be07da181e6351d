"""The queues of all webhooks as one, from which each webhook gets only so many places.

A receiver that hangs keeps its own messages waiting, and nobody else's.
"""

from __future__ import annotations

import json
from collections import Counter

import asyncpg

from interviewer.kernel.queue import Claim, Jobs
from interviewer.providers.deliveries import QUEUE

CLAIM = f"""
with picked as (
    select job.queue, job.key from webhooks cross join lateral (
        select queue, key, due from jobs
        where queue = '{QUEUE}' || webhooks.id and due <= clock_timestamp()
        order by due, key limit greatest(0, $1 - coalesce(($2::jsonb->>webhooks.id)::int, 0)) for update skip locked
    ) as job order by job.due, job.key limit $3
)
update jobs set due = clock_timestamp() + make_interval(secs => $4),
       payload = jobs.payload || jsonb_build_object(
           'attempts', coalesce((jobs.payload->>'attempts')::int, 0) + 1, 'running', true)
from picked where jobs.queue = picked.queue and jobs.key = picked.key
returning jobs.queue, jobs.key, jobs.due, jobs.payload
"""  # noqa: S608 - constants
NEXT_DUE = f"""
select extract(epoch from min(job.due) - clock_timestamp())::float8
from webhooks cross join lateral (
    select due from jobs where queue = '{QUEUE}' || webhooks.id order by due, key limit 1
) as job where webhooks.id <> all($1)
"""  # noqa: S608 - a constant


class WebhookJobs(Jobs):
    """As `Jobs`, over the queues of all webhooks, whatever queue is named; `each` are out at once for one webhook."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], *, each: int) -> None:
        super().__init__(pool)
        self._each = each
        self._out: Counter[str] = Counter()

    async def claim(self, queue: str, *, seconds: float, limit: int = 1) -> tuple[Claim, ...]:  # noqa: ARG002 - all queues
        """Take up to `limit` due jobs, of those webhooks that have places left."""
        rows = await self._pool.fetch(CLAIM, self._each, json.dumps(dict(+self._out)), limit, seconds)
        self._out.update(row["queue"].removeprefix(QUEUE) for row in rows)
        payloads = [json.loads(row["payload"]) for row in rows]
        return tuple(
            Claim(row["queue"], row["key"], row["due"], payload["attempts"], payload)
            for row, payload in zip(rows, payloads, strict=True)
        )

    async def next_due(self, queue: str) -> float | None:  # noqa: ARG002 - all queues
        """See `Jobs`; what has no place left is waited for by its end, not by a look at the queue."""
        full = [webhook_id for webhook_id, out in self._out.items() if out >= self._each]
        seconds: float | None = await self._pool.fetchval(NEXT_DUE, full)
        return seconds

    async def give_back(self, claim: Claim, *, after: float, counted: bool = True) -> None:
        """See `Jobs`; its place is free."""
        self._leave(claim)
        await super().give_back(claim, after=after, counted=counted)

    async def finish(self, *claims: Claim) -> None:
        """See `Jobs`; their places are free."""
        for claim in claims:
            self._leave(claim)
        await super().finish(*claims)

    def _leave(self, claim: Claim) -> None:
        self._out[claim.queue.removeprefix(QUEUE)] -= 1
