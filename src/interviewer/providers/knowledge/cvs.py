"""Candidates' CVs, in PostgreSQL: their text alone, sealed under the candidate's key.

The file is not kept, nor its name, which often is the candidate's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.sealing import FORGOTTEN
from interviewer.providers.candidates import Candidates
from interviewer.providers.knowledge.blocks import DocumentUnreadable, Reading

LONGEST: Final = 60_000
"""Letters of a CV: thirty full pages."""
GET = "select kind, pages, characters, added_at from cvs where candidate_id = $1"
TEXT = "select text from cvs where candidate_id = $1"
PUT = """
insert into cvs (candidate_id, kind, pages, characters, text)
select id, $2, $3, $4, $5 from candidates where id = $1
on conflict (candidate_id) do update set kind = excluded.kind, pages = excluded.pages,
    characters = excluded.characters, text = excluded.text, added_at = clock_timestamp()
"""
REMOVE = "delete from cvs where candidate_id = $1"


class CvUnknown(Exception):
    """There is no CV of this candidate."""


@dataclass(frozen=True, slots=True)
class Cv:
    """What may be told of a CV: not what it says."""

    kind: str
    pages: int | None
    characters: int
    added_at: datetime


class Cvs:
    """The table `cvs`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring, candidates: Candidates) -> None:
        self._pool = pool
        self._keys = keys
        self._candidates = candidates

    async def get(self, candidate_id: str) -> Cv:
        """Raises `CvUnknown`, `CandidateUnknown`, `CandidateGone`."""
        await self._candidates.get(candidate_id)
        row = await self._pool.fetchrow(GET, candidate_id)
        if row is None:
            raise CvUnknown
        return Cv(**dict(row))

    async def put(self, candidate_id: str, reading: Reading) -> tuple[Cv, bool]:
        """Keep what it says in place of what was there, and whether there was none; the same text changes nothing.

        Raises `CandidateUnknown`, `CandidateGone`, `DocumentUnreadable`.
        """
        await self._candidates.get(candidate_id)
        text = text_of(reading)
        if len(text) > LONGEST:
            raise DocumentUnreadable(f"It has more than {LONGEST} letters, which is no CV. Was the right file sent?")
        before = await self.text(candidate_id)
        if before != text:
            sealed = column(await self._keys.sealer(candidate_id), text)
            await self._pool.execute(PUT, candidate_id, reading.kind, reading.pages, len(text), sealed)
        return await self.get(candidate_id), before is None

    async def text(self, candidate_id: str) -> str | None:
        """What it says; None without one, and for somebody who was forgotten."""
        sealed = await self._pool.fetchval(TEXT, candidate_id)
        (text,) = await self._keys.values([sealed])
        return None if text == FORGOTTEN else text

    async def remove(self, candidate_id: str) -> None:
        """Raises `CvUnknown`, `CandidateUnknown`, `CandidateGone`."""
        await self._candidates.get(candidate_id)
        if await self._pool.execute(REMOVE, candidate_id) == "DELETE 0":
            raise CvUnknown


def text_of(reading: Reading) -> str:
    """Line by line, each heading where it begins."""
    lines: list[str] = []
    path: tuple[str, ...] = ()
    for block in reading.blocks:
        if block.headings != path:
            lines += [heading for heading in block.headings if heading not in path]
            path = block.headings
        lines.append(block.text)
    return "\n".join(lines)
