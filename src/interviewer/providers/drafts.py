"""Drafts of plans in PostgreSQL: one for each job, as its author wrote it, mistakes and all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.providers.openings import Superseded

COLUMNS = "document, version, created_at, changed_at"
GET = f"select {COLUMNS} from drafts where job_id = $1 and document is not null"  # noqa: S608 - a constant
BEGIN = f"""
insert into drafts (job_id, document, version, created_at, changed_at)
values ($1, $2, 1, statement_timestamp(), statement_timestamp())
on conflict (job_id) do update
    set document = $2, version = drafts.version + 1,
        created_at = statement_timestamp(), changed_at = statement_timestamp()
    where drafts.document is null
returning {COLUMNS}
"""  # noqa: S608 - a constant
CHANGE = f"""
update drafts set document = $3,
    version = version + case when document = $3 then 0 else 1 end,
    changed_at = case when document = $3 then changed_at else clock_timestamp() end
where job_id = $1 and version = $2 and document is not null returning {COLUMNS}
"""  # noqa: S608 - a constant
DISCARD = """
update drafts set document = null, version = version + 1, changed_at = clock_timestamp()
where job_id = $1 and version = $2 and document is not null returning version
"""


class DraftUnknown(Exception):
    """This job has no draft. PUT one to /v1/jobs/{id}/draft with the header If-None-Match: *."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan file in the making; `version` counts its changes."""

    text: str
    version: int
    created_at: datetime
    changed_at: datetime


class Drafts:
    """The table `drafts`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def draft(self, job_id: str) -> Draft:
        """The job's draft. Raises `DraftUnknown`."""
        row = await self._pool.fetchrow(GET, job_id)
        if row is None:
            raise DraftUnknown
        return _draft(row)

    async def begin(self, job_id: str, text: str) -> Draft:
        """Keep the first draft of a job that exists. Raises `Superseded` if it has one already."""
        return _written(await self._pool.fetchrow(BEGIN, job_id, text))

    async def change(self, job_id: str, text: str, based_on: int) -> Draft:
        """Keep another text, if it is one, in place of that version. Raises `Superseded` unless the draft is at it."""
        return _written(await self._pool.fetchrow(CHANGE, job_id, based_on, text))

    async def discard(self, job_id: str, based_on: int) -> None:
        """Throw the draft away. Raises `Superseded` unless it is at that version."""
        if await self._pool.fetchval(DISCARD, job_id, based_on) is None:
            raise Superseded


def _written(row: asyncpg.Record | None) -> Draft:
    if row is None:
        raise Superseded
    return _draft(row)


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(row["document"], row["version"], row["created_at"], row["changed_at"])
