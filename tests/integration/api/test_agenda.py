"""The list of agreed times through the front door, agreeing on one there, and acting on what was seen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from counted_queries import Queries
from interviewer.interviews.commands import Dial, NoteAttemptFailed
from interviewer.kernel.log import Metadata
from interviewer.kernel.projection import catch_up
from interviewer.orchestrator.situations import Situations
from interviewer.providers.summaries import InterviewSummaries
from recruiting import imported, interviews, make_campaign, orchestrated, row, until
from running_api import Api

SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)


async def campaign_of(api: Api, count: int, name: str = "Autumn") -> list[dict[str, Any]]:
    """The interviews of a campaign with so many candidates in London, oldest first."""
    campaign = await make_campaign(api, name)
    offset = {"Autumn": 10, "Winter": 40}[name]
    await imported(api, campaign, *(row(f"+4420794600{offset + n}", f"Ada {n}") for n in range(count)))
    return await interviews(api, campaign)


async def appoint(api: Api, interview: dict[str, Any], tag: str | None = None, **time: object) -> httpx.Response:
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.post("/v1/appointments", json={"interview_id": interview["id"], **time}, headers=headers)


async def listed(api: Api, **query: str | int) -> list[dict[str, Any]]:
    """What is on all pages."""
    items: list[dict[str, Any]] = []
    while True:
        answer = await api.client.get("/v1/appointments", params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        query["cursor"] = page["next_cursor"]


def at(appointment: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(appointment["at"])


async def test_a_time_is_agreed_and_listed_with_who_is_called_and_what_clocks_show_there(api: Api) -> None:
    (interview,) = await campaign_of(api, 1)
    assert await listed(api) == []
    answer = await appoint(api, interview, local="2090-07-01T14:30")
    appointment = answer.json()
    assert (answer.status_code, appointment["at"]) == (201, "2090-07-01T13:30:00Z")
    assert (appointment["local"], appointment["zone"]) == ("2090-07-01T14:30:00", "Europe/London")
    assert (appointment["candidate"], appointment["state"]) == (interview["candidate"], "scheduled")
    assert (appointment["company"], appointment["job_title"]) == ("Clearwater Tickets", "Back-end engineer")
    assert await listed(api) == [appointment]
    shown = (await api.client.get(f"/v1/interviews/{interview['id']}")).json()
    assert (shown["due"], shown["appointed"]) == (appointment["at"], True)


async def test_they_are_read_soonest_first_page_by_page_by_time_and_by_campaign(api: Api) -> None:
    autumn, winter = await campaign_of(api, 4), await campaign_of(api, 2, "Winter")
    for later, interview in zip((5, 1, 3, 3), autumn, strict=True):
        await appoint(api, interview, at=(SOON + timedelta(hours=later)).isoformat())
    await appoint(api, winter[0], at=(SOON + timedelta(hours=2)).isoformat())
    hours = [1, 2, 3, 3, 5]
    for limit in (1, 2, 50):
        found = await listed(api, limit=limit)
        assert [at(appointment) for appointment in found] == [SOON + timedelta(hours=h) for h in hours]
        assert len({appointment["interview_id"] for appointment in found}) == 5
    moments = {"from": (SOON + timedelta(hours=2)).isoformat(), "to": (SOON + timedelta(hours=5)).isoformat()}
    assert [at(one) for one in await listed(api, limit=2, **moments)] == [SOON + timedelta(hours=h) for h in (2, 3, 3)]
    (only,) = await listed(api, campaign_id=winter[0]["campaign_id"])
    assert only["interview_id"] == winter[0]["id"]


async def test_a_page_takes_one_query_however_long_it_is(api: Api) -> None:
    for interview in await campaign_of(api, 5):
        await appoint(api, interview, at=SOON.isoformat())
    queries = await Queries(api).begin()
    for path in ("/v1/appointments", "/v1/appointments?limit=2", "/v1/campaigns"):
        assert await queries.of(path, "interviews", "candidates", "plans", "campaigns") == 1, path


async def test_one_that_is_past_held_or_over_is_told_from_those_to_come(api: Api) -> None:
    first, second, third = await campaign_of(api, 3)
    for interview in (first, second):
        await appoint(api, interview, at=SOON.isoformat())
    await appoint(api, third, at=(datetime.now(UTC) + timedelta(milliseconds=300)).isoformat())
    await api.client.delete(f"/v1/candidates/{first['candidate']['id']}/consent")
    await api.client.post(f"/v1/interviews/{second['id']}/cancel")
    async with orchestrated(api.plane):
        await until(api, first["id"], "held")
        await until(api, third["id"], "queued", "held")
    (held,) = await listed(api)
    assert (held["interview_id"], at(held), held["state"], held["reason"]) == (
        first["id"],
        SOON,
        "held",
        "consent_missing",
    )
    long_ago = (SOON - timedelta(days=30)).isoformat()
    assert [one["interview_id"] for one in await listed(api, **{"from": long_ago})] == [third["id"], first["id"]]


async def test_a_rebuild_gives_the_same_list_to_the_last_column(api: Api) -> None:
    first, second = await campaign_of(api, 2)
    await appoint(api, first, at=(SOON + timedelta(hours=1)).isoformat())
    await appoint(api, second, at=SOON.isoformat())
    async with orchestrated(api.plane):
        await api.client.delete(f"/v1/candidates/{first['candidate']['id']}/consent")
        await until(api, first["id"], "held")
    before = await listed(api)
    pool = api.plane.store.pool
    rows = "select interviews::text from interviews order by id"
    kept = await pool.fetch(rows)
    await pool.execute("delete from interviews; delete from checkpoints where projection = 'interviews'")
    await catch_up(api.plane.store, InterviewSummaries())
    assert await pool.fetch(rows) == kept
    assert await listed(api) == before != []


async def test_a_call_that_was_not_rung_leaves_its_agreed_time_to_be_kept(api: Api) -> None:
    (interview,) = await campaign_of(api, 1)
    soon = datetime.now(UTC) + timedelta(milliseconds=200)
    await appoint(api, interview, at=soon.isoformat())
    async with orchestrated(api.plane):
        await until(api, interview["id"], "queued")
    events = (await api.client.get(f"/v1/interviews/{interview['id']}/events")).json()["items"]
    assert events[-1]["type"] == "interview.queued"
    situation = await Situations(api.plane).of(interview["candidate"]["id"], interview["campaign_id"])
    now = api.plane.clock.now()
    await api.plane.execute(interview["id"], Dial(interview["id"], situation, now), Metadata("req_test"))
    past = {"from": (SOON - timedelta(days=30)).isoformat()}
    assert await listed(api, **past) == []
    await api.plane.execute(interview["id"], NoteAttemptFailed(1, "not_rung", now), Metadata("req_test"))
    (found,) = await listed(api, **past)
    assert at(found) == soon


async def test_an_agreed_time_is_given_up_and_the_interview_goes_back_to_the_windows(api: Api) -> None:
    (interview,) = await campaign_of(api, 1)
    await appoint(api, interview, local="2090-07-01T14:30")
    tag = (await api.client.get(f"/v1/interviews/{interview['id']}")).headers["ETag"]
    door = f"/v1/appointments/{interview['id']}"
    assert (await api.client.delete(door, headers={"If-Match": '"1"'})).status_code == 412
    given_up = await api.client.delete(door, headers={"If-Match": tag})
    assert (given_up.status_code, given_up.content) == (204, b"")
    assert await listed(api) == []
    async with orchestrated(api.plane):
        found = await until(api, interview["id"], "queued")
    assert (found["appointed"], found["version"]) == (False, 4)
    assert (await api.client.delete(door, headers={"If-Match": "*"})).status_code == 204, (
        "there is none to give up any more"
    )
    await api.client.post(f"/v1/interviews/{interview['id']}/cancel")
    refused = await api.client.delete(door, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "rejected")
    assert (await api.client.delete("/v1/appointments/int_0")).json()["code"] == "interview_unknown"


async def test_of_two_people_who_saw_the_same_interview_the_second_is_told(api: Api) -> None:
    (interview,) = await campaign_of(api, 1)
    tag = (await api.client.get(f"/v1/interviews/{interview['id']}")).headers["ETag"]
    times = [(SOON + timedelta(hours=n)).isoformat() for n in range(4)]
    answers = await asyncio.gather(*(appoint(api, interview, tag, at=time) for time in times))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    for path, body in (("cancel", None), ("review", {"by": "ann"}), ("reschedule", {"at": times[0]})):
        door = f"/v1/interviews/{interview['id']}/{path}"
        answer = await api.client.post(door, json=body, headers={"If-Match": tag})
        assert (answer.status_code, answer.json()["code"]) == (412, "outdated"), path
    seen = await api.client.get(f"/v1/interviews/{interview['id']}")
    door = f"/v1/interviews/{interview['id']}/cancel"
    called_off = await api.client.post(door, headers={"If-Match": seen.headers["ETag"]})
    assert (called_off.status_code, called_off.json()["state"]) == (200, "cancelled")
    assert called_off.headers["ETag"] == f'"{called_off.json()["version"]}"'
    assert (await api.client.post(door)).status_code == 200, "who names no version acts on whatever there is"


IMPOSSIBLE: list[tuple[dict[str, Any], int, str]] = [
    ({"interview_id": "int_0", "at": SOON.isoformat()}, 404, "interview_unknown"),
    ({"at": SOON.isoformat(), "local": "2090-07-01T14:30"}, 422, "request_invalid"),
    ({}, 422, "request_invalid"),
    ({"at": "2020-01-01T00:00:00Z"}, 422, "request_invalid"),
    ({"at": "2090-07-01T14:30"}, 422, "request_invalid"),
    ({"at": SOON.isoformat(), "by": "me"}, 422, "request_invalid"),
    ({"interview_id": None, "at": SOON.isoformat()}, 422, "request_invalid"),
]


async def test_what_cannot_be_agreed_is_refused_and_nothing_is_changed(api: Api) -> None:
    (interview,) = await campaign_of(api, 1)
    for wanted, status, code in IMPOSSIBLE:
        answer = await appoint(api, interview, **wanted)
        assert (answer.status_code, answer.json()["code"]) == (status, code), wanted
    await api.client.post(f"/v1/interviews/{interview['id']}/cancel")
    answer = await appoint(api, interview, at=SOON.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (409, "rejected")
    assert await listed(api) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "from=2090-07-01T00:00:00", "to=9999-01-01T00:00:00Z", "limit=0", "cursor=x", "campaign_id=%00"],
)
async def test_a_question_that_cannot_be_understood_is_refused(untouched: Api, query: str) -> None:
    answer = await untouched.client.get(f"/v1/appointments?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
