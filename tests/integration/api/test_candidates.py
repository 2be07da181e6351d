"""Candidates through the front door: kept, changed by one at a time, and forgotten for ever."""

from __future__ import annotations

import pytest

from command_line import run
from interviewer.calling.forgetting import NoteForgotten
from interviewer.kernel.log import Metadata
from running_api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


async def test_candidates_come_in_pages_newest_first(api: Api) -> None:
    made = [(await api.client.post("/v1/candidates", json={"name": f"Person {n}"})).json()["id"] for n in range(5)]
    seen, cursor = [], ""
    while True:
        page = (await api.client.get(f"/v1/candidates?limit=2{cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == made[::-1]


async def test_of_two_who_change_a_candidate_at_once_the_second_is_told(api: Api) -> None:
    made = await api.client.post("/v1/candidates", json={"name": "Ada"})
    path = f"/v1/candidates/{made.json()['id']}"
    assert made.headers["etag"] == '"1"'
    changed = await api.client.put(path, json={"name": "Ada Byron", "reference": "A-17"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["reference"]) == (200, '"2"', "A-17")
    second = await api.client.put(path, json={"name": "Eve"}, headers={"If-Match": '"1"'})
    assert (second.status_code, second.json()["code"]) == (412, "outdated")
    assert (await api.client.put(path, json={"name": "Eve"})).status_code == 428
    assert (await api.client.get(path)).json()["name"] == "Ada Byron"


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("GET", "/forgetting")])
async def test_nobody_is_told_to_be_nobody(api: Api, method: str, path: str) -> None:
    answer = await api.client.request(method, f"/v1/candidates/cand_0{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "candidate_unknown")


async def test_a_candidate_is_forgotten_once_and_that_is_told_for_ever(api: Api) -> None:
    interview = await api.interview()
    candidate = interview["candidate"]["id"]
    path = f"/v1/candidates/{candidate}"
    assert (await api.client.get(f"{path}/forgetting")).json()["state"] == "not_asked"
    first, second = await api.client.delete(path, headers={"If-Match": '"1"'}), await api.client.delete(path)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.json()["state"] == "going_on"
    # What the orchestrator does; see test_forgetting.
    await api.plane.candidates.forget(candidate)
    done = NoteForgotten((interview["id"],), 3, 0, api.plane.clock.now())
    await api.plane.execute_forgetting(candidate, done, Metadata("", actor="orchestrator"))
    told = (await api.client.get(f"{path}/forgetting")).json()
    assert (told["state"], told["interviews"], told["deleted_blobs"]) == ("forgotten", [interview["id"]], 3)
    assert told["proof"]["position"] == await api.plane.store.head()
    assert (await api.client.delete(path)).json() == told
    gone = await api.client.get(path)
    assert (gone.status_code, gone.json()["code"]) == (410, "candidate_forgotten")
    shown = (await api.client.get(f"/v1/interviews/{interview['id']}")).json()
    assert shown["candidate"] == {"id": candidate, "name": ""}
    wanted = {"plan_id": interview["plan_id"], "candidate_id": candidate}
    assert (await api.client.post("/v1/interviews", json=wanted)).status_code == 410


async def test_a_candidate_is_forgotten_by_hand_as_it_stands(api: Api) -> None:
    candidate = (await api.client.post("/v1/candidates", json={"name": "Ada"})).json()["id"]
    for _ in range(2):
        asked = await run(api.url, "candidates", "forget", candidate, "--yes", "--wait", "0")
        assert (asked.status, "not done yet" in asked.err) == (1, True)
    assert (await api.client.get(f"/v1/candidates/{candidate}/forgetting")).json()["state"] == "going_on"
    nobody = await run(api.url, "candidates", "forget", "cand_0", "--yes")
    assert (nobody.status, "There is no candidate" in nobody.err) == (1, True)


async def test_first_answers_that_name_the_candidate_are_forgotten_with_it(own: Api) -> None:
    made = await own.client.post("/v1/candidates", json={"name": "Ada"}, headers={"Idempotency-Key": "one"})
    await own.client.post("/v1/candidates", json={"name": "Grace"}, headers={"Idempotency-Key": "two"})
    await own.plane.candidates.forget(made.json()["id"])
    rows = await own.plane.store.pool.fetch("select key, body from idempotency_keys order by key")
    assert [(row["key"], row["body"] is None) for row in rows] == [("one", True), ("two", False)]
    again = await own.client.post("/v1/candidates", json={"name": "Ada"}, headers={"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert len((await own.client.get("/v1/candidates")).json()["items"]) == 1, "nobody is made anew"


async def test_a_candidate_who_is_being_forgotten_gets_no_interview(api: Api) -> None:
    interview = await api.interview()
    candidate = interview["candidate"]["id"]
    await api.client.delete(f"/v1/candidates/{candidate}", headers={"If-Match": "*"})
    wanted = {"plan_id": interview["plan_id"], "candidate_id": candidate}
    answer = await api.client.post("/v1/interviews", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (410, "candidate_forgotten")
