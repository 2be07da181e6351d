"""What waits for a person, and that it goes on by itself once the person has seen to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from held_interview import eventually
from recruiting import CONSENT, NUMBER, imported, interviews, make_campaign, orchestrated, row, until
from running_api import Api

NO_CONSENT = dict.fromkeys(CONSENT, "")
PLACELESS = "+61491570156"


def consent(**changed: object) -> dict[str, Any]:
    return {"source": "mail", "wording": "Yes,\ndo call me.", "obtained_at": datetime.now(UTC).isoformat(), **changed}


async def attention(api: Api, path: str = "", **query: str) -> dict[str, Any]:
    answer = await api.client.get(f"/v1{path}/attention", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def candidate_of(api: Api, campaign: dict[str, Any]) -> str:
    return str((await interviews(api, campaign))[0]["candidate"]["id"])


async def test_each_held_interview_is_told_with_its_reason_and_its_remedy(api: Api) -> None:
    campaign, other = await make_campaign(api), await make_campaign(api, "Winter")
    await imported(api, campaign, row(PLACELESS, reference="A-17"), row("+442079460019"))
    await imported(api, other, row(**NO_CONSENT))
    (found,) = (await attention(api, f"/campaigns/{campaign['id']}"))["items"]
    assert (found["number"], found["reference"], found["reason"]) == (PLACELESS, "A-17", "zone_ambiguous")
    assert found["candidate"]["name"] == "Ada Byron"
    assert f"/v1/candidates/{found['candidate']['id']}/zone" in found["remedy"]
    everything = (await attention(api))["items"]
    assert [item["reason"] for item in everything] == ["zone_ambiguous", "consent_missing"]


async def test_the_list_is_read_page_by_page(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, *(row(f"+44740000000{n}", **NO_CONSENT) for n in range(5)))
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = await attention(api, **query)
        seen += [item["interview_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 5


async def test_once_the_zone_is_known_the_interview_goes_on_by_itself(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(PLACELESS))
    candidate = await candidate_of(api, campaign)
    async with orchestrated(api.plane):
        answer = await api.client.put(
            f"/v1/candidates/{candidate}/zone", json={"zone": "australia/perth"}, headers={"If-Match": "*"}
        )
        assert answer.json() == {
            "candidate_id": candidate,
            "region": "AU",
            "zone": "Australia/Perth",
            "zone_unclear": None,
            "consent": True,
            "do_not_call": False,
        }
        await until(api, (await interviews(api, campaign))[0]["id"], "queued")
    assert (await attention(api))["items"] == []


async def test_once_the_consent_is_there_the_interview_goes_on_by_itself(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(**NO_CONSENT))
    candidate, (interview,) = await candidate_of(api, campaign), await interviews(api, campaign)
    async with orchestrated(api.plane):
        answer = await api.client.post(f"/v1/candidates/{candidate}/consent", json=consent())
        assert (answer.status_code, answer.json()["consent"]) == (201, True)
        await until(api, interview["id"], "queued")
        answer = await api.client.delete(f"/v1/candidates/{candidate}/consent")
        assert (answer.status_code, answer.json()["consent"]) == (200, False)
        assert (await until(api, interview["id"], "held"))["reason"] == "consent_missing"


async def test_what_lacks_both_waits_for_both(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(PLACELESS, **NO_CONSENT))
    candidate, (interview,) = await candidate_of(api, campaign), await interviews(api, campaign)
    async with orchestrated(api.plane):
        await api.client.put(
            f"/v1/candidates/{candidate}/zone", json={"zone": "Australia/Perth"}, headers={"If-Match": "*"}
        )

        async def the_other_is_told() -> bool:
            return [item["reason"] for item in (await attention(api))["items"]] == ["consent_missing"]

        await eventually(the_other_is_told)
        await api.client.post(f"/v1/candidates/{candidate}/consent", json=consent())
        await until(api, interview["id"], "queued")


async def test_a_consent_from_before_its_withdrawal_is_refused(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    candidate = await candidate_of(api, campaign)
    before = datetime.now(UTC) - timedelta(minutes=1)
    await api.client.delete(f"/v1/candidates/{candidate}/consent")
    body = consent(obtained_at=before.isoformat())
    answer = await api.client.post(f"/v1/candidates/{candidate}/consent", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_outdated")


async def test_a_proof_given_twice_is_kept_once(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(**NO_CONSENT))
    candidate = await candidate_of(api, campaign)
    body = consent()
    for _ in range(2):
        assert (await api.client.post(f"/v1/candidates/{candidate}/consent", json=body)).status_code == 201
    types = [found.type for found in await api.plane.store.read_all()]
    assert types.count("consent.recorded") == 1


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("PUT", "zone", {"zone": "Middle/Earth"}, "zone_unknown"),
    ("PUT", "zone", {"zone": "EST"}, "zone_unknown"),
    ("PUT", "zone", {"zone": "../../etc/passwd"}, "zone_unknown"),
    ("PUT", "zone", {"zone": "Europe"}, "zone_unknown"),
    ("PUT", "zone", {"zone": ""}, "request_invalid"),
    ("PUT", "zone", {"zone": 1}, "request_invalid"),
    ("PUT", "zone", {}, "request_invalid"),
    ("PUT", "zone", {"zone": "Europe/Berlin", "more": 1}, "request_invalid"),
    ("POST", "consent", {}, "request_invalid"),
    ("POST", "consent", {"source": " "}, "request_invalid"),
    ("POST", "consent", {"source": "a\u0000"}, "request_invalid"),
    ("POST", "consent", {"wording": "a\u0000"}, "request_invalid"),
    ("POST", "consent", {"obtained_at": "2026-01-05T10:00:00"}, "request_invalid"),
    ("POST", "consent", {"obtained_at": "2098-01-05T10:00:00Z"}, "request_invalid"),
    ("POST", "consent", {"obtained_at": "1998-01-05T10:00:00Z"}, "request_invalid"),
]


async def test_what_cannot_be_is_refused(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(PLACELESS, **NO_CONSENT))
    candidate = await candidate_of(api, campaign)
    for method, path, body, code in REFUSED:
        whole = consent(**body) if path == "consent" and body else body
        answer = await api.client.request(method, f"/v1/candidates/{candidate}/{path}", json=whole)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert [item["reason"] for item in (await attention(api))["items"]] == ["zone_ambiguous"]


async def test_who_has_no_number_cannot_be_called_at_all(api: Api) -> None:
    known = (await api.client.post("/v1/candidates", json={"name": "Grace"})).json()["id"]
    doors = [("PUT", "zone", {"zone": "Europe/Berlin"}), ("POST", "consent", consent()), ("DELETE", "consent", None)]
    whom = ((known, 409, "no_number"), ("cand_0", 404, "candidate_unknown"))
    for (candidate, status, code), (method, path, body) in product(whom, doors):
        answer = await api.client.request(method, f"/v1/candidates/{candidate}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert NUMBER not in answer.text


async def test_a_page_that_cannot_be_is_refused(api: Api) -> None:
    for query in ("limit=0", "limit=1000", "limit=x", "cursor=nonsense"):
        answer = await api.client.get(f"/v1/attention?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), query
