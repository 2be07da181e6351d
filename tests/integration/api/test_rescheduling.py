"""Another time for an interview, by the recruiter and by the candidate; calling off; reviewing.

One api for all, with interviews of its own for each test.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from held_interview import HeldInterview
from interviewer.api.tokens import JoinTokens
from interviewer.interviews.commands import Evaluate
from interviewer.interviews.scorecard import Scorecard
from interviewer.kernel.log import Metadata
from recruiting import imported, interviews, make_campaign, orchestrated, row, until
from running_api import SECRET, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


async def phoned(api: Api) -> dict[str, Any]:
    """An interview of a campaign, whose candidate is called by telephone in London."""
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    (interview,) = await interviews(api, campaign)
    return interview


async def reschedule(api: Api, interview: dict[str, Any], **time: object) -> Any:
    return await api.client.post(f"/v1/interviews/{interview['id']}/reschedule", json=time)


async def choose(api: Api, interview: dict[str, Any], **time: object) -> Any:
    return await api.client.post(f"/v1/join/{api.token(interview)}/reschedule", json=time)


async def shown(api: Api, interview: dict[str, Any]) -> dict[str, Any]:
    return dict((await api.client.get(f"/v1/interviews/{interview['id']}")).json())


def due_of(interview: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(interview["due"])


async def test_the_recruiter_agrees_on_an_instant_or_on_the_candidates_local_time(api: Api) -> None:
    interview = await phoned(api)
    answer = await reschedule(api, interview, at=SOON.isoformat())
    assert (answer.status_code, due_of(answer.json()), answer.json()["appointed"]) == (200, SOON, True)
    local = SOON.replace(tzinfo=None)
    answer = await reschedule(api, interview, local=local.isoformat())
    assert due_of(answer.json()) == local.replace(tzinfo=ZoneInfo("Europe/London"))


async def test_the_candidate_chooses_another_time_through_its_link(api: Api) -> None:
    interview = await phoned(api)
    answer = await choose(api, interview, at=SOON.isoformat())
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert due_of(await shown(api, interview)) == SOON
    events = (await api.client.get(f"/v1/interviews/{interview['id']}/events")).json()["items"]
    assert (events[-1]["type"], events[-1]["data"]["by"], events[-1]["actor"]) == (
        "interview.rescheduled",
        "candidate",
        "candidate",
    )


async def test_the_same_time_again_changes_nothing(api: Api) -> None:
    interview = await phoned(api)
    versions = {(await reschedule(api, interview, at=SOON.isoformat())).json()["version"] for _ in range(3)}
    assert len(versions) == 1


async def test_a_call_that_waits_in_the_queue_leaves_it_for_the_agreed_time(own: Api) -> None:
    interview = await phoned(own)
    async with orchestrated(own.plane):
        await until(own, interview["id"], "queued")
        await reschedule(own, interview, at=SOON.isoformat())
        assert due_of(await until(own, interview["id"], "scheduled")) == SOON
    assert (await own.client.get("/v1/queue")).json()["queues"] == []


IMPOSSIBLE: list[dict[str, Any]] = [
    {},
    {"at": SOON.isoformat(), "local": "2027-01-01T10:00"},
    {"at": "2027-01-01T10:00:00"},
    {"local": "2027-01-01T10:00:00+01:00"},
    {"at": "2020-01-01T10:00:00Z"},
    {"local": "2020-01-01T10:00"},
    {"at": "9999-12-31T23:59:59Z"},
    {"local": "9999-12-31T23:59:59"},
    {"local": "0001-01-01T00:00:00"},
    {"at": "soon"},
    {"at": SOON.isoformat(), "by": "me"},
]


async def test_a_time_that_cannot_be_is_refused_at_both_doors(api: Api) -> None:
    interview = await phoned(api)
    for time, ask in product(IMPOSSIBLE, (reschedule, choose)):
        answer = await ask(api, interview, **time)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), answer.text
    assert (await shown(api, interview))["version"] == interview["version"]


async def test_a_candidate_cannot_choose_a_time_after_the_end(api: Api) -> None:
    interview = await phoned(api)
    late = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    assert (await choose(api, interview, at=late)).status_code == 422
    assert (await reschedule(api, interview, at=late)).status_code == 200, "a recruiter may"
    alone = await api.interview()
    assert (await choose(api, alone, at=late)).status_code == 200
    later = (datetime.now(UTC) + timedelta(days=61)).isoformat()
    assert (await choose(api, alone, at=later)).status_code == 422


async def test_a_local_time_means_nothing_while_nobody_knows_where_the_candidate_lives(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row("+61491570156"))
    (interview,) = await interviews(api, campaign)
    for found in (interview, await api.interview()):
        answer = await reschedule(api, found, local=SOON.replace(tzinfo=None).isoformat())
        assert (answer.status_code, answer.json()["code"]) == (409, "zone_missing")


async def test_who_is_in_a_call_or_done_is_not_rescheduled(api: Api) -> None:
    interview = await api.interview()
    await api.client.post(f"/v1/join/{api.token(interview)}")
    for answer in (
        await reschedule(api, interview, at=SOON.isoformat()),
        await choose(api, interview, at=SOON.isoformat()),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "rejected")
    over = await phoned(api)
    await api.client.post(f"/v1/interviews/{over['id']}/cancel")
    assert (await reschedule(api, over, at=SOON.isoformat())).status_code == 409
    answer = await choose(api, over, at=SOON.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (410, "interview_over")


async def test_a_link_stays_good_until_a_day_after_the_call_that_it_waits_for(api: Api) -> None:
    interview = await api.interview()
    old = JoinTokens(SECRET).issue(interview["id"], datetime.now(UTC) - timedelta(days=5))
    answer = await api.client.post(f"/v1/join/{old}/reschedule", json={"at": SOON.isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (410, "join_link_expired")
    await reschedule(api, interview, at=SOON.isoformat())
    assert (await api.client.get(f"/v1/join/{old}")).json()["state"] == "open"
    assert (await api.client.post(f"/v1/join/{old}")).status_code == 200


async def test_a_forged_link_reschedules_nothing(api: Api) -> None:
    interview = await phoned(api)
    forged = JoinTokens("another").issue(interview["id"], datetime.now(UTC))
    for token in (forged, "nonsense"):
        answer = await api.client.post(f"/v1/join/{token}/reschedule", json={"at": SOON.isoformat()})
        assert (answer.status_code, answer.json()["code"]) == (404, "join_link_unknown")


async def test_the_recruiter_calls_an_interview_off_once(api: Api) -> None:
    interview = await phoned(api)
    for _ in range(2):
        answer = await api.client.post(f"/v1/interviews/{interview['id']}/cancel")
        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["end_reason"]) == ("cancelled", "recruiter")
    talking = await api.interview()
    await api.client.post(f"/v1/join/{api.token(talking)}")
    answer = await api.client.post(f"/v1/interviews/{talking['id']}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "rejected")


async def test_a_scorecard_is_reviewed_once_there_is_one(api: Api) -> None:
    held = await (await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()).live()
    door = f"/v1/interviews/{held.id}/review"
    assert (await api.client.post(door, json={"by": "Grace"})).status_code == 409
    await held.ended()
    card = Scorecard("a judge", "by hand", indicative=True, summary="", criteria=(), flags=())
    await api.plane.execute(held.id, Evaluate(card, datetime.now(UTC)), Metadata("req_test"))
    for _ in range(2):
        answer = await api.client.post(door, json={"by": "Grace Hopper"})
        assert (answer.status_code, answer.json()["state"], answer.json()["outcome"]) == (200, "reviewed", "completed")
    for body in ({}, {"by": " "}, {"by": "a\u0000"}, {"by": "G", "more": 1}):
        assert (await api.client.post(door, json=body)).status_code == 422


async def test_an_interview_that_there_is_not_is_told_so(api: Api) -> None:
    doors = {"reschedule": {"at": SOON.isoformat()}, "cancel": None, "review": {"by": "Grace"}}
    for door, body in doors.items():
        answer = await api.client.post(f"/v1/interviews/int_0/{door}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "interview_unknown"), door
