"""The documents of jobs, in PostgreSQL: what they say, as passages. The files themselves are not kept.

Deliberately not here: reading them (`reading`), vectors (`vectors`), and searching (`search`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from interviewer.providers.knowledge.blocks import Reading
from interviewer.providers.knowledge.chunks import Piece, passages
from interviewer.providers.knowledge.terms import LANGUAGES, SIMPLE
from interviewer.providers.openings import JobArchived, JobUnknown, Superseded

MOST: Final = 40
"""Documents of a job."""
COLUMNS: Final = """
documents.job_id, documents.name, kind, title, language, bytes, pages, sha256, added_at,
(select count(*) from passages where passages.job_id = documents.job_id and document = documents.name) as passages
"""
ALL = f"select {COLUMNS} from documents where job_id = $1 order by name"  # noqa: S608 - a constant
ONE = f"select {COLUMNS} from documents where job_id = $1 and name = $2"  # noqa: S608 - a constant
KEPT = "select id, heading, text from passages where job_id = $1 and document = $2 order by number"
PLACES = "select id, document, heading from passages where id = any($1)"
LOCK = "select archived_at from openings where id = $1 for no key update"
"""Changes of one job's documents wait for each other; readers and plans do not."""
COUNT = "select count(*) from documents where job_id = $1 and name <> $2"
PUT = """
insert into documents (job_id, name, kind, title, language, bytes, pages, sha256)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (job_id, name) do update set
    kind = excluded.kind, title = excluded.title, language = excluded.language, bytes = excluded.bytes,
    pages = excluded.pages, sha256 = excluded.sha256, added_at = clock_timestamp()
"""
DROP = "delete from passages where job_id = $1 and document = $2 and id <> all($3::text[])"
KEEP = """
insert into passages (id, job_id, document, number, heading, text, words)
select told.id, $1, $2, told.number, told.heading, told.text,
       setweight(to_tsvector($3::text::regconfig, told.text), 'A')
       || setweight(to_tsvector($3::text::regconfig, told.heading), 'B')
from unnest($4::text[], $5::text[], $6::text[]) with ordinality as told (id, heading, text, number)
on conflict (id) do update set number = excluded.number, words = excluded.words
"""
REMOVE = "delete from documents where job_id = $1 and name = $2"


class DocumentUnknown(Exception):
    """The job has no document of that name."""


class TooManyDocuments(Exception):
    """The job has as many documents as it may have. Remove one that nobody asks about, or put some together."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a job. `passages`: how many it was cut into; `sha256` of the file that was sent."""

    job_id: str
    name: str
    kind: str
    title: str
    language: str
    bytes: int
    pages: int | None
    sha256: str
    passages: int
    added_at: datetime

    @property
    def version(self) -> str:
        """Tells it from whatever else was or will be kept under its name."""
        return f"{self.sha256}-{self.language}"


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage of a document, in its order."""

    id: str
    heading: str
    text: str


class Documents:
    """The tables `documents` and `passages`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def all(self, job_id: str) -> tuple[Document, ...]:
        """The job's, by name. Raises `JobUnknown`."""
        await self._known(job_id)
        return tuple(Document(**dict(row)) for row in await self._pool.fetch(ALL, job_id))

    async def one(self, job_id: str, name: str) -> Document:
        """Raises `JobUnknown`, `DocumentUnknown`."""
        if (found := await self.find(job_id, name)) is None:
            raise _unknown(job_id, name)
        return found

    async def find(self, job_id: str, name: str) -> Document | None:
        """The document of that name, if there is one. Raises `JobUnknown`."""
        row = await self._pool.fetchrow(ONE, job_id, name)
        if row is None:
            await self._known(job_id)
            return None
        return Document(**dict(row))

    async def passages(self, job_id: str, name: str) -> tuple[KeptPassage, ...]:
        """What the document says, in its order."""
        return tuple(KeptPassage(**dict(row)) for row in await self._pool.fetch(KEPT, job_id, name))

    async def places(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Document and heading of these passages, as far as they are still there, by id."""
        if not ids:
            return {}
        return {row["id"]: (row["document"], row["heading"]) for row in await self._pool.fetch(PLACES, list(ids))}

    async def put(
        self,
        job_id: str,
        name: str,
        data: bytes,
        reading: Reading,
        language: str,
        based_on: str | None = None,
    ) -> Document:
        """Keep what a file says in place of that version of what is under the name; None: only if nothing is.

        Whoever searches meanwhile finds the one or the other, whole. Raises `JobUnknown`, `JobArchived`,
        `TooManyDocuments`, `Superseded`.
        """
        pieces = passages(reading)
        ids = [piece.id_in(job_id, name) for piece in pieces]
        async with self._pool.acquire() as connection, connection.transaction():
            await self._lock(connection, job_id)
            if await connection.fetchval(COUNT, job_id, name) >= MOST:
                raise TooManyDocuments
            if _version(await connection.fetchrow(ONE, job_id, name)) != based_on:
                raise Superseded
            await connection.execute(
                PUT, job_id, name, reading.kind, reading.title[:200], language, len(data), reading.pages, digest(data)
            )
            await connection.execute(DROP, job_id, name, ids)
            await connection.execute(KEEP, job_id, name, config_of(language), ids, *_columns(pieces))
        return await self.one(job_id, name)

    async def remove(self, job_id: str, name: str, based_on: str) -> None:
        """Take that version of a document away, with all that it said.

        Raises `JobUnknown`, `JobArchived`, `DocumentUnknown`, `Superseded`.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await self._lock(connection, job_id)
            if (version := _version(await connection.fetchrow(ONE, job_id, name))) is None:
                raise _unknown(job_id, name)
            if version != based_on:
                raise Superseded
            await connection.execute(REMOVE, job_id, name)

    async def _known(self, job_id: str) -> None:
        if not await self._pool.fetchval("select exists (select from openings where id = $1)", job_id):
            raise JobUnknown(f"There is no job {job_id}. GET /v1/jobs lists those there are.")

    async def _lock(self, connection: asyncpg.pool.PoolConnectionProxy[asyncpg.Record], job_id: str) -> None:
        row = await connection.fetchrow(LOCK, job_id)
        if row is None:
            raise JobUnknown(f"There is no job {job_id}. GET /v1/jobs lists those there are.")
        if row["archived_at"] is not None:
            raise JobArchived


def digest(data: bytes) -> str:
    """Of a file."""
    return hashlib.sha256(data).hexdigest()


def _version(row: asyncpg.Record | None) -> str | None:
    return None if row is None else Document(**dict(row)).version


def _unknown(job_id: str, name: str) -> DocumentUnknown:
    return DocumentUnknown(f"The job has no document {name!r}. GET /v1/jobs/{job_id}/documents lists its own.")


def config_of(language: str) -> str:
    """What PostgreSQL's text search calls a language."""
    return LANGUAGES.get(language, SIMPLE)


def _columns(pieces: Sequence[Piece]) -> tuple[list[str], list[str]]:
    return [piece.heading for piece in pieces], [piece.text for piece in pieces]
