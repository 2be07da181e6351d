"""Jobs to be filled, in PostgreSQL. Their table is `openings`, for `jobs` is the queue's.

A job is changed by whoever saw its present version, and never deleted: archived, it keeps its plans and interviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.catalog.models import KEPT, Job
from interviewer.kernel.rows import Connection

COLUMNS = "id, document, version, created_at, changed_at, archived_at"
GET = f"select {COLUMNS} from openings where id = $1"  # noqa: S608 - a constant
ADD = f"""
insert into openings (id, title, company, document, version, created_at, changed_at)
values ($1, $2, $3, $4, 1, statement_timestamp(), statement_timestamp())
on conflict (id) do update set id = openings.id returning {COLUMNS}
"""  # noqa: S608 - a constant
CHANGE = f"""
update openings set title = $3, company = $4, document = $5::text::json,
    version = version + case when document::text = $5 then 0 else 1 end,
    changed_at = case when document::text = $5 then changed_at else clock_timestamp() end
where id = $1 and version = $2 and archived_at is null returning {COLUMNS}
"""  # noqa: S608 - a constant
ARCHIVE = f"""
update openings set archived_at = statement_timestamp(), version = version + 1, changed_at = statement_timestamp()
where id = $1 and version = $2 and archived_at is null returning {COLUMNS}
"""  # noqa: S608 - a constant
RESTORE = f"""
update openings set archived_at = null, version = version + 1, changed_at = clock_timestamp()
where id = $1 and archived_at is not null and ($2::int is null or version = $2) returning {COLUMNS}
"""  # noqa: S608 - a constant
PAGE = f"""
select {COLUMNS} from openings
where (archived_at is not null) = $1
  and ($2::text is null or strpos(lower(title), lower($2)) > 0 or strpos(lower(company), lower($2)) > 0)
  and ($3::timestamptz is null or (created_at, id) < ($3, $4))
order by created_at desc, id desc limit $5
"""  # noqa: S608 - a constant


class JobUnknown(Exception):
    """There is no job of that id."""


class JobArchived(Exception):
    """The job is archived. POST /v1/jobs/{id}/restore brings it back; nothing of it was changed."""


class Superseded(Exception):
    """Somebody else changed it at the same moment. Nothing of this change was kept: look at it again, decide anew."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A job to be filled; `version` counts its changes."""

    id: str
    job: Job
    version: int
    created_at: datetime
    changed_at: datetime
    archived_at: datetime | None


class Openings:
    """The table `openings`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def add(self, job_id: str, job: Job) -> Opening:
        """Keep a new job."""
        async with self._pool.acquire() as connection:
            return await add(connection, job_id, job)

    async def opening(self, job_id: str) -> Opening:
        """The job of that id. Raises `JobUnknown`."""
        row = await self._pool.fetchrow(GET, job_id)
        if row is None:
            raise JobUnknown(f"There is no job {job_id}. GET /v1/jobs lists those there are.")
        return _opening(row)

    async def page(
        self, *, limit: int, q: str | None = None, archived: bool = False, before: tuple[datetime, str] | None = None
    ) -> tuple[Opening, ...]:
        """Jobs, newest first, with `q` in title or company if given, older than `before` (time of making and id)."""
        rows = await self._pool.fetch(PAGE, archived, q, *(before or (None, None)), limit)
        return tuple(map(_opening, rows))

    async def change(self, job_id: str, job: Job, based_on: int) -> Opening:
        """Give the job other facts, if they are, in place of those of that version.

        Raises `JobUnknown`, `JobArchived`, and `Superseded` unless it is at that version.
        """
        row = await self._pool.fetchrow(CHANGE, job_id, based_on, job.title, job.company, job.model_dump_json())
        return _opening(row) if row else await self._refused(job_id, based_on)

    async def archive(self, job_id: str, based_on: int) -> Opening:
        """Put the job aside; one that is archived stays as it is. Raises `JobUnknown`, `Superseded`."""
        row = await self._pool.fetchrow(ARCHIVE, job_id, based_on)
        if row is None and (found := await self.opening(job_id)).archived_at and found.version == based_on:
            return found
        return _opening(row) if row else await self._refused(job_id, based_on)

    async def restore(self, job_id: str, based_on: int | None = None) -> Opening:
        """Take the job up again; one that is not archived stays as it is.

        Raises `JobUnknown`, and `Superseded` where a version is named and it is at another.
        """
        if row := await self._pool.fetchrow(RESTORE, job_id, based_on):
            return _opening(row)
        found = await self.opening(job_id)
        if based_on not in (None, found.version):
            raise Superseded
        return found

    async def _refused(self, job_id: str, based_on: int) -> Opening:
        found = await self.opening(job_id)
        raise JobArchived if found.version == based_on and found.archived_at else Superseded


async def add(connection: Connection, job_id: str, job: Job) -> Opening:
    """Keep a new job, in the connection's transaction if there is one; under an id that is there, it is that one."""
    row = await connection.fetchrow(ADD, job_id, job.title, job.company, job.model_dump_json())
    assert row is not None  # noqa: S101 - it was just put there
    return _opening(row)


def _opening(row: asyncpg.Record) -> Opening:
    job = Job.model_validate_json(row["document"], context=KEPT)
    return Opening(row["id"], job, row["version"], row["created_at"], row["changed_at"], row["archived_at"])
