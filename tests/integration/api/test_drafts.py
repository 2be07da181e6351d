"""The plan of a job from its first draft to its published versions, also when two people are at it at once."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from running_api import PLAN, Api, document

FACTS, _, QUESTIONS = PLAN.partition("\n")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


ENGINEER = {
    "title": "Back-end engineer",
    "company": "Clearwater Tickets",
    "summary": "You build and run the services that sell tickets.",
}
FIRST = {"If-None-Match": "*"}


async def job(api: Api, **changed: object) -> str:
    answer = await api.client.post("/v1/jobs", json={**ENGINEER, **changed})
    assert answer.status_code == 201, answer.text
    return f"/v1/jobs/{answer.json()['id']}"


async def put(api: Api, door: str, text: str | bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return await api.client.put(f"{door}/draft", content=text, headers=headers)


async def publish(api: Api, door: str, tag: str = "*") -> httpx.Response:
    return await api.client.post(f"{door}/draft/publish", headers={"If-Match": tag})


def minutes(count: int) -> str:
    """The same questions in another time."""
    return QUESTIONS.replace("minutes: 9", f"minutes: {count}")


async def versions(api: Api, door: str) -> list[tuple[int, int]]:
    """Version and minutes of what is published, newest first."""
    items = (await api.client.get(f"{door}/plans", params={"limit": 200})).json()["items"]
    return [(plan["version"], plan["minutes"]) for plan in items]


async def test_a_draft_is_kept_with_all_its_mistakes_and_each_is_named(api: Api) -> None:
    door = await job(api)
    broken = PLAN.replace("minutes: 9", "minutes: 300").replace("kind: behavioural", "kind: behavioral")
    answer = await put(api, door, broken, FIRST)
    draft = answer.json()
    assert (answer.status_code, answer.headers["ETag"], draft["text"]) == (201, '"1"', broken)
    assert {found["field"] for found in draft["problems"]} == {"plan.minutes", "plan.questions[1].kind"}
    for found in draft["problems"]:
        assert found["field"].rpartition(".")[2] in broken.splitlines()[found["line"] - 1]
        assert found["remedy"]
    read = await api.client.get(f"{door}/draft")
    assert (read.json(), read.headers["ETag"]) == (draft, '"1"')
    refused = await publish(api, door)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan_invalid")
    assert refused.json()["problems"] == draft["problems"]
    assert await versions(api, door) == []


@pytest.mark.parametrize("text", ["", "{", "\t- [", "job: 7", "null", "a\x07b", "n" * 200_001])
async def test_a_draft_may_be_no_plan_at_all_yet(api: Api, text: str) -> None:
    answer = await put(api, await job(api), text, FIRST)
    assert (answer.status_code, answer.json()["text"]) == (201, text)
    assert answer.json()["problems"]


async def test_what_is_no_text_is_refused_and_the_draft_stays(api: Api) -> None:
    door = await job(api)
    draft = (await put(api, door, "plan:", FIRST)).json()
    for body, status in ((b"\xff\xfe", 422), (b"a\x00b", 422), (b"a" * (1024 * 1024 + 1), 413)):
        answer = await put(api, door, body, {"If-Match": "*"})
        assert answer.status_code == status, body[:9]
    assert (await api.client.get(f"{door}/draft")).json() == draft


async def test_the_jobs_facts_need_not_be_repeated_and_no_other_job_may_be_told_of(api: Api) -> None:
    door = await job(api, location="Leeds")
    assert (await put(api, door, QUESTIONS, FIRST)).json()["problems"] == []
    published = (await publish(api, door)).json()
    assert (published["job"]["title"], published["job"]["location"]) == ("Back-end engineer", "Leeds")
    other = await put(api, door, PLAN.replace("Back-end engineer, company", "Cook, company"), {"If-Match": "*"})
    (found,) = other.json()["problems"]
    assert (found["line"], found["field"]) == (1, "job.title")
    assert "'Cook'" in found["message"]
    assert (await publish(api, door)).status_code == 422
    facts = FACTS.replace("You build", "You plan and build")
    await put(api, door, f"{facts}\n{QUESTIONS}", {"If-Match": "*"})
    assert (await publish(api, door)).json()["job"]["summary"].startswith("You plan")
    assert (await api.client.get(door)).json()["summary"] == ENGINEER["summary"]


async def test_versions_are_published_counted_and_never_changed(api: Api) -> None:
    door = await job(api)
    await put(api, door, minutes(9), FIRST)
    first = await publish(api, door, '"1"')
    plan = first.json()
    assert (first.status_code, plan["version"]) == (201, 1)
    assert first.headers["Location"] == f"/v1/plans/{plan['id']}"
    again = await publish(api, door, '"1"')
    assert (again.status_code, again.json()) == (200, plan)
    await put(api, door, minutes(12), {"If-Match": '"1"'})
    assert (await publish(api, door, '"2"')).json()["version"] == 2
    back = await put(api, door, minutes(9), {"If-Match": '"2"'})
    assert (await publish(api, door, back.headers["ETag"])).json() == plan
    assert await versions(api, door) == [(2, 12), (1, 9)]
    assert (await api.client.get(f"/v1/plans/{plan['id']}")).json() == plan
    by_job = (await api.client.get("/v1/plans", params={"job_id": plan["job_id"]})).json()
    assert by_job == (await api.client.get(f"{door}/plans")).json()


async def test_of_two_people_who_write_the_draft_the_second_is_told(api: Api) -> None:
    door = await job(api)
    assert (await put(api, door, "a", {"If-Match": '"1"'})).status_code == 412
    assert (await put(api, door, "a", {"If-Match": "*"})).status_code == 412
    missing = await put(api, door, "a")
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    assert "If-None-Match" in missing.json()["detail"]
    assert (await put(api, door, "a", FIRST)).status_code == 201
    second = await put(api, door, "b", FIRST)
    assert (second.status_code, second.json()["title"]) == (412, "There is a draft already")
    assert "If-Match" in second.json()["detail"]
    answers = await asyncio.gather(*(put(api, door, f"text: {n}", {"If-Match": '"1"'}) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    (kept,) = [answer.json() for answer in answers if answer.is_success]
    assert (await api.client.get(f"{door}/draft")).json() == kept
    for headers in ({"If-None-Match": '"1"'}, {"If-None-Match": "*", "If-Match": "*"}):
        assert (await put(api, door, "c", headers)).status_code == 422
    assert (await publish(api, door, '"1"')).status_code == 412
    assert (await api.client.post(f"{door}/draft/publish")).status_code == 428


async def test_of_first_drafts_at_the_very_same_moment_one_is_kept(api: Api) -> None:
    door = await job(api)
    answers = await asyncio.gather(*(put(api, door, f"text: {n}", FIRST) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412, 412]


async def test_a_draft_is_thrown_away_and_its_tag_never_fits_the_next(own: Api) -> None:
    door = await job(own)
    await put(own, door, minutes(9), FIRST)
    await publish(own, door)
    assert (await own.client.delete(f"{door}/draft")).status_code == 428
    assert (await own.client.delete(f"{door}/draft", headers={"If-Match": '"2"'})).status_code == 412
    gone = await own.client.delete(f"{door}/draft", headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.content) == (204, b"")
    for method in ("GET", "DELETE"):
        answer = await own.client.request(method, f"{door}/draft", headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (404, "draft_unknown")
    assert (await publish(own, door)).json()["code"] == "draft_unknown"
    assert await versions(own, door) == [(1, 9)]
    await put(own, door, minutes(12), FIRST)
    assert (await put(own, door, "a", {"If-Match": '"1"'})).status_code == 412


async def test_versions_published_at_once_are_numbered_without_gap_or_double(own: Api) -> None:
    door = await job(own)
    await put(own, door, minutes(9), FIRST)

    async def write_and_publish(count: int) -> None:
        """As an author does who tries again whenever somebody else was faster."""
        while True:
            tag = (await own.client.get(f"{door}/draft")).headers["ETag"]
            written = await put(own, door, minutes(count), {"If-Match": tag})
            if written.is_success and (await publish(own, door, written.headers["ETag"])).is_success:
                return

    files = [PLAN.replace("minutes: 9", f"minutes: {count}") for count in range(40, 46)]
    await asyncio.gather(
        *(write_and_publish(count) for count in range(20, 24)),
        *(own.client.post("/v1/plans", content=file) for file in files),
        *(publish(own, door) for _ in range(3)),
    )
    found = await versions(own, door)
    assert [version for version, _ in found] == list(range(len(found), 0, -1))
    assert {time for _, time in found} - {9} == {*range(20, 24), *range(40, 46)}


async def test_the_same_draft_published_by_many_at_once_is_one_version(own: Api) -> None:
    door = await job(own)
    await put(own, door, minutes(9), FIRST)
    answers = await asyncio.gather(*(publish(own, door, '"1"') for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 200, 201]
    assert await versions(own, door) == [(1, 9)]


async def test_nothing_is_written_for_a_job_that_is_archived(own: Api) -> None:
    door = await job(own)
    draft = (await put(own, door, minutes(9), FIRST)).json()
    await publish(own, door)
    await own.client.delete(door, headers={"If-Match": "*"})
    refused = [
        await put(own, door, "a", {"If-Match": "*"}),
        await publish(own, door),
        await own.client.delete(f"{door}/draft", headers={"If-Match": "*"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "job_archived")] * 3
    assert (await own.client.get(f"{door}/draft")).json() == draft
    assert await versions(own, door) == [(1, 9)]


async def test_what_is_published_for_one_job_is_not_published_again_for_its_twin(own: Api) -> None:
    doors = [await job(own), await job(own)]
    for door in doors:
        await put(own, door, minutes(9), FIRST)
    assert (await publish(own, doors[0])).status_code == 201
    refused = await publish(own, doors[1])
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_elsewhere")
    assert doors[0].rpartition("/")[2] in refused.json()["detail"]
    assert await versions(own, doors[1]) == []


def paths(document: dict[str, Any]) -> set[str]:
    return {f"{method} {path}" for path, methods in document["paths"].items() for method in methods}


async def test_the_openapi_document_shows_the_ways_of_a_draft() -> None:
    told = document()
    assert {"get /v1/jobs/{job_id}/draft", "put /v1/jobs/{job_id}/draft"} <= paths(told)
    answers = told["paths"]["/v1/jobs/{job_id}/draft/publish"]["post"]["responses"]
    assert {"200", "201", "404", "409", "412", "422", "428"} <= answers.keys()


UNLAWFUL = QUESTIONS.replace("Tell me about a problem that you helped to solve.", '"Do you have children?"')
LEADING = QUESTIONS.replace("Tell me about a problem that you helped to solve.", '"You solve problems, don\'t you?"')


async def test_a_draft_comes_with_advice_about_its_questions_that_keeps_it_from_nothing(api: Api) -> None:
    assert LEADING != QUESTIONS
    door = await job(api)
    draft = (await put(api, door, LEADING, FIRST)).json()
    (said,) = draft["problems"]
    assert (said["rule"], said["severity"], said["field"]) == ("leading", "warning", "plan.questions[1].ask")
    assert "don't you" in LEADING.splitlines()[said["line"] - 1]
    assert said["remedy"]
    assert (await publish(api, door)).status_code == 201


async def test_what_may_not_be_asked_is_published_only_where_somebody_says_that_it_may(api: Api) -> None:
    door = await job(api)
    draft = (await put(api, door, UNLAWFUL, FIRST)).json()
    assert [(p["rule"], p["severity"]) for p in draft["problems"]] == [("unlawful", "error")]
    refused = await publish(api, door)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan_unlawful")
    assert refused.json()["problems"] == draft["problems"]
    assert "acknowledge=true" in refused.json()["detail"]
    assert await versions(api, door) == []
    with_facts = f"{FACTS}\n{UNLAWFUL}"
    assert (await api.client.post("/v1/plans", content=with_facts)).json()["code"] == "plan_unlawful"
    asked = {"acknowledge": "true"}
    published = await api.client.post(f"{door}/draft/publish", headers={"If-Match": "*"}, params=asked)
    assert published.status_code == 201, published.text
    again = await api.client.post("/v1/plans", content=with_facts, params=asked)
    assert (again.status_code, again.json()["id"]) == (201, published.json()["id"])


async def test_saying_that_it_may_be_asked_publishes_no_plan_with_mistakes(api: Api) -> None:
    door = await job(api)
    await put(api, door, UNLAWFUL.replace("minutes: 9", "minutes: 1"), FIRST)
    asked = {"acknowledge": "true"}
    refused = await api.client.post(f"{door}/draft/publish", headers={"If-Match": "*"}, params=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan_invalid")
    assert {(p["rule"], p["severity"]) for p in refused.json()["problems"]} == {
        ("unlawful", "error"),
        ("over_time", "error"),
    }
