"""Interviews by telephone outside of any campaign: at once or at an agreed time, held, and refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from held_interview import eventually
from interviewer.calling.openings import Place, closed
from interviewer.calling.terms import ALONE
from recruiting import NUMBER, WORDING, imported, interviews, make_campaign, orchestrated, row, until
from running_api import PLAN, Api, document

PLACELESS = "+61491570156"
SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
LOCAL = SOON.replace(tzinfo=None)
PAST = "2020-01-01T10:00:00"


def consent(**changed: object) -> dict[str, Any]:
    return {"source": "careers page", "wording": WORDING, "obtained_at": "2026-01-05T09:30:00Z", **changed}


async def ask(api: Api, **wanted: object) -> httpx.Response:
    """Ask for an interview with Ada, who agreed to be called; None leaves a field out."""
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    whole = {"plan_id": plan["id"], "candidate_name": "Ada Byron", "number": NUMBER, "consent": consent(), **wanted}
    return await api.client.post("/v1/interviews", json={k: v for k, v in whole.items() if v is not None})


async def appoint(api: Api, **wanted: object) -> dict[str, Any]:
    answer = await ask(api, **wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def scheduled(api: Api, interview: dict[str, Any]) -> dict[str, Any]:
    """What the log says was agreed."""
    events = (await api.client.get(f"/v1/interviews/{interview['id']}/events")).json()["items"]
    assert events[0]["type"] == "interview.scheduled"
    return dict(events[0]["data"])


def due_of(interview: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(interview["due"])


async def looked_at(api: Api, interview: dict[str, Any]) -> None:
    """The orchestrator has decided whether the candidate may be called now."""

    async def decided() -> bool:
        events = (await api.client.get(f"/v1/interviews/{interview['id']}/events")).json()["items"]
        return len(events) > 1

    await eventually(decided)


async def attention(api: Api) -> list[dict[str, Any]]:
    return list((await api.client.get("/v1/attention")).json()["items"])


async def kept(api: Api) -> tuple[int, int]:
    """How many candidates and interviews there are."""
    found = [(await api.client.get(f"/v1/{kind}")).json()["items"] for kind in ("candidates", "interviews")]
    return len(found[0]), len(found[1])


async def test_an_interview_is_appointed_at_an_instant(api: Api) -> None:
    interview = await appoint(api, at=SOON.isoformat(), questions=2)
    assert (interview["state"], interview["appointed"], interview["campaign_id"]) == ("scheduled", True, None)
    assert (due_of(interview), interview["candidate"]["name"], len(interview["questions"])) == (SOON, "Ada Byron", 2)
    assert (await scheduled(api, interview))["contact"]


async def test_an_interview_is_appointed_by_the_candidates_own_clock(api: Api) -> None:
    by_number = await appoint(api, local=LOCAL.isoformat())
    assert due_of(by_number) == LOCAL.replace(tzinfo=ZoneInfo("Europe/London"))
    assert (await scheduled(api, by_number))["local"] == LOCAL.isoformat()
    given = await appoint(api, number="0491 570 156", region="au", zone="australia/perth", local=LOCAL.isoformat())
    assert due_of(given) == LOCAL.replace(tzinfo=ZoneInfo("Australia/Perth"))


async def test_without_a_time_the_candidate_is_called_as_soon_as_the_hour_there_allows(api: Api) -> None:
    zones = ("Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Auckland")
    made = {
        zone: await appoint(api, number=f"+44207946001{digit}", zone=zone) for digit, zone in enumerate(zones, start=1)
    }
    async with orchestrated(api.plane):
        for zone, interview in made.items():
            assert interview["appointed"] is False
            shut = closed(ALONE, Place(zone, "GB"), datetime.now(UTC))
            await looked_at(api, interview)
            found = await until(api, interview["id"], "scheduled" if shut else "queued")
            assert found["reason"] == shut


async def test_without_consent_it_is_held_until_there_is_one_and_keeps_its_time(api: Api) -> None:
    interview = await appoint(api, consent=None, local=LOCAL.isoformat())
    assert (interview["state"], interview["reason"]) == ("held", "consent_missing")
    (found,) = await attention(api)
    assert (found["interview_id"], found["campaign_id"]) == (interview["id"], None)
    async with orchestrated(api.plane):
        await api.client.post(f"/v1/candidates/{interview['candidate']['id']}/consent", json=consent())
        agreed = await until(api, interview["id"], "scheduled")
    assert (due_of(agreed), agreed["appointed"]) == (LOCAL.replace(tzinfo=ZoneInfo("Europe/London")), True)


async def test_while_nobody_knows_where_the_candidate_lives_an_instant_is_held_and_a_local_time_refused(
    api: Api,
) -> None:
    interview = await appoint(api, number=PLACELESS, at=SOON.isoformat())
    assert (interview["state"], interview["reason"]) == ("held", "zone_ambiguous")
    answer = await ask(api, number=PLACELESS, local=LOCAL.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert "zone" in answer.json()["detail"]
    async with orchestrated(api.plane):
        door = f"/v1/candidates/{interview['candidate']['id']}/zone"
        await api.client.put(door, json={"zone": "Australia/Perth"}, headers={"If-Match": "*"})
        assert due_of(await until(api, interview["id"], "scheduled")) == SOON


async def test_what_is_known_of_a_number_from_an_import_counts(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row(PLACELESS, zone="Australia/Perth"))
    (one,) = await interviews(api, campaign)
    for who in ({}, {"candidate_id": one["candidate"]["id"], "candidate_name": None}):
        interview = await appoint(api, number=PLACELESS, consent=None, local=LOCAL.isoformat(), **who)
        assert (interview["state"], interview["candidate"]) == ("scheduled", one["candidate"])
        assert due_of(interview) == LOCAL.replace(tzinfo=ZoneInfo("Australia/Perth"))
    assert (await kept(api)) == (1, 3)


async def test_a_number_on_the_do_not_call_list_is_refused(api: Api) -> None:
    await api.client.post("/v1/do-not-call", json={"number": NUMBER, "source": "letter"})
    answer = await ask(api, at=SOON.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (422, "do_not_call")
    assert NUMBER not in answer.text
    assert (await kept(api)) == (0, 0)


async def test_a_consent_from_before_its_withdrawal_is_none(api: Api) -> None:
    interview = await appoint(api, at=SOON.isoformat())
    await api.client.delete(f"/v1/candidates/{interview['candidate']['id']}/consent")
    answer = await ask(api, at=SOON.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_outdated")
    assert (await kept(api)) == (1, 1)


IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"number": "12"}, "number_invalid", "number"),
    ({"number": "call me"}, "number_invalid", "number"),
    ({"number": "020 7946 0018"}, "number_invalid", "country"),
    ({"number": "+44 800 111 1111"}, "number_invalid", "service"),
    ({"number": "020 7946 0018", "region": "UK"}, "number_invalid", "GB"),
    ({"number": "9" * 61}, "request_invalid", "number"),
    ({"number": ""}, "request_invalid", "number"),
    ({"number": 442079460018}, "request_invalid", "number"),
    ({"zone": "EST"}, "zone_unknown", "EST"),
    ({"zone": "Europe/Atlantis"}, "zone_unknown", "Atlantis"),
    ({"at": PAST + "Z"}, "request_invalid", "passed"),
    ({"local": PAST}, "request_invalid", "passed"),
    ({"at": SOON.isoformat(), "local": LOCAL.isoformat()}, "request_invalid", "local"),
    ({"at": LOCAL.isoformat()}, "request_invalid", "at"),
    ({"local": SOON.isoformat()}, "request_invalid", "local"),
    ({"local": "9999-12-31T10:00"}, "request_invalid", "local"),
    ({"at": "0001-01-01T00:00:00Z"}, "request_invalid", "at"),
    ({"consent": {"source": "mail"}}, "request_invalid", "wording"),
    ({"consent": consent(obtained_at=PAST)}, "request_invalid", "obtained_at"),
    ({"consent": consent(obtained_at=SOON.isoformat())}, "request_invalid", "future"),
    ({"consent": consent(wording="a\u0000b")}, "request_invalid", "wording"),
    ({"consent": consent(by="me")}, "request_invalid", "by"),
    ({"candidate_name": None}, "request_invalid", "candidate_name"),
    ({"colour": "blue"}, "request_invalid", "colour"),
    ({"number": None}, "request_invalid", "consent"),
    ({"number": None, "consent": None, "zone": "Europe/London"}, "request_invalid", "number"),
    ({"number": None, "consent": None, "region": "GB"}, "request_invalid", "number"),
    ({"number": None, "consent": None, "at": SOON.isoformat()}, "request_invalid", "number"),
    ({"number": None, "consent": None, "local": LOCAL.isoformat()}, "request_invalid", "number"),
]


async def test_what_cannot_be_is_refused_with_the_field_at_fault_and_nothing_is_kept(api: Api) -> None:
    for changed, code, names in IMPOSSIBLE:
        answer = await ask(api, **changed)
        assert (answer.status_code, answer.json()["code"]) == (422, code), (changed, answer.text)
        assert names in answer.json()["detail"], changed
    assert (await kept(api)) == (0, 0)


async def test_a_number_is_asked_of_the_candidate_whose_it_is(api: Api) -> None:
    named = (await api.client.post("/v1/candidates", json={"name": "Grace Hopper"})).json()
    known = await appoint(api, at=SOON.isoformat())
    for candidate, number in ((named["id"], NUMBER), (known["candidate"]["id"], "+442079460019")):
        answer = await ask(api, candidate_id=candidate, number=number)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
        assert "candidate_id" in answer.json()["detail"]
    answer = await ask(api, candidate_id="cand_0")
    assert (answer.status_code, answer.json()["code"]) == (404, "candidate_unknown")


@pytest.mark.parametrize("zone", ["America/New_York", None])
async def test_the_candidate_sees_and_changes_the_appointment_through_its_link(api: Api, zone: str | None) -> None:
    wanted = {"zone": zone} if zone else {"number": PLACELESS}
    interview = await appoint(api, at=SOON.isoformat(), **wanted)
    door = f"/v1/join/{api.token(interview)}"
    invitation = (await api.client.get(door)).json()
    shown = SOON.isoformat().replace("+00:00", "Z") if zone else None
    assert (invitation["by_phone"], invitation["zone"], invitation["appointment"]) == (True, zone, shown)
    later = SOON + timedelta(hours=3)
    if zone:
        time = {"local": later.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()}
    else:
        time = {"at": later.isoformat()}
    invitation = (await api.client.post(f"{door}/reschedule", json=time)).json()
    assert datetime.fromisoformat(invitation["appointment"]) == later
    await api.client.post(f"/v1/interviews/{interview['id']}/cancel")
    invitation = (await api.client.get(door)).json()
    assert (invitation["state"], invitation["zone"], invitation["appointment"]) == ("over", None, None)


def test_the_openapi_document_shows_both_ways() -> None:
    told = document()
    by_link, by_telephone = told["components"]["schemas"]["NewInterview"]["examples"]
    assert "number" not in by_link
    assert {"number", "zone", "consent", "local"} <= set(by_telephone)
