"""Campaigns through the front door: made, changed by two people at once, paused, cancelled, and followed.

One api for those that look at their own campaigns alone.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from recruiting import NUMBER, imported, interviews, make_campaign, orchestrated, row, terms, until
from running_api import Api, document

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


async def put(api: Api, campaign: dict[str, Any], tag: str | None, **changed: object) -> Any:
    body = {"name": campaign["name"], "terms": campaign["terms"], **changed}
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.put(f"/v1/campaigns/{campaign['id']}", json=body, headers=headers)


async def test_a_campaign_is_made_read_back_and_listed(own: Api) -> None:
    campaign = await make_campaign(own, max_calls=20, gaps={"busy": 600, "no_answer": "PT3H"})
    assert (campaign["status"], campaign["version"]) == ("running", 1)
    assert campaign["terms"]["gaps"] == {
        "busy": "PT10M",
        "no_answer": "PT3H",
        "dropped": "PT10S",
        "unreachable": "PT1H",
    }
    answer = await own.client.get(f"/v1/campaigns/{campaign['id']}")
    assert answer.headers["ETag"] == '"1"'
    more = {"states": {}, "outcomes": {}, "running": 0, "expected_wait_s": 0.0}
    assert answer.json() == campaign | more
    second = await make_campaign(own, "Winter")
    listed = (await own.client.get("/v1/campaigns")).json()["items"]
    assert listed == [second, campaign]


async def test_campaigns_are_read_page_by_page_and_by_status(own: Api) -> None:
    made = [await make_campaign(own, name) for name in ("Spring", "Summer", "Autumn", "Winter")]
    await own.client.post(f"/v1/campaigns/{made[1]['id']}/pause")

    async def listed(**query: str | int) -> list[str]:
        names: list[str] = []
        while True:
            page = (await own.client.get("/v1/campaigns", params=query)).json()
            names += [campaign["name"] for campaign in page["items"]]
            if page["next_cursor"] is None:
                return names
            query["cursor"] = page["next_cursor"]

    assert await listed() == await listed(limit=1) == await listed(limit=3) == ["Winter", "Autumn", "Summer", "Spring"]
    assert await listed(status="running", limit=2) == ["Winter", "Autumn", "Spring"]
    assert await listed(status="paused") == ["Summer"]
    for wrong in ({"status": "asleep"}, {"limit": 0}, {"cursor": "nonsense"}):
        answer = await own.client.get("/v1/campaigns", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


async def test_making_one_tells_where_it_is(api: Api) -> None:
    campaign = await make_campaign(api)
    wanted = {"name": "Winter", "plan_id": campaign["plan_id"], "terms": terms()}
    answer = await api.client.post("/v1/campaigns", json=wanted)
    assert answer.headers["Location"] == f"/v1/campaigns/{answer.json()['id']}"
    assert answer.headers["ETag"] == '"1"'


async def test_of_two_people_who_change_it_the_second_is_told(api: Api) -> None:
    campaign = await make_campaign(api)
    first = await put(api, campaign, '"1"', name="Autumn, all sites")
    assert (first.status_code, first.headers["ETag"], first.json()["version"]) == (200, '"2"', 2)
    second = await put(api, campaign, '"1"', name="Autumn, north")
    assert (second.status_code, second.json()["code"]) == (412, "outdated")
    found = await api.client.get(f"/v1/campaigns/{campaign['id']}")
    assert found.json()["name"] == "Autumn, all sites"
    again = await put(api, campaign, found.headers["ETag"], name="Autumn, north")
    assert again.json()["name"] == "Autumn, north"


async def test_of_changes_at_the_very_same_moment_one_is_made(api: Api) -> None:
    campaign = await make_campaign(api)
    answers = await asyncio.gather(*(put(api, campaign, '"1"', name=f"Name {n}") for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    found = (await api.client.get(f"/v1/campaigns/{campaign['id']}")).json()
    assert found["version"] == 2


async def test_a_change_names_the_version_that_it_changes(api: Api) -> None:
    campaign = await make_campaign(api)
    missing = await put(api, campaign, None, name="Other")
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    for tag in ('"7"', '"x"', "1", ""):
        assert (await put(api, campaign, tag, name="Other")).status_code == 412, tag
    assert (await put(api, campaign, '"0", W/"1"', name="Other")).status_code == 200
    assert (await put(api, campaign, "*", name="Any")).json()["version"] == 3


async def test_a_change_that_changes_nothing_makes_no_version(api: Api) -> None:
    campaign = await make_campaign(api)
    assert (await put(api, campaign, '"1"')).json()["version"] == 1


async def test_it_is_paused_resumed_and_cancelled_for_good(api: Api) -> None:
    campaign = await make_campaign(api)

    async def turn(to: str) -> tuple[int, str]:
        answer = await api.client.post(f"/v1/campaigns/{campaign['id']}/{to}")
        return answer.status_code, answer.json().get("status") if answer.is_success else answer.json()["code"]

    assert await turn("pause") == (200, "paused")
    assert await turn("pause") == (200, "paused")
    assert await turn("resume") == (200, "running")
    assert await turn("cancel") == (200, "cancelled")
    assert await turn("cancel") == (200, "cancelled")
    assert await turn("resume") == (409, "campaign_rejected")
    tag = (await api.client.get(f"/v1/campaigns/{campaign['id']}")).headers["ETag"]
    assert (await put(api, campaign, tag, name="Other")).status_code == 409


async def test_its_interviews_are_counted_by_state_and_called_off_with_it(own: Api) -> None:
    campaign = await make_campaign(own)
    await imported(own, campaign, row(), row("+442079460019", consent_source="", consent_wording="", consent_at=""))
    async with orchestrated(own.plane):
        found = await interviews(own, campaign)
        await until(own, next(one["id"] for one in found if one["reason"] is None), "queued")
        progress = (await own.client.get(f"/v1/campaigns/{campaign['id']}")).json()
        assert progress["states"] == {"queued": 1, "held": 1}
        assert progress["expected_wait_s"] is None, "no call has ended yet by which it could be told"
        await own.client.post(f"/v1/campaigns/{campaign['id']}/cancel")
        for interview in found:
            assert (await until(own, interview["id"], "cancelled"))["end_reason"] == "campaign_cancelled"
    progress = (await own.client.get(f"/v1/campaigns/{campaign['id']}")).json()
    assert (progress["states"], progress["outcomes"]) == ({"cancelled": 2}, {"cancelled": 2})


async def test_terms_changed_while_it_runs_take_effect_on_who_waits(own: Api) -> None:
    later = datetime.now(UTC) + timedelta(hours=2)
    campaign = await make_campaign(own, starts=later.isoformat())
    await imported(own, campaign, row())
    (interview,) = await interviews(own, campaign)
    async with orchestrated(own.plane):
        assert (await until(own, interview["id"], "scheduled"))["state"] == "scheduled"
        changed = await put(own, campaign, '"1"', terms=terms())
        assert changed.status_code == 200
        await until(own, interview["id"], "queued")


WINDOW = {"days": ["mon"], "start": "10:00", "end": "12:00"}


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "a\u0000b"}, "name"),
    ({"name": "n" * 121}, "name"),
    ({"name": "\ud800"}, "name"),
    ({"plan_id": "plan_0"}, "plan_0"),
    ({"terms": None}, "terms"),
    ({"terms": []}, "terms"),
    ({"terms": {}}, "starts"),
    ({"terms": terms(ends="2026-01-01T00:00:00")}, "ends"),
    ({"terms": terms(starts="2126-01-01T00:00:00Z")}, "starts"),
    ({"terms": terms(starts="2020-01-02T00:00:00Z", ends="2020-01-01T00:00:00Z")}, "after it starts"),
    ({"terms": terms(starts="2020-01-01T00:00:00Z", ends="2020-01-02T00:00:00Z")}, "over already"),
    ({"terms": terms(windows=[])}, "windows"),
    ({"terms": terms(windows=[WINDOW | {"end": "09:00"}])}, "window"),
    ({"terms": terms(windows=[WINDOW | {"start": "10:00+01:00"}])}, "local time"),
    ({"terms": terms(windows=[WINDOW | {"start": 600}])}, "quotes"),
    ({"terms": terms(windows=[WINDOW | {"days": ["someday"]}])}, "days"),
    ({"terms": terms(windows=[WINDOW | {"holidays": True}])}, "holidays"),
    ({"terms": terms(gaps={"busy": -1})}, "busy"),
    ({"terms": terms(gaps={"busy": "P99999999999D"})}, "busy"),
    ({"terms": terms(gaps={"busy": "soon"})}, "busy"),
    ({"terms": terms(max_attempts=0)}, "max_attempts"),
    ({"terms": terms(max_attempts=2**70)}, "max_attempts"),
    ({"terms": terms(max_calls=-1)}, "max_calls"),
    ({"terms": terms(weight="heavy")}, "weight"),
    ({"terms": terms(colour="blue")}, "colour"),
    ({"colour": "blue"}, "colour"),
]


async def test_a_campaign_that_cannot_be_is_refused_with_the_field_at_fault(own: Api) -> None:
    campaign = await make_campaign(own)
    for changed, names in IMPOSSIBLE:
        wanted = {"name": "Winter", "plan_id": campaign["plan_id"], "terms": terms(), **changed}
        headers = {"Content-Type": "application/json"}
        answer = await own.client.post("/v1/campaigns", content=json.dumps(wanted), headers=headers)
        assert answer.status_code == (404 if names == "plan_0" else 422), (changed, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert names in answer.json()["detail"]
    assert len((await own.client.get("/v1/campaigns")).json()["items"]) == 1


async def test_a_body_that_is_no_campaign_is_refused(api: Api) -> None:
    for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"name": NaN}', b'"' * 5000):
        answer = await api.client.post("/v1/campaigns", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), body[:20]


DOORS = [("GET", ""), ("PUT", ""), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/cancel"), ("GET", "/attention")]


async def test_a_campaign_that_there_is_not_is_told_so(api: Api) -> None:
    for campaign, (method, path) in product(("camp_0", "%F0%9F%90%88", "x" * 3000), [*DOORS, ("POST", "/candidates")]):
        body = {"name": "Any", "terms": terms()} if method == "PUT" else None
        headers = {"If-Match": "*"} if body else {"Content-Type": "text/csv"}
        answer = await api.client.request(method, f"/v1/campaigns/{campaign}{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "campaign_unknown"), (method, path)


async def test_a_character_that_no_text_can_hold_is_refused_in_an_address(api: Api) -> None:
    for path in ("campaigns/a%00b", "interviews/a%00b", "plans/a%00b", "campaigns/a%00b/attention"):
        answer = await api.client.get(f"/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), path


async def test_the_openapi_document_shows_examples_for_all_of_it() -> None:
    told = document()
    for name in (
        "NewCampaign",
        "ChangedCampaign",
        "CampaignProgress",
        "NewConsent",
        "NewZone",
        "NewListing",
        "NewTime",
    ):
        assert told["components"]["schemas"][name]["examples"], name
    imports = told["paths"]["/v1/campaigns/{campaign_id}/candidates"]["post"]["requestBody"]["content"]
    assert set(imports) == {"text/csv", "application/x-ndjson"}
    assert NUMBER not in str(told)
