"""The list of interviews: every filter and order, every page of it, and no more work than a page needs."""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interviewer.bootstrap import wiring
from interviewer.interviews.view import InterviewView
from interviewer.kernel.projection import catch_up
from interviewer.providers.interview_pages import ORDERS, Asked, statement
from interviewer.providers.summaries import VIEW, InterviewSummaries
from running_api import PLAN, Api

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
COLUMNS = ("id", "state", "plan_id", "candidate_id", "created_at", "campaign_id", "outcome", "due", "ended_at", "view")


@dataclass(frozen=True)
class Listed:
    """A row of the table."""

    id: str
    view: InterviewView

    @property
    def row(self) -> tuple[object, ...]:
        view = self.view
        fixed = (self.id, view.state, view.plan_id, view.candidate_id, view.created_at, view.campaign_id, view.outcome)
        return (*fixed, view.due, view.ended_at, VIEW.dump_json(view).decode())


def some(count: int, plan_ids: list[str], seed: int = 7) -> Iterator[Listed]:
    """Interviews of all kinds; many have the same times."""
    chance = random.Random(seed)
    for number in range(count):
        made = START + timedelta(minutes=chance.randrange(count // 3))
        view = InterviewView(
            plan_id=chance.choice(plan_ids),
            candidate_id=f"cand_{chance.randrange(count // 4)}",
            campaign_id=chance.choice(["camp_1", "camp_1", "camp_2", None]),
            created_at=made,
        )
        later = made + timedelta(hours=chance.randrange(9))
        match chance.choice(["completed", "evaluated", "busy", "scheduled", "queued", "held"]):
            case "completed":
                view = replace(view, state="completed", outcome="completed", ended_at=later)
            case "evaluated":
                view = replace(view, state="evaluated", outcome="abandoned", ended_at=later)
            case "busy":
                view = replace(view, state="busy", outcome="busy", ended_at=later)
            case "queued":
                view = replace(view, state="queued", due=later)
            case "held" if view.campaign_id != "camp_1":
                view = replace(view, state="held")
            case _:
                view = replace(view, due=later)
        yield Listed(f"int_{chance.getrandbits(40):010x}{number}", view)


async def fill(api: Api, listed: list[Listed]) -> None:
    await api.plane.store.pool.copy_records_to_table("interviews", records=[one.row for one in listed], columns=COLUMNS)


async def plans(api: Api, count: int) -> list[str]:
    sent = [
        await api.client.post("/v1/plans", content=PLAN.replace("minutes: 9", f"minutes: {9 + n}"))
        for n in range(count)
    ]
    return [answer.json()["id"] for answer in sent]


async def walked(api: Api, query: dict[str, Any], limit: int) -> list[str]:
    """The ids of all pages."""
    seen: list[str] = []
    cursor: str | None = None
    while True:
        asked = query | {"limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = await api.client.get("/v1/interviews", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [item["id"] for item in page["items"]]
        assert len(page["items"]) == limit or page["next_cursor"] is None
        cursor = page["next_cursor"]
        if cursor is None:
            return seen


def expected(listed: list[Listed], query: dict[str, Any]) -> list[str]:
    """The same question to the rows, one by one."""
    sort = query.get("sort", "-created_at")
    column, falling = sort.removeprefix("-"), sort.startswith("-")

    def agrees(view: InterviewView) -> bool:
        return (
            getattr(view, column) is not None
            and (not (states := query.get("state")) or view.state in states)
            and (not (outcomes := query.get("outcome")) or view.outcome in outcomes)
            and all(getattr(view, name) == query[name] for name in query if name.endswith("_id"))
            and (view.created_at or START) >= datetime.fromisoformat(query.get("created_from", START.isoformat()))
            and ("created_to" not in query or (view.created_at or START) < datetime.fromisoformat(query["created_to"]))
        )

    found = [one for one in listed if agrees(one.view)]
    return [one.id for one in sorted(found, key=lambda one: (getattr(one.view, column), one.id), reverse=falling)]


async def test_every_question_is_answered_page_by_page_in_its_order_and_completely(api: Api) -> None:
    ids = await plans(api, 2)
    listed = list(some(240, ids))
    await fill(api, listed)
    chance = random.Random(1)
    part = {
        "state": (["scheduled"], ["held", "queued"], ["completed", "evaluated", "busy"]),
        "outcome": (["completed"], ["busy", "abandoned"]),
        "campaign_id": ("camp_1", "camp_2", "camp_x"),
        "plan_id": ids,
        "candidate_id": ("cand_3",),
        "created_from": ((START + timedelta(minutes=20)).isoformat(),),
        "created_to": ((START + timedelta(minutes=60)).isoformat(),),
    }
    found = 0
    for sort in ORDERS:
        assert await walked(api, {"sort": sort}, 50) == expected(listed, {"sort": sort})
        for _ in range(6):
            query = {name: chance.choice(part[name]) for name in chance.sample(sorted(part), chance.randrange(1, 4))}
            query["sort"] = sort
            right = expected(listed, query)
            found += len(right)
            assert await walked(api, query, chance.randrange(3, 40)) == right, query
    assert found > 300


async def test_a_cursor_of_another_order_or_of_nobody_is_refused(api: Api) -> None:
    await fill(api, list(some(9, await plans(api, 1))))
    cursor = (await api.client.get("/v1/interviews?limit=2")).json()["next_cursor"]
    due = (await api.client.get("/v1/interviews?limit=1&sort=due")).json()["next_cursor"]
    assert (await api.client.get("/v1/interviews", params={"cursor": cursor, "state": "held"})).status_code == 200
    for query in (
        {"cursor": cursor, "sort": "created_at"},
        {"cursor": cursor, "sort": "-due"},
        {"cursor": due},
        {"cursor": cursor[:-6]},
        {"cursor": ""},
        {"cursor": "aaaa"},
        {"cursor": "x" * 501},
        {"cursor": "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCBpbnQgLWNyZWF0ZWRfYXQ="},
    ):
        answer = await api.client.get("/v1/interviews", params=query)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), (query, answer.text)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "query",
    [
        "sort=name",
        "sort=",
        "state=asleep",
        "&".join(["state=held"] * 21),
        "outcome=none",
        "plan_id=",
        "campaign_id=%00",
        "candidate_id=" + "c" * 101,
        "created_from=yesterday",
        "created_from=2026-01-01T00:00:00",
        "created_from=0001-01-01T00:00:00%2B14:00",
        "created_to=9999-12-31T23:59:59-14:00",
        "limit=201",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(untouched: Api, query: str) -> None:
    answer = await untouched.client.get(f"/v1/interviews?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), answer.text


async def test_the_times_that_a_list_is_sorted_by_are_those_of_the_log(api: Api) -> None:
    made = [(await api.interview())["id"] for _ in range(3)]
    await api.client.post(f"/v1/interviews/{made[1]}/cancel")
    await api.client.post(f"/v1/interviews/{made[0]}/cancel")
    await catch_up(api.plane.store, InterviewSummaries())
    assert await walked(api, {"sort": "-ended_at"}, 50) == [made[0], made[1]]
    assert await walked(api, {"sort": "due"}, 50) == [made[2]]
    assert await walked(api, {"outcome": "cancelled", "sort": "created_at"}, 50) == made[:2]


class CountingPool:
    """A pool that keeps what it was asked."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.queries: list[str] = []

    def __getattr__(self, name: str) -> Any:
        async def asked(query: str, *arguments: object) -> Any:
            self.queries.append(query)
            return await getattr(self._pool, name)(query, *arguments)

        return asked


async def test_a_page_is_one_query_and_one_more_for_plans_that_nobody_has_read_yet(api: Api) -> None:
    await fill(api, list(some(120, await plans(api, 9))))
    context = api.app.state.context
    pool = CountingPool(context.plane.store.pool)
    summaries, catalog = copy.copy(context.plane.summaries), copy.copy(context.plane.catalog)
    summaries._pool = catalog._pool = pool
    catalog._plans = {}
    api.app.state.context = replace(context, plane=replace(context.plane, summaries=summaries, catalog=catalog))
    for sort, queries in (("-created_at", 2), ("created_at", 1), ("-ended_at", 1)):
        pool.queries.clear()
        page = (await api.client.get("/v1/interviews", params={"limit": 100, "sort": sort})).json()
        assert len(page["items"]) >= 50
        assert len({item["plan_id"] for item in page["items"]}) == 9
        assert len(pool.queries) == queries, pool.queries


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


MANY = """
insert into interviews (id, state, plan_id, candidate_id, created_at, campaign_id, outcome, due, ended_at, view)
select 'int_' || n, case when n % 10 < 7 then 'evaluated' when n % 10 = 7 then 'busy' when n % 1000 = 8 then 'held'
    else 'scheduled' end, 'plan_' || n % 5, 'cand_' || n, $1::timestamptz + n * interval '1 minute',
    case when n % 1000 = 8 then 'camp_2' else 'camp_' || n % 2 end,
    case when n % 10 < 7 then 'completed' when n % 10 = 7 then 'busy' end,
    case when n % 10 > 7 then $1::timestamptz + n * 7919 % 20000 * interval '1 minute' end,
    case when n % 10 < 8 then $1::timestamptz + n * 7919 % 20000 * interval '1 minute' end,
    json_build_object('padding', (select string_agg(md5(n::text || m), '') from generate_series(1, 40) m))
from generate_series(1, 20000) n
"""


async def test_no_page_reads_rows_of_the_table_that_it_does_not_show(api: Api) -> None:
    pool = api.plane.store.pool
    await pool.execute(MANY, START)
    await pool.execute("analyze interviews")
    table = await pool.fetchval("select relpages from pg_class where relname = 'interviews'")
    middle = START + timedelta(minutes=10_000)
    questions = (
        Asked(),
        Asked(states=("evaluated",)),
        Asked(states=("held",)),
        Asked(states=("live",)),
        Asked(states=("held", "queued", "interrupted")),
        Asked(outcomes=("busy",)),
        Asked(outcomes=("failed", "expired")),
        Asked(campaign_id="camp_1"),
        Asked(campaign_id="camp_x"),
        Asked(campaign_id="camp_1", states=("held",)),
        Asked(plan_id="plan_1", campaign_id="camp_0", outcomes=("expired",)),
        Asked(plan_id="plan_x"),
        Asked(candidate_id="cand_77", plan_id="plan_1"),
        Asked(states=("scheduled",), outcomes=("completed",)),
        Asked(created_from=middle, created_to=middle + timedelta(minutes=90), states=("held",)),
    )
    for asked, order, behind in itertools.product(questions, ORDERS, (None, (middle, "int_5"))):
        query, arguments = statement(replace(asked, order=order), limit=51, behind=behind)
        plan = json.loads(await pool.fetchval(f"explain (analyze, buffers, format json) {query}", *arguments))[0][
            "Plan"
        ]
        used = list(nodes(plan))
        ways = [(n["Node Type"], n.get("Index Name")) for n in used if n.get("Relation Name") == "interviews"]
        said = (asked, order, ways, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], table)
        assert not any(n["Node Type"] == "Seq Scan" and n["Relation Name"] == "interviews" for n in used), said
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < table / 4, said


async def test_interviews_of_an_older_release_get_the_time_at_which_they_ended(api: Api) -> None:
    listed = list(some(30, ["plan_1"]))
    await fill(api, listed)
    pool = api.plane.store.pool
    await pool.execute("update interviews set ended_at = null")
    migration = (wiring.migrations()[1] / "0010_interview_list.sql").read_text()
    (update,) = (line for line in migration.splitlines() if line.startswith("update interviews"))
    await pool.execute(update)
    found = {row["id"]: row["ended_at"] for row in await pool.fetch("select id, ended_at from interviews")}
    assert found == {one.id: one.view.ended_at for one in listed}
