"""The list of interviews: what the database does for the slowest page there is, over filters, orders and depths."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast, get_args

import asyncpg
from report import Row

from interviewer.interviews.state import Attempt, Outcome
from interviewer.interviews.view import InterviewView, ViewState
from interviewer.kernel.keyring import PostgresKeyring
from interviewer.kernel.sealing import KEY_BYTES, KeyEncryptionKeys
from interviewer.providers.interview_pages import ORDERS, Asked, Order, statement
from interviewer.providers.summaries import VIEW, Summaries

GOAL_MS = 100.0
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
COLUMNS = (
    *("id", "state", "plan_id", "candidate_id", "created_at", "view", "campaign_id", "contact", "outcome", "due"),
    "ended_at",
)
MIDDLE = START + timedelta(seconds=20 * 50_000)
QUESTIONS = {
    "nothing": Asked(),
    "a common state": Asked(states=("evaluated",)),
    "a rare state": Asked(states=("held",)),
    "a state of none": Asked(states=("live",)),
    "four states": Asked(states=("live", "held", "interrupted", "dialling")),
    "a common outcome": Asked(outcomes=("completed",)),
    "an outcome of none": Asked(outcomes=("wrong_person",)),
    "three outcomes": Asked(outcomes=("failed", "wrong_person", "abandoned")),
    "a large campaign": Asked(campaign_id="camp_0"),
    "a campaign of none": Asked(campaign_id="camp_x"),
    "a plan": Asked(plan_id="plan_1"),
    "a plan of none": Asked(plan_id="plan_x"),
    "a candidate": Asked(candidate_id="cand_77"),
    "common state, common campaign, no row of both": Asked(campaign_id="camp_0", states=("held",)),
    "states of a campaign": Asked(campaign_id="camp_0", states=("held", "live", "queued")),
    "campaign, plan, outcome": Asked(campaign_id="camp_0", plan_id="plan_1", outcomes=("expired",)),
    "two that exclude each other": Asked(states=("evaluated",), outcomes=("failed",)),
    "made in half an hour": Asked(created_from=MIDDLE, created_to=MIDDLE + timedelta(minutes=30)),
    "made before, of a campaign, held": Asked(created_to=MIDDLE, campaign_id="camp_0", states=("held",)),
}
SHARES: dict[ViewState, float] = {
    "evaluated": 60,
    **dict.fromkeys(get_args(Outcome)[1:7], 3),
    "scheduled": 18,
    "queued": 2,
    "held": 2,
}
CAMPAIGNS = (*["camp_0"] * 18, *(f"camp_{number}" for number in range(1, 20)), None)
DEPTHS = (0.0, 0.5, 0.99)
LIMITS = (50, 200)


BEFORE = """
drop index interviews_newest, interviews_due, interviews_ended, interviews_state;
create index interviews_newest on interviews (created_at desc, id desc);
create index interviews_state on interviews (state);
"""
"""The indexes that the list had when it knew one order and two filters."""


class CountingPool:
    """A pool that counts what it is asked."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self.queries = 0

    async def fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """As the pool has it."""
        self.queries += 1
        return await self._pool.fetch(query, *arguments)


