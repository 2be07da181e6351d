"""A database from before jobs were kept: its plans become the versions of jobs, its appointments can be listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from interviewer.bootstrap.wiring import migrations
from interviewer.catalog.check import parse_plan
from interviewer.catalog.models import KEPT, PlanFile
from interviewer.kernel.migrations import migrate
from interviewer.providers.plans import Plans, plan_id
from running_api import PLAN

MADE = datetime(2026, 11, 1, 9, tzinfo=UTC)
AGREED = "2026-12-01T10:00:00Z"


@pytest.fixture
async def before(postgres_dsn: str, tmp_path: Path) -> str:
    """An empty database with the schema of the release before."""
    for folder in migrations():
        for file in folder.iterdir():
            if file.name < "0008" and file.name.endswith(".sql"):
                (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"))
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute("drop schema public cascade; create schema public")
    await connection.close()
    await migrate(postgres_dsn, (tmp_path,))
    return postgres_dsn


async def keep(connection: Any, text: str, days: int) -> str:
    plan = parse_plan(text.replace("\\0", "NUL"), source="plan", base=None)
    document = plan.model_dump_json().replace("NUL", "\\u0000")  # as nobody may send it any more
    plan = PlanFile.model_validate_json(document, context=KEPT)
    made = MADE + timedelta(days=days)
    await connection.execute("insert into plans values ($1, $2, $3)", plan_id(plan), plan.model_dump_json(), made)
    return plan_id(plan)


async def interview(connection: Any, key: str, outcome: str | None, *facts: tuple[str, dict[str, str]]) -> None:
    view = json.dumps({"appointed": True})
    await connection.execute(
        "insert into interviews (id, state, plan_id, candidate_id, created_at, view, outcome)"
        " values ($1, 'held', 'plan_1', 'cand_1', $2, $3, $4)",
        *(key, MADE, view, outcome),
    )
    for version, (kind, data) in enumerate(facts, start=1):
        position = await connection.fetchval("select coalesce(max(global_position), 0) + 1 from events")
        await connection.execute(
            "insert into events values ($1, $2, $3, $4, $5, 1, $6, '{}', $7, '')",
            *(position, f"interview-{key}", version, uuid4(), kind, json.dumps(data), MADE),
        )


async def test_plans_become_the_versions_of_one_job_in_the_order_of_their_making(before: str) -> None:
    later = PLAN.replace("minutes: 9", "minutes: 12").replace("You build", "You make")
    async with asyncpg.create_pool(before, min_size=1) as pool:
        second, first = await keep(pool, later, 2), await keep(pool, PLAN, 1)
        cook = await keep(pool, PLAN.replace("Back-end engineer", "Cook"), 3)
        strange = PLAN.replace("title: Back-end engineer, first", 'title: "a\\0b", first')
        nul = await keep(pool, strange.replace('"a\\0b", first interview', '"a\\0b"'), 4)
        await migrate(before, migrations())
        found = {plan.id: plan for plan in await Plans(pool).page(limit=9)}
        numbers = {key: (found[key].job_id, found[key].number) for key in found}
        engineer = found[first].job_id
        assert numbers[first] == (engineer, 1)
        assert numbers[second] == (engineer, 2)
        assert numbers[nul] == (engineer, 3)
        assert numbers[cook][1] == 1
        rows = await pool.fetch("select id, title, document::text, created_at from openings order by created_at")
        assert [(row["title"], row["created_at"]) for row in rows] == [
            ("Back-end engineer", MADE + timedelta(days=1)),
            ("Cook", MADE + timedelta(days=3)),
        ]
        assert await Plans(pool).add_plan(parse_plan(PLAN, source="plan", base=None)) == found[first]


async def test_the_time_agreed_last_is_known_also_of_who_is_held(before: str) -> None:
    scheduled = ("interview.scheduled", {"due": "2026-11-20T10:00:00Z"})
    async with asyncpg.create_pool(before, min_size=1) as pool:
        await interview(pool, "int_1", None, scheduled, ("interview.rescheduled", {"due": AGREED}))
        await interview(pool, "int_2", "cancelled", scheduled)
        await migrate(before, migrations())
        rows = await pool.fetch("select appointed, agreed from interviews order by id")
    assert [row["appointed"] for row in rows] == [True, False]
    assert rows[0]["agreed"] == datetime.fromisoformat(AGREED)
