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
from interviewer.providers.openings import Superseded

LONGEST: Final = 60_000
"""Letters of a CV: thirty full pages."""
VERSION: Final = "encode(sha256(convert_to(text, 'UTF8')), 'hex')"
"""Of the sealed text, which is another one each time: nobody can try by it what a CV says."""
GET = f"select kind, pages, characters, added_at, {VERSION} as version from cvs where candidate_id = $1"  # noqa: S608 - a constant
TEXT = "select text from cvs where candidate_id = $1"
ADD = """
insert into cvs (candidate_id, kind, pages, characters, text)
select id, $2, $3, $4, $5 from candidates where id = $1 on conflict (candidate_id) do nothing
"""
CHANGE = f"""
update cvs set kind = $2, pages = $3, characters = $4, text = $5, added_at = clock_timestamp()
where candidate_id = $1 and {VERSION} = $6
"""  # noqa: S608 - a constant
REMOVE = f"delete from cvs where candidate_id = $1 and {VERSION} = $2"  # noqa: S608 - a constant


class CvUnknown(Exception):
    """There is no CV of this candidate."""


@dataclass(frozen=True, slots=True)
class Cv:
    """What may be told of a CV: not what it says. `version` tells it from whatever else was or will be kept."""

    kind: str
    pages: int | None
    characters: int
    added_at: datetime
    version: str


class Cvs:
    """The table `cvs`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring, candidates: Candidates) -> None:
        self._pool = pool
        self._keys = keys
        self._candidates = candidates

    async def get(self, candidate_id: str) -> Cv:
        """Raises `CvUnknown`, `CandidateUnknown`, `CandidateGone`."""
        if (found := await self.find(candidate_id)) is None:
            raise CvUnknown
        return found

    async def find(self, candidate_id: str) -> Cv | None:
        """The candidate's CV, if there is one. Raises `CandidateUnknown`, `CandidateGone`."""
        await self._candidates.get(candidate_id)
        row = await self._pool.fetchrow(GET, candidate_id)
        return None if row is None else Cv(**dict(row))

    async def put(self, candidate_id: str, text: str, kind: str, pages: int | None, based_on: str | None) -> Cv:
        """Keep it in place of that version of what is there; None: only if there is none.

        Raises `CandidateUnknown`, `CandidateGone`, `Superseded`.
        """
        sealed = column(await self._keys.sealer(candidate_id), text)
        given = (candidate_id, kind, pages, len(text), sealed)
        if based_on is None:
            done = await self._pool.execute(ADD, *given)
        else:
            done = await self._pool.execute(CHANGE, *given, based_on)
        found = await self.find(candidate_id)
        if done in ("INSERT 0 0", "UPDATE 0") or found is None:
            raise Superseded
        return found

    async def text(self, candidate_id: str) -> str | None:
        """What it says; None without one, and for somebody who was forgotten."""
        sealed = await self._pool.fetchval(TEXT, candidate_id)
        (text,) = await self._keys.values([sealed])
        return None if text == FORGOTTEN else text

    async def remove(self, candidate_id: str, based_on: str) -> None:
        """Forget that version of it. Raises `Superseded`."""
        if await self._pool.execute(REMOVE, candidate_id, based_on) == "DELETE 0":
            raise Superseded


def text_of(reading: Reading) -> str:
    """Line by line, each heading where it begins. Raises `DocumentUnreadable` for what is too long for a CV."""
    lines: list[str] = []
    path: tuple[str, ...] = ()
    for block in reading.blocks:
        if block.headings != path:
            lines += [heading for heading in block.headings if heading not in path]
            path = block.headings
        lines.append(block.text)
    text = "\n".join(lines)
    if len(text) > LONGEST:
        raise DocumentUnreadable(f"It has more than {LONGEST} letters, which is no CV. Was the right file sent?")
    return text
