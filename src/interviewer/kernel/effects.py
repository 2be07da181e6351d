"""What a batch of units changes beside the events, in as few statements as there are tables.

The caller holds the writer's lock. Deliberately not here: what is allowed (`claims`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from interviewer.kernel.claims import Asked, Claims
from interviewer.kernel.clock import Clock
from interviewer.kernel.log import Dequeue, Effect, Enqueue

PUT_JOBS = """
insert into jobs (queue, key, due, payload)
select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[])
on conflict (queue, key) do update set due = excluded.due, payload = excluded.payload
"""
DROP_JOBS = """
delete from jobs using unnest($1::text[], $2::text[]) as gone (queue, key)
where jobs.queue = gone.queue and jobs.key = gone.key
"""
PUT_NAMES = """
insert into names (name, owner) select * from unnest($1::text[], $2::text[])
on conflict (name) do update set owner = excluded.owner
"""
PUT_SLOTS = "insert into slots (pool, owner) select * from unnest($1::text[], $2::text[]) on conflict do nothing"
DROP_SLOTS = """
delete from slots using unnest($1::text[], $2::text[]) as gone (pool, owner)
where slots.pool = gone.pool and slots.owner = gone.owner
"""
PUT_PACES = """
insert into paces (name, due) select * from unnest($1::text[], $2::timestamptz[])
on conflict (name) do update set due = excluded.due
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Who held what before and after, and the accepted effects in order."""

    before: Claims
    after: Claims
    effects: tuple[Effect, ...]


async def load(connection: asyncpg.Connection[asyncpg.Record], asked: Asked) -> Claims:
    """What is held of all that is asked about."""
    claims = Claims()
    if asked.names:
        rows = await connection.fetch("select name, owner from names where name = any($1)", list(asked.names))
        claims.names = {row["name"]: row["owner"] for row in rows}
    if asked.pools or asked.owners:
        rows = await connection.fetch(
            "select pool, owner from slots where pool = any($1) or owner = any($2)",
            list(asked.pools),
            list(asked.owners),
        )
        claims.slots = {(row["pool"], row["owner"]) for row in rows}
    if asked.paces:
        rows = await connection.fetch("select name, due from paces where name = any($1)", list(asked.paces))
        claims.paces = {row["name"]: row["due"] for row in rows}
    return claims


SLOTS = "slots"
"""Stands among the names of queues for slots that became free."""
SOON = timedelta(seconds=1)


async def apply(
    connection: asyncpg.Connection[asyncpg.Record], change: Change, clock: Clock, now: datetime
) -> frozenset[str]:
    """Write what changed; the dues of jobs are turned into real time. The queues in which something is due soon."""
    news: set[str] = set()
    jobs: dict[tuple[str, str], Enqueue | None] = {}
    for effect in change.effects:
        if isinstance(effect, Enqueue):
            jobs[effect.queue, effect.key] = effect
        elif isinstance(effect, Dequeue):
            jobs[effect.queue, effect.key] = None
    if gone := [place for place, job in jobs.items() if job is None]:
        await connection.execute(DROP_JOBS, *_columns(gone))
    if put := [job for job in jobs.values() if job is not None]:
        rows = [(job.queue, job.key, clock.real(job.due), json.dumps(dict(job.payload))) for job in put]
        await connection.execute(PUT_JOBS, *_columns(rows))
        news.update(queue for queue, _, due, _ in rows if due <= now + SOON)
    before, after = change.before, change.after
    if released := before.names.keys() - after.names.keys():
        await connection.execute("delete from names where name = any($1)", list(released))
    if reserved := [(name, owner) for name, owner in after.names.items() if before.names.get(name) != owner]:
        await connection.execute(PUT_NAMES, *_columns(reserved))
    if vacated := before.slots - after.slots:
        await connection.execute(DROP_SLOTS, *_columns(sorted(vacated)))
        news.add(SLOTS)
    if taken := after.slots - before.slots:
        await connection.execute(PUT_SLOTS, *_columns(sorted(taken)))
    if paced := [(name, due) for name, due in after.paces.items() if before.paces.get(name) != due]:
        await connection.execute(PUT_PACES, *_columns(paced))
    return frozenset(news)


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