async def list_rows(dsn: str, count: int = 100_000) -> list[Row]:
    """Rows of the report; the table of interviews must be empty."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.copy_records_to_table("interviews", records=interviews(count), columns=COLUMNS)
        await connection.execute("analyze interviews")
        pages = await _pages(connection, ORDERS, DEPTHS, LIMITS)
        trial = connection.transaction()
        await trial.start()
        await connection.execute(BEFORE)
        before = max(time for time, _ in await _pages(connection, ORDERS, DEPTHS[:1], LIMITS[:1]))
        await trial.rollback()
    finally:
        await connection.close()
    worst, which = max(pages)
    queries = await _queries(dsn)
    ordinary = sorted(pages)[len(pages) // 2][0]
    goal = f"<= {GOAL_MS:g} ms at the database"
    against = {"slowest first page with the indexes of before": before}
    return [
        Row(
            f"list of {count:,}: slowest of {len(pages)} pages ({which})", "ms", worst, against, goal, worst <= GOAL_MS
        ),
        Row(f"list of {count:,}: the page in the middle of these", "ms", ordinary, {}, "", None),
        Row("list: queries for a page, plans and keys of names at hand", "", queries, {}, "1", queries == 1),
    ]


async def _pages(
    connection: asyncpg.Connection[asyncpg.Record],
    orders: Sequence[Order],
    depths: Sequence[float],
    limits: Sequence[int],
) -> list[tuple[float, str]]:
    """Milliseconds of the database for each page, and which it is."""
    found = []
    for (name, asked), order, depth, limit in itertools.product(QUESTIONS.items(), orders, depths, limits):
        wanted = replace(asked, order=order)
        query, arguments = statement(wanted, limit=limit + 1, behind=await _row_at(connection, wanted, depth))
        plan = json.loads(await connection.fetchval(f"explain (analyze, format json) {query}", *arguments))[0]
        found.append((float(plan["Execution Time"]), f"{name}, by {order}, {limit} from {depth:.0%} on"))
    return found


async def _row_at(
    connection: asyncpg.Connection[asyncpg.Record], asked: Asked, depth: float
) -> tuple[datetime, str] | None:
    """The row that is so deep in the whole list of that order."""
    if not depth:
        return None
    column, direction = asked.column, "desc" if asked.order.startswith("-") else "asc"
    there = f"from interviews where {column} is not null"
    total = await connection.fetchval(f"select count(*) {there}")
    row = await connection.fetchrow(
        f"select {column} as at, id {there} order by {column} {direction}, id {direction} offset $1 limit 1",
        int(total * depth),
    )
    return None if row is None else (row["at"], row["id"])


async def _queries(dsn: str) -> float:
    """How many queries a page of 200 needs; each comes by `fetch`, or this would fail."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
        counted = CountingPool(pool)
        summaries = Summaries(
            cast("asyncpg.Pool[asyncpg.Record]", counted),
            PostgresKeyring(KeyEncryptionKeys([bytes(KEY_BYTES)]), lambda: pool),
        )
        await summaries.page(Asked(), limit=max(LIMITS))
    return counted.queries


def interviews(count: int) -> Iterator[tuple[object, ...]]:
    """Rows of a few campaigns and plans; no held interview is in the largest campaign."""
    chance = random.Random(7)
    kinds, weights = zip(*SHARES.items(), strict=True)
    for number in range(count):
        made = START + timedelta(seconds=20 * number)
        view = InterviewView(
            plan_id=f"plan_{number % 5}",
            candidate_id=f"cand_{number % 80_000}",
            campaign_id=chance.choice(CAMPAIGNS),
            contact=f"{number % 80_000:032x}",
            created_at=made,
            attempts=tuple(Attempt(made, "busy", made) for _ in range(3)),
            questions=tuple((f"question_{n}", "answered") for n in range(7)),
            first_sounds=tuple(chance.random() * 1000 for _ in range(12)),
            correlation_id="req_5a1f0c9be2d34f6a8b70",
            version=40,
            position=40 * number,
        )
        (state,) = chance.choices(kinds, weights)
        later = made + timedelta(hours=chance.randrange(1, 500))
        yield _row(f"int_{chance.getrandbits(60):015x}", _as(state, view, later))


def _as(state: ViewState, view: InterviewView, later: datetime) -> InterviewView:
    if state == "held" and view.campaign_id != "camp_0":
        return replace(view, state="held", reason="zone_unknown")
    if state in {"held", "scheduled", "queued"}:
        return replace(view, state="queued" if state == "queued" else "scheduled", due=later)
    outcome = "completed" if state == "evaluated" else cast("Outcome", state)
    return replace(view, state=state, outcome=outcome, ended_at=later)


def _row(interview_id: str, view: InterviewView) -> tuple[object, ...]:
    written = VIEW.dump_json(view).decode()
    fixed = (interview_id, view.state, view.plan_id, view.candidate_id, view.created_at, written)
    return (*fixed, view.campaign_id, view.contact, view.outcome, view.due, view.ended_at)
