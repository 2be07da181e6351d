"""Requests that were sent under a key, and their first answers, in PostgreSQL.

A request is carried out by one process at a time, which says while it works that it is alive. Whoever takes it over
from one that died gets the same seed, so that it makes the same ids again. Deliberately not here: HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from interviewer.kernel.rows import Connection

KEPT: Final = timedelta(hours=24)
DEAD: Final = timedelta(seconds=60)
"""A process that was silent for so long carries out nothing any more."""
BEGIN = """
insert into idempotency_keys (principal, key, request, seed, run, alive_at, created_at)
values ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())
on conflict (principal, key) do update set request = excluded.request, seed = excluded.seed, run = excluded.run,
    alive_at = excluded.alive_at, status = null, headers = null, body = null, created_at = excluded.created_at
    where idempotency_keys.created_at < clock_timestamp() - $6::interval
      and idempotency_keys.alive_at < clock_timestamp() - $7::interval
returning seed
"""
TAKE_OVER = """
update idempotency_keys set run = $4, alive_at = clock_timestamp()
where principal = $1 and key = $2 and request = $3 and status is null
  and (run is null or alive_at < clock_timestamp() - $5::interval)
returning seed
"""
LOOK = "select request, status, headers, body from idempotency_keys where principal = $1 and key = $2"
MINE = "where principal = $1 and key = $2 and run = $3"
ALIVE = f"update idempotency_keys set alive_at = clock_timestamp() {MINE}"  # noqa: S608 - constants
FINISH = f"update idempotency_keys set run = null, status = $4, headers = $5, body = $6 {MINE}"  # noqa: S608 - constants
RELEASE = f"update idempotency_keys set run = null {MINE}"  # noqa: S608 - constants
CLEARED_AT_ONCE: Final = 1000
CLEAR = """
delete from idempotency_keys where ctid = any(array(
    select ctid from idempotency_keys where created_at < clock_timestamp() - $1::interval
    and alive_at < clock_timestamp() - $2::interval limit $3
))
"""
FORGET = """
update idempotency_keys set headers = '{}', body = null
where status is not null and position(convert_to($1, 'UTF8') in body) > 0
"""
"""The row stays: sent again, the request must not be carried out again."""


class KeyOfAnother(Exception):
    """This Idempotency-Key was sent with another request before. Nothing was done; take a new key for a new request."""


class StillRunning(Exception):
    """The first request with this Idempotency-Key is still being carried out. Ask again in a moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A first answer. `body` None: it was too large or too secret to be kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Turn:
    """This process's turn at carrying a request out."""

    principal: str
    key: str
    run: UUID
    seed: UUID


class FirstAnswers:
    """The table `idempotency_keys`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def begin(self, principal: str, key: str, request: bytes) -> Turn | Answer:
        """The turn at carrying the request out, or the answer that it got. `request`: a hash of all that it says.

        Raises `KeyOfAnother` and `StillRunning`.
        """
        run = uuid4()
        seed = await self._pool.fetchval(BEGIN, principal, key, request, uuid4(), run, KEPT, DEAD)
        seed = seed or await self._pool.fetchval(TAKE_OVER, principal, key, request, run, DEAD)
        if seed is not None:
            return Turn(principal, key, run, seed)
        row = await self._pool.fetchrow(LOOK, principal, key)
        if row is None:  # it was cleared away at this very moment
            raise StillRunning
        if bytes(row["request"]) != request:
            raise KeyOfAnother
        if row["status"] is None:
            raise StillRunning
        return Answer(row["status"], json.loads(row["headers"]), row["body"])

    async def alive(self, turn: Turn) -> None:
        """Say that the turn is still being used."""
        await self._pool.execute(ALIVE, turn.principal, turn.key, turn.run)

    async def finish(self, turn: Turn, answer: Answer) -> None:
        """Keep the answer, unless somebody else took the turn."""
        headers = json.dumps(dict(answer.headers))
        await self._pool.execute(FINISH, turn.principal, turn.key, turn.run, answer.status, headers, answer.body)

    async def release(self, turn: Turn) -> None:
        """The answer is none to keep: the next with the same request is carried out again, with the same ids."""
        await self._pool.execute(RELEASE, turn.principal, turn.key, turn.run)

    async def clear(self) -> None:
        """Take away what was kept long enough."""
        while await self._pool.execute(CLEAR, KEPT, DEAD, CLEARED_AT_ONCE) == f"DELETE {CLEARED_AT_ONCE}":
            pass


async def forget(connection: Connection, candidate_id: str) -> None:
    """Empty, in a transaction of the caller's, every answer that names this candidate."""
    await connection.execute(FORGET, candidate_id)
