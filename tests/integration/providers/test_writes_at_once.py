"""Who writes by what is no longer so is refused by the write itself, and versions are numbered one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeAlias

import asyncpg
import pytest

from held_interview import eventually
from interviewer.catalog.check import parse_plan
from interviewer.catalog.models import PlanFile
from interviewer.providers.drafts import Drafts
from interviewer.providers.openings import JobArchived, JobUnknown, Openings, Superseded
from interviewer.providers.plans import Plans
from running_api import PLAN

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
JOB = parse_plan(PLAN, source="plan", base=None).job


def plan(minutes: int) -> PlanFile:
    return parse_plan(PLAN.replace("minutes: 9", f"minutes: {minutes}"), source="plan", base=None)


@pytest.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(postgres_dsn, min_size=1) as opened:
        await Openings(opened).add("job_1", JOB)
        yield opened


async def test_a_job_is_changed_and_archived_only_by_its_present_version(pool: Pool) -> None:
    openings = Openings(pool)
    await openings.change("job_1", JOB.model_copy(update={"location": "Leeds"}), 1)
    with pytest.raises(Superseded):
        await openings.change("job_1", JOB, 1)
    with pytest.raises(Superseded):
        await openings.archive("job_1", 1)
    archived = await openings.archive("job_1", 2)
    assert (archived.version, archived.job.location) == (3, "Leeds")
    with pytest.raises(JobArchived):
        await openings.change("job_1", JOB, 3)
    with pytest.raises(JobUnknown):
        await openings.change("job_0", JOB, 1)


async def test_a_job_that_is_added_again_is_the_one_that_is_there(pool: Pool) -> None:
    changed = await Openings(pool).change("job_1", JOB.model_copy(update={"location": "Leeds"}), 1)
    assert await Openings(pool).add("job_1", JOB) == changed


async def test_a_draft_is_changed_thrown_away_and_published_only_by_its_present_version(pool: Pool) -> None:
    drafts = Drafts(pool)
    await drafts.begin("job_1", "a")
    await drafts.change("job_1", "b", 1)
    with pytest.raises(Superseded):
        await drafts.begin("job_1", "c")
    with pytest.raises(Superseded):
        await drafts.change("job_1", "c", 1)
    with pytest.raises(Superseded):
        await drafts.discard("job_1", 1)
    with pytest.raises(Superseded):
        await Plans(pool).publish("job_1", plan(9), 1)
    assert (await drafts.draft("job_1")).text == "b"
    await drafts.discard("job_1", 2)
    for version in (2, 3):
        with pytest.raises(Superseded):
            await Plans(pool).publish("job_1", plan(9), version)
    assert await Plans(pool).page(limit=9) == ()


async def blocked(pool: Pool) -> bool:
    """Somebody waits for what another transaction holds."""
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    return bool(await pool.fetchval(waits))


async def test_who_publishes_while_another_does_waits_and_gets_the_next_number(pool: Pool) -> None:
    await Drafts(pool).begin("job_1", "a")
    await Plans(pool).publish("job_1", plan(9), 1)
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("select from openings where id = 'job_1' for no key update")
            second = asyncio.create_task(Plans(pool).publish("job_1", plan(12), 1))
            await connection.execute(
                "insert into plans select 'plan_other', document, clock_timestamp(), job_id, number + 1, title,"
                " company, job_title from plans"
            )
            await eventually(lambda: blocked(pool))
        kept, new = await second
    assert (kept.number, new) == (3, True)
    assert [kept.number for kept in await Plans(pool).page(limit=9)] == [3, 2, 1]
