"""Taking jobs from a queue: each is taken by one worker for a time, and comes back if that worker does not finish.

Jobs are put by appends (`Enqueue`), so none is lost and none exists without its cause. Judged on the database's clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

CLAIM = """
with picked as (
    select queue, key from jobs where queue = $1 and due <= clock_timestamp()
    order by due, key limit $2 for update skip locked
)
update jobs set due = clock_timestamp() + make_interval(secs => $3),
       payload = jobs.payload || jsonb_build_object(
           'attempts', coalesce((jobs.payload->>'attempts')::int, 0) + 1, 'running', true)
from picked where jobs.queue = picked.queue and jobs.key = picked.key
returning jobs.key, jobs.due, jobs.payload
"""
KEEP = """
update jobs set due = clock_timestamp() + make_interval(secs => $4)
where queue = $1 and key = $2 and due = $3 returning due
"""
GIVE_BACK = """
update jobs set due = clock_timestamp() + make_interval(secs => $4),
       payload = payload || jsonb_build_object(
           'running', false, 'attempts', greatest(0, (payload->>'attempts')::int - case when $5 then 0 else 1 end))
where queue = $1 and key = $2 and due = $3
"""
HASTEN = "update jobs set due = clock_timestamp() where queue = $1 and key = any($2) and due > clock_timestamp()"
HASTEN_ALL = """
update jobs set due = clock_timestamp() where queue = $1 and payload @> $2::jsonb and due > clock_timestamp()
"""
PUT_OFF = "update jobs set due = clock_timestamp() + make_interval(secs => $3) where queue = $1 and key = $2"
NEXT_DUE = """
select extract(epoch from due - clock_timestamp())::float8 from jobs where queue = $1 order by due, key limit 1
"""
FINISH = """
delete from jobs using unnest($1::text[], $2::text[], $3::timestamptz[]) as done (queue, key, due)
where jobs.queue = done.queue and jobs.key = done.key and jobs.due = done.due
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in this worker's hands until `due`. `attempts` counts this one; `payload` is the job's own."""

    queue: str
    key: str
    due: datetime
    attempts: int
    payload: dict[str, Any]


class Jobs:
    """One database's queues, from a worker's side."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def claim(self, queue: str, *, seconds: float, limit: int = 1) -> tuple[Claim, ...]:
        """Take up to `limit` due jobs for so many seconds."""
        rows = await self._pool.fetch(CLAIM, queue, limit, seconds)
        found = []
        for row in rows:
            payload = json.loads(row["payload"])
            found.append(Claim(queue, row["key"], row["due"], payload["attempts"], payload))
        return tuple(found)

    async def keep(self, claim: Claim, *, seconds: float) -> Claim | None:
        """Hold the job for longer; None when it is no longer this worker's."""
        due = await self._pool.fetchval(KEEP, claim.queue, claim.key, claim.due, seconds)
        return None if due is None else Claim(claim.queue, claim.key, due, claim.attempts, claim.payload)

    async def give_back(self, claim: Claim, *, after: float, counted: bool = True) -> None:
        """Let the job be taken again after so many seconds; `counted` false: as if this attempt had not been."""
        await self._pool.execute(GIVE_BACK, claim.queue, claim.key, claim.due, after, counted)

    async def hasten(self, queue: str, keys: Sequence[str]) -> None:
        """Make these jobs due now, as far as they are there and due later."""
        await self._pool.execute(HASTEN, queue, list(keys))

    async def hasten_all(self, queue: str, payload: Mapping[str, object]) -> None:
        """Make all jobs due now whose payload has these fields, as far as they are due later."""
        await self._pool.execute(HASTEN_ALL, queue, json.dumps(dict(payload)))

    async def put_off(self, queue: str, key: str, *, seconds: float) -> None:
        """Make a job due only so many seconds from now."""
        await self._pool.execute(PUT_OFF, queue, key, seconds)

    async def next_due(self, queue: str) -> float | None:
        """Seconds until the queue's next job is due, 0 or less for one that is; None for an empty queue."""
        seconds: float | None = await self._pool.fetchval(NEXT_DUE, queue)
        return seconds

    async def finish(self, *claims: Claim) -> None:
        """Remove the jobs, but for those that were put anew in the meantime."""
        columns = [list(column) for column in zip(*((c.queue, c.key, c.due) for c in claims), strict=True)]
        if columns:
            await self._pool.execute(FINISH, *columns)
