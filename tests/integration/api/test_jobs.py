"""Jobs through the front door: kept, changed by two people at once, put aside and taken up again, and found."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from running_api import Api

BARISTA = {"title": "Barista", "company": "Blue Cup", "summary": "You make coffee and keep the queue happy."}


async def add(api: Api, **changed: object) -> dict[str, Any]:
    answer = await api.client.post("/v1/jobs", json={**BARISTA, **changed})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def put(api: Api, job: dict[str, Any], tag: str | None, **changed: object) -> httpx.Response:
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.put(f"/v1/jobs/{job['id']}", json={**BARISTA, **changed}, headers=headers)


async def archive(api: Api, job: dict[str, Any], tag: str | None = '"1"') -> httpx.Response:
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.delete(f"/v1/jobs/{job['id']}", headers=headers)


async def listed(api: Api, **query: str | int) -> list[str]:
    """The titles on all pages."""
    titles: list[str] = []
    while True:
        page = (await api.client.get("/v1/jobs", params=query)).json()
        titles += [job["title"] for job in page["items"]]
        if page["next_cursor"] is None:
            return titles
        query["cursor"] = page["next_cursor"]


async def test_a_job_is_kept_and_read_back(api: Api) -> None:
    answer = await api.client.post("/v1/jobs", json={**BARISTA, "location": "Leeds", "documents": ["pay.md"]})
    job = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    assert job["id"].startswith("job_")
    found = await api.client.get(f"/v1/jobs/{job['id']}")
    assert (found.json(), found.headers["ETag"]) == (job, '"1"')
    facts = (job["title"], job["location"], job["documents"], job["archived_at"], job["created_at"])
    assert facts == ("Barista", "Leeds", ["pay.md"], None, job["changed_at"])


async def test_of_two_people_who_change_it_the_second_is_told(api: Api) -> None:
    job = await add(api)
    first = await put(api, job, '"1"', location="Leeds")
    assert (first.status_code, first.headers["ETag"], first.json()["location"]) == (200, '"2"', "Leeds")
    second = await put(api, job, '"1"', location="York")
    assert (second.status_code, second.json()["code"]) == (412, "outdated")
    missing = await put(api, job, None, location="York")
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    assert (await api.client.get(f"/v1/jobs/{job['id']}")).json() == first.json()


async def test_of_changes_at_the_very_same_moment_one_is_made(api: Api) -> None:
    job = await add(api)
    answers = await asyncio.gather(*(put(api, job, '"1"', location=f"Street {n}") for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


async def test_a_change_that_changes_nothing_makes_no_version(api: Api) -> None:
    job = await add(api)
    assert (await put(api, job, "*")).json() == job


async def test_a_job_is_put_aside_with_its_interviews_left_and_taken_up_again(api: Api) -> None:
    interview = await api.interview()
    job = (await api.client.get("/v1/jobs")).json()["items"][0]
    assert (await archive(api, job, None)).status_code == 428
    assert (await archive(api, job, '"7"')).status_code == 412
    put_aside = await archive(api, job)
    assert (put_aside.status_code, put_aside.headers["ETag"]) == (200, '"2"')
    assert put_aside.json()["archived_at"] is not None
    assert (await archive(api, job, '"2"')).json() == put_aside.json()
    refused = await put(api, job, '"2"', location="Leeds")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_archived")
    assert (await listed(api), await listed(api, archived="true")) == ([], [job["title"]])
    assert (await api.client.get(f"/v1/interviews/{interview['id']}")).json() == interview
    again = {"plan_id": interview["plan_id"], "candidate_name": "Grace"}
    assert (await api.client.post("/v1/interviews", json=again)).status_code == 201
    restored = await api.client.post(f"/v1/jobs/{job['id']}/restore")
    assert (restored.json()["archived_at"], restored.headers["ETag"]) == (None, '"3"')
    assert (await api.client.post(f"/v1/jobs/{job['id']}/restore")).json() == restored.json()
    assert await listed(api) == [job["title"]]


async def test_jobs_are_read_page_by_page_newest_first_and_by_what_they_are_called(api: Api) -> None:
    titles = ["Barista", "Head barista", "Cook", "100% cook", "Café cook"]
    for title in titles:
        await add(api, title=title)
    await add(api, title="Driver", company="Barista Logistics")
    assert await listed(api, limit=2) == ["Driver", *reversed(titles)]
    assert await listed(api, q="BARISTA", limit=1) == ["Driver", "Head barista", "Barista"]
    assert await listed(api, q="% c") == ["100% cook"]
    assert await listed(api, q="café") == ["Café cook"]
    assert await listed(api, q="nobody") == []


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": "t" * 601}, "title"),
    ({"title": None}, "title"),
    ({"title": "a\u0000b"}, "NUL"),
    ({"summary": 7}, "summary"),
    ({"salary": "much"}, "salary"),
    ({"documents": "pay.md"}, "documents"),
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("changed", "names"), IMPOSSIBLE)
async def test_what_is_no_job_is_refused_and_nothing_is_kept(
    untouched: Api, changed: dict[str, Any], names: str
) -> None:
    answer = await untouched.client.post("/v1/jobs", json={**BARISTA, **changed})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert names in answer.json()["detail"]
    assert await listed(untouched) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/jobs/job_0", 404, "job_unknown"),
        ("DELETE", "/v1/jobs/job_0", 404, "job_unknown"),
        ("POST", "/v1/jobs/job_0/restore", 404, "job_unknown"),
        ("GET", "/v1/jobs/job_0/draft", 404, "job_unknown"),
        ("DELETE", "/v1/jobs/job_0/draft", 404, "job_unknown"),
        ("POST", "/v1/jobs/job_0/draft/publish", 404, "job_unknown"),
        ("GET", "/v1/jobs/job_0/plans", 404, "job_unknown"),
        ("GET", "/v1/jobs?limit=201", 422, "request_invalid"),
        ("GET", "/v1/jobs?q=", 422, "request_invalid"),
        ("GET", "/v1/jobs?q=%00", 422, "request_invalid"),
        ("GET", "/v1/jobs?cursor=nonsense", 422, "request_invalid"),
        ("GET", "/v1/jobs?archived=perhaps", 422, "request_invalid"),
        ("GET", "/v1/jobs/%00", 422, "request_invalid"),
    ],
)
async def test_whatever_is_wrong_is_answered_as_a_problem(
    untouched: Api, method: str, path: str, status: int, code: str
) -> None:
    answer = await untouched.client.request(method, path, headers={"If-Match": '"1"'})
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
