"""One row per running agent process and one per running api, all on the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from interviewer.interviews.waiting import LEASES

API_BEAT_SECONDS = 0.25
"""How often an api says that it is alive."""
SEEN = """
insert into agents (agent_id, link_id, seen_at, closed_at, free)
select agent_id, link_id, clock_timestamp(), null, free
from unnest($1::text[], $2::uuid[], $3::int[]) as beat (agent_id, link_id, free)
on conflict (agent_id) do update
set link_id = excluded.link_id, seen_at = excluded.seen_at, closed_at = null, free = excluded.free
where agents.closed_at is null or agents.link_id <> excluded.link_id  -- a closed link is heard no more
"""
CLOSED = "update agents set closed_at = clock_timestamp() where agent_id = $1 and link_id = $2 and closed_at is null"
API_SEEN = """
insert into apis (api_id, seen_at) values ($1, clock_timestamp())
on conflict (api_id) do update set seen_at = clock_timestamp()
"""
LEASES_NOW = f"""
select clock_timestamp() as now, (select max(seen_at) from apis) as api_seen_at,
       jobs.key, jobs.due, (jobs.payload->>'epoch')::int as epoch, jobs.payload->>'agent_id' as agent_id,
       agents.seen_at, agents.closed_at
from (values (1)) as one left join jobs on jobs.queue = '{LEASES}'
left join agents on agents.agent_id = jobs.payload->>'agent_id'
"""  # noqa: S608 - a constant
HELD = f"select key, (payload->>'epoch')::int as epoch from jobs where queue = '{LEASES}' and payload->>'agent_id' = $1"  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Beat:
    """An agent is alive, on this link, and can take so many further calls."""

    agent_id: str
    link_id: UUID
    free: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lease and when its holder was last heard of; `closed_at` while the holder has no link."""

    interview_id: str
    epoch: int
    agent_id: str
    since: datetime
    seen_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All leases at one moment of the database's clock; `api_seen_at`: when any api was last heard of."""

    now: datetime
    api_seen_at: datetime | None
    held: tuple[Held, ...]


class Heartbeats:
    """The tables `agents` and `apis`, and the leases beside them."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def seen(self, *beats: Beat) -> None:
        """These agents, of which each is named once, are alive."""
        if beats:
            columns = [list(column) for column in zip(*((b.agent_id, b.link_id, b.free) for b in beats), strict=True)]
            await self._pool.execute(SEEN, *columns, timeout=2)

    async def closed(self, agent_id: str, link_id: UUID) -> None:
        """The agent's link broke; without effect when it has a newer one."""
        await self._pool.execute(CLOSED, agent_id, link_id, timeout=2)

    async def api_seen(self, api_id: str) -> None:
        """This api is alive: agents can reach the database through it."""
        await self._pool.execute(API_SEEN, api_id, timeout=2)

    async def held_by(self, agent_id: str) -> dict[str, int]:
        """The interviews this agent holds, each with its epoch."""
        return {row["key"]: row["epoch"] for row in await self._pool.fetch(HELD, agent_id, timeout=2)}

    async def calls(self) -> int:
        """How many calls are in agents' hands."""
        return int(await self._pool.fetchval("select count(*) from jobs where queue = $1", LEASES))

    async def read(self) -> Reading:
        """All leases now."""
        rows = await self._pool.fetch(LEASES_NOW, timeout=2)
        held = tuple(
            Held(row["key"], row["epoch"], row["agent_id"], row["due"], row["seen_at"], row["closed_at"])
            for row in rows
            if row["key"] is not None
        )
        return Reading(rows[0]["now"], rows[0]["api_seen_at"], held)
