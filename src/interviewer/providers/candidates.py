"""Everybody who is to be interviewed: the table `candidates`, with names and numbers sealed, and who was forgotten.

Deliberately not here: who may be called (`people`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.interviews.ids import new_id
from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.sealing import FORGOTTEN, MARK
from interviewer.providers import idempotency

ADD = """
insert into candidates (id, name, created_at)
select $1, $2, clock_timestamp() where not exists (select from forgotten where subject = $1) on conflict (id) do nothing
"""
COLUMNS = "id, name, number, reference, region, zone, version, created_at"
ONE = f"select {COLUMNS} from candidates where id = $1"  # noqa: S608 - a constant
PAGE = f"""
select {COLUMNS} from candidates where $1::timestamptz is null or (created_at, id) < ($1, $2)
order by created_at desc, id desc limit $3
"""  # noqa: S608 - a constant
CHANGE = "update candidates set name = $2, reference = $3, version = version + 1 where id = $1 and version = $4"
WORDS = (
    "turn.heard",
    "turn.spoken",
    "answer.understood",
    "proposal.refused",
    "interview.evaluated",
    "consent.recorded",
)
IN_PLAIN = """
select count(*) from events where stream = any($1) and position($3 in data::text) = 0
and (type = any($2) or (type = 'interview.scheduled' and data->>'contact' is not null))
"""
TAKE = "update candidates set version = version + 1 where id = $1 and version = $2"
REMOVE = (
    "delete from candidates where id = $1",
    "delete from seats using interviews where seats.interview_id = interviews.id and interviews.candidate_id = $1",
)


class CandidateUnknown(Exception):
    """There is no candidate of that id."""


class CandidateGone(Exception):
    """The candidate was forgotten: nothing that tells who it was is kept any more."""


class CandidateChanged(Exception):
    """Somebody else changed the candidate in the meantime. Nothing was changed; look again, and decide anew."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to be interviewed. `number` is E.164, None for one who comes by link; `version` counts its changes."""

    id: str
    name: str
    number: str | None
    reference: str | None
    region: str | None
    zone: str | None
    version: int
    created_at: datetime


class Candidates:
    """Reads and writes the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring) -> None:
        self._pool = pool
        self._keys = keys

    async def add(self, name: str, candidate_id: str | None = None) -> Candidate:
        """Keep somebody new; under that id if given, where the same again is the one that is there."""
        candidate_id = candidate_id or new_id("cand")
        await self._pool.execute(ADD, candidate_id, column(await self._keys.sealer(candidate_id), name))
        return await self.get(candidate_id)

    async def get(self, candidate_id: str) -> Candidate:
        """The candidate of that id. Raises `CandidateUnknown`, `CandidateGone`."""
        row = await self._pool.fetchrow(ONE, candidate_id)
        if row is not None:
            return (await self._opened([row]))[0]
        if await self.forgotten(candidate_id):
            raise CandidateGone
        raise CandidateUnknown(f"There is no candidate {candidate_id}. GET /v1/candidates lists those there are.")

    async def name_of(self, candidate_id: str) -> str:
        """The candidate's name; empty for one who was forgotten."""
        try:
            return (await self.get(candidate_id)).name
        except (CandidateUnknown, CandidateGone):
            return ""

    async def page(self, *, limit: int, before: tuple[datetime, str] | None = None) -> tuple[Candidate, ...]:
        """Candidates, newest first, older than `before` (time of making and id)."""
        return await self._opened(await self._pool.fetch(PAGE, *(before or (None, None)), limit))

    async def change(self, candidate_id: str, name: str, reference: str | None, based_on: int) -> Candidate:
        """Give it another name and reference. Raises `CandidateChanged`, `CandidateUnknown`, `CandidateGone`."""
        seal = await self._keys.sealer(candidate_id)
        done = await self._pool.execute(CHANGE, candidate_id, column(seal, name), column(seal, reference), based_on)
        found = await self.get(candidate_id)
        if done == "UPDATE 0":
            raise CandidateChanged
        return found

    async def take(self, candidate_id: str, based_on: int) -> None:
        """Have no other change be made from that version any more. Raises `CandidateChanged`."""
        if await self._pool.execute(TAKE, candidate_id, based_on) == "UPDATE 0":
            raise CandidateChanged

    async def forgotten(self, candidate_id: str) -> bool:
        """Whether the candidate was forgotten."""
        return bool(await self._pool.fetchval("select exists (select from forgotten where subject = $1)", candidate_id))

    async def in_plain(self, streams: Sequence[str]) -> int:
        """How many events of these streams hold something personal that was never sealed."""
        found: int = await self._pool.fetchval(IN_PLAIN, list(streams), list(WORDS), MARK)
        return found

    async def unforgotten(self, candidate_ids: Sequence[str]) -> list[str]:
        """Those of them of whom this database does not know that they were forgotten."""
        query = "select id from unnest($1::text[]) as id where not exists (select from forgotten where subject = id)"
        return [row["id"] for row in await self._pool.fetch(query, list(candidate_ids))]

    async def forget(self, candidate_id: str) -> None:
        """Destroy the key and remove what tells who it was, for ever. Again: nothing happens."""
        async with self._pool.acquire() as connection, connection.transaction():
            await idempotency.forget(connection, candidate_id)  # long, and so before the lock that others wait for
            await self._keys.destroy(connection, candidate_id)
            for statement in REMOVE:
                await connection.execute(statement, candidate_id)
        self._keys.drop(candidate_id)  # others hear of it; here nobody may wait for the news

    async def _opened(self, rows: Sequence[asyncpg.Record]) -> tuple[Candidate, ...]:
        sealed = [text for row in rows for text in (row["name"], row["number"], row["reference"])]
        plain = iter(await self._keys.values(sealed))
        found = []
        for row in rows:
            name, number, reference = next(plain), next(plain), next(plain)
            rest = {field: row[field] for field in ("region", "zone", "version", "created_at")}
            found.append(Candidate(row["id"], name or FORGOTTEN, number, reference, **rest))
        return tuple(found)
