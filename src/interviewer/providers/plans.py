"""Published plans in PostgreSQL: the versions of a job's plan, counted from 1 without gaps.

A published plan never changes and is never deleted: its id is made from what it says. Deliberately not here: drafts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.catalog.models import KEPT, PlanFile
from interviewer.interviews.ids import new_id
from interviewer.kernel.rows import Connection
from interviewer.providers import openings
from interviewer.providers.openings import JobArchived, JobUnknown, Superseded

COLUMNS = "id, document, created_at, job_id, number"
GET = f"select {COLUMNS} from plans where id = $1"  # noqa: S608 - a constant
SEVERAL = f"select {COLUMNS} from plans where id = any($1)"  # noqa: S608 - a constant
PAGE = f"""
select {COLUMNS} from plans
where ($1::text is null or job_id = $1)
  and ($2::text is null or strpos(lower(title), lower($2)) > 0 or strpos(lower(company), lower($2)) > 0
       or strpos(lower(job_title), lower($2)) > 0)
  and ($3::timestamptz is null or (created_at, id) < ($3, $4))
order by created_at desc, id desc limit $5
"""  # noqa: S608 - a constant
NEWEST = "select id from plans order by created_at desc, id desc limit $1"
ADD = """
insert into plans (id, document, created_at, job_id, number, title, company, job_title)
select $1, $2, clock_timestamp(), $3, coalesce(max(number), 0) + 1, $4, $5, $6 from plans where job_id = $3
on conflict (id) do nothing returning id
"""
LOCK_NAME = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
NAMED = """
select id from openings where company = $1 and title = $2 and archived_at is null order by created_at, id limit 1
"""


class PlanUnknown(Exception):
    """There is no plan of that id."""


class PlanElsewhere(Exception):
    """This very plan is published for another job. Nothing was published again."""


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A published plan; `number` is its version within the job."""

    id: str
    plan: PlanFile
    created_at: datetime
    job_id: str
    number: int


def plan_id(plan: PlanFile) -> str:
    """The plan's id: `plan_` and twelve digits of the hash of its content."""
    content = json.dumps(plan.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return f"plan_{hashlib.sha256(content.encode()).hexdigest()[:12]}"


class Plans:
    """The table `plans`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self._plans: dict[str, KeptPlan] = {}

    async def plan(self, plan_id: str) -> KeptPlan:
        """The plan of that id. Raises `PlanUnknown`."""
        if found := self._plans.get(plan_id):  # it never changes
            return found
        row = await self._pool.fetchrow(GET, plan_id)
        if row is None:
            raise PlanUnknown(f"There is no plan {plan_id}. GET /v1/plans lists those there are.")
        kept = self._plans[plan_id] = _kept(row)
        return kept

    async def several(self, plan_ids: Iterable[str]) -> dict[str, KeptPlan]:
        """Those of these plans that there are, by id, with one query for all that were not read before."""
        wanted = set(plan_ids)
        if unread := wanted - self._plans.keys():
            rows = await self._pool.fetch(SEVERAL, sorted(unread))
            self._plans.update((row["id"], _kept(row)) for row in rows)
        return {plan_id: self._plans[plan_id] for plan_id in wanted & self._plans.keys()}

    async def page(
        self,
        *,
        limit: int,
        job_id: str | None = None,
        q: str | None = None,
        before: tuple[datetime, str] | None = None,
    ) -> tuple[KeptPlan, ...]:
        """Plans, newest first: of that job, with `q` in the title of plan or job or in the company, if given."""
        rows = await self._pool.fetch(PAGE, job_id, q, *(before or (None, None)), limit)
        return tuple(map(_kept, rows))

    async def newest(self, limit: int) -> tuple[KeptPlan, ...]:
        """So many that were published last, the last one first; those that were read before are not read again."""
        ids = [row["id"] for row in await self._pool.fetch(NEWEST, limit)]
        found = await self.several(ids)
        return tuple(found[plan_id] for plan_id in ids)

    async def publish(self, job_id: str, plan: PlanFile, draft_version: int) -> tuple[KeptPlan, bool]:
        """The plan as the job's next version, and whether that is new: the same content again is what is there.

        Raises `JobUnknown`, `JobArchived`, `PlanElsewhere`, and `Superseded` unless the draft is still at that version.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await _lock(connection, job_id)
            version = await connection.fetchval(
                "select version from drafts where job_id = $1 and document is not null for share", job_id
            )
            if version != draft_version:
                raise Superseded
            return await _publish(connection, job_id, plan)

    async def add_plan(self, plan: PlanFile) -> KeptPlan:
        """Publish a plan for the job of its company and title, made if there is none; the same again is what is there.

        The facts of a job that is there already stay as they are; the plan keeps those that it was written with.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            if row := await connection.fetchrow(GET, plan_id(plan)):
                return _kept(row)
            job = plan.job
            await connection.execute(LOCK_NAME, f"opening {job.company}\n{job.title}")
            job_id = await connection.fetchval(NAMED, job.company, job.title)
            if job_id is None:
                job_id = (await openings.add(connection, new_id("job"), job)).id
            await _lock(connection, job_id)
            kept, _ = await _publish(connection, job_id, plan)
            return kept


async def _lock(connection: Connection, job_id: str) -> None:
    """Let nobody else publish for the job until this transaction ends."""
    row = await connection.fetchrow("select archived_at from openings where id = $1 for no key update", job_id)
    if row is None:
        raise JobUnknown(f"There is no job {job_id}. GET /v1/jobs lists those there are.")
    if row["archived_at"] is not None:
        raise JobArchived


async def _publish(connection: Connection, job_id: str, plan: PlanFile) -> tuple[KeptPlan, bool]:
    key, job = plan_id(plan), plan.job
    titles = (plan.plan.title, job.company, job.title)
    new = await connection.fetchval(ADD, key, plan.model_dump_json(), job_id, *titles)
    row = await connection.fetchrow(GET, key)
    assert row is not None  # noqa: S101 - it is there by now, whoever put it there
    if row["job_id"] != job_id:
        raise PlanElsewhere(f"This very plan is version {row['number']} of the job {row['job_id']}: {key}.")
    return _kept(row), new is not None


def _kept(row: asyncpg.Record) -> KeptPlan:
    plan = PlanFile.model_validate_json(row["document"], context=KEPT)
    return KeptPlan(row["id"], plan, row["created_at"], row["job_id"], row["number"])
