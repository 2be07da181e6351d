"""Published plans through the front door: whole files, lists, and what differs between two of them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from counted_queries import Queries
from running_api import PLAN, Api

COOK = PLAN.replace("Back-end engineer", "Cook").replace("Clearwater Tickets", "Blue Cup")


async def publish(api: Api, text: str = PLAN) -> dict[str, Any]:
    answer = await api.client.post("/v1/plans", content=text)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def jobs(api: Api, **query: str) -> list[dict[str, Any]]:
    return list((await api.client.get("/v1/jobs", params=query)).json()["items"])


async def test_a_whole_file_makes_its_job_once_and_then_further_versions_of_it(api: Api) -> None:
    first = await publish(api)
    (made,) = await jobs(api)
    assert (made["id"], made["title"], made["company"]) == (first["job_id"], "Back-end engineer", "Clearwater Tickets")
    second = await publish(api, PLAN.replace("minutes: 9", "minutes: 12").replace("You build", "You make"))
    assert (first["version"], second["version"], second["job_id"]) == (1, 2, first["job_id"])
    assert second["job"]["summary"].startswith("You make")
    assert await jobs(api) == [made]
    assert (await publish(api, COOK))["job_id"] != first["job_id"]


async def test_a_whole_file_is_published_for_the_job_that_is_there(api: Api) -> None:
    facts = {"title": "Back-end engineer", "company": "Clearwater Tickets", "summary": "You do."}
    made = (await api.client.post("/v1/jobs", json=facts)).json()
    assert (await publish(api))["job_id"] == made["id"]
    assert await jobs(api) == [made]


async def test_files_of_one_job_sent_at_the_same_moment_make_one_job(api: Api) -> None:
    texts = [PLAN.replace("minutes: 9", f"minutes: {count}") for count in (9, 10, 11, 11, 12, 12)]
    made = await asyncio.gather(*(publish(api, text) for text in texts))
    assert len({plan["job_id"] for plan in made}) == len(await jobs(api)) == 1
    assert sorted({plan["version"] for plan in made}) == [1, 2, 3, 4]


async def test_an_archived_job_keeps_its_plans_and_a_new_file_makes_a_new_job(api: Api) -> None:
    first = await publish(api)
    await api.client.delete(f"/v1/jobs/{first['job_id']}", headers={"If-Match": "*"})
    assert await publish(api) == first
    assert await jobs(api) == []
    second = await publish(api, PLAN.replace("minutes: 9", "minutes: 12"))
    assert (second["version"], second["job_id"] == first["job_id"]) == (1, False)


async def test_plans_are_read_page_by_page_by_job_and_by_what_they_are_called(api: Api) -> None:
    made = [await publish(api, PLAN.replace("minutes: 9", f"minutes: {count}")) for count in range(9, 13)]
    cook = await publish(api, COOK)

    async def listed(**query: str | int) -> list[str]:
        ids: list[str] = []
        while True:
            found = (await api.client.get("/v1/plans", params={"limit": 2, **query})).json()
            ids += [plan["id"] for plan in found["items"]]
            if found["next_cursor"] is None:
                return ids
            query["cursor"] = found["next_cursor"]

    newest_first = [plan["id"] for plan in reversed(made)]
    assert await listed() == [cook["id"], *newest_first]
    assert await listed(job_id=made[0]["job_id"]) == newest_first
    assert await listed(q="blue cup") == await listed(q="COOK, first") == [cook["id"]]
    assert await listed(q="interview", job_id=cook["job_id"]) == [cook["id"]]
    assert await listed(job_id="job_0") == []


async def test_a_page_of_a_list_takes_one_query_however_long_it_is(api: Api) -> None:
    for count in range(9, 15):
        await publish(api, PLAN.replace("minutes: 9", f"minutes: {count}"))
    job_id = (await publish(api, COOK))["job_id"]
    queries = await Queries(api).begin()
    for path in ("/v1/plans", "/v1/plans?limit=2", "/v1/jobs", f"/v1/jobs/{job_id}/plans", "/v1/plans?q=cook"):
        assert await queries.of(path, "plans", "openings") == 1, path


async def test_what_changed_between_two_plans_is_told_by_question_and_criterion(api: Api) -> None:
    before = await publish(api)
    changed = json.loads(json.dumps({"job": before["job"], "plan": before["plan"]}))
    changed["job"]["location"] = "Leeds"
    changed["plan"]["minutes"] = 12
    own, incident, slow = changed["plan"]["questions"]
    incident["ask"] = "Tell me about a problem that you solved."
    changed["plan"]["questions"] = [slow, own, incident, {"id": "pay", "ask": "What do you want to earn?"}]
    changed["plan"]["criteria"][0]["anchors"]["4"] = "Explains two."
    after = await publish(api, json.dumps(changed))

    found = (await api.client.get(f"/v1/plans/{after['id']}/diff", params={"against": before["id"]})).json()
    assert (found["before"], found["after"]) == (before["id"], after["id"])
    assert found["job"] == [{"field": "location", "before": None, "after": "Leeds"}]
    assert found["plan"] == [{"field": "minutes", "before": 9, "after": 12}]
    questions = found["questions"]
    assert [(entry["id"], entry["place"], entry["fields"]["required"]) for entry in questions["added"]] == [
        ("pay", 4, True)
    ]
    assert (questions["removed"], questions["moved"]) == ([], [{"id": "slow_page", "before": 3, "after": 1}])
    (change,) = questions["changed"]
    assert (change["id"], [field["field"] for field in change["fields"]]) == ("incident", ["ask"])
    (change,) = found["criteria"]["changed"]
    assert change["fields"] == [{"field": "anchors.4", "before": None, "after": "Explains two."}]

    same = (await api.client.get(f"/v1/plans/{after['id']}/diff", params={"against": after["id"]})).json()
    nothing: dict[str, list[object]] = {"added": [], "removed": [], "moved": [], "changed": []}
    assert (same["job"], same["plan"], same["questions"], same["criteria"]) == ([], [], nothing, nothing)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/plans/plan_0/diff?against={plan}", 404, "plan_unknown"),
        ("/v1/plans/{plan}/diff?against=plan_0", 404, "plan_unknown"),
        ("/v1/plans/{plan}/diff", 422, "request_invalid"),
        ("/v1/plans/{plan}/diff?against=%00", 422, "request_invalid"),
        ("/v1/plans?limit=0", 422, "request_invalid"),
        ("/v1/plans?cursor=nonsense", 422, "request_invalid"),
    ],
)
async def test_whatever_is_wrong_is_answered_as_a_problem(untouched: Api, path: str, status: int, code: str) -> None:
    plan = await publish(untouched)
    answer = await untouched.client.get(path.format(plan=plan["id"]))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_file_with_a_character_that_cannot_be_kept_is_refused_and_makes_no_job(api: Api) -> None:
    text = PLAN.replace("title: Back-end engineer, company", 'title: "a\\0b", company')
    answer = await api.client.post("/v1/plans", content=text)
    assert (answer.status_code, answer.json()["code"]) == (422, "plan_invalid")
    assert "NUL" in answer.json()["problems"][0]["message"]
    assert await jobs(api) == []


async def test_the_database_itself_lets_no_version_be_given_twice(api: Api) -> None:
    plan = await publish(api)
    with pytest.raises(asyncpg.UniqueViolationError):
        await api.plane.store.pool.execute(
            "insert into plans select 'plan_other', document, created_at, job_id, number, title, company, job_title"
            " from plans where id = $1",
            plan["id"],
        )
