"""Files of candidates: the good rows taken once each, every bad one told, whatever cuts or repeats the import."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from held_interview import eventually
from interviewer.calling.permission import contact_of
from recruiting import CONSENT, NUMBER, as_csv, imported, interviews, make_campaign, orchestrated, row, send, until
from running_api import CONTACT_SECRET, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


GOOD = {"already_there": 0, "held": 0, "problems": [], "problems_total": 0}
NO_CONSENT = dict.fromkeys(CONSENT, "")


def british(index: int) -> str:
    return f"+447400{index:06}"


async def problems(api: Api, campaign: dict[str, Any], *rows: dict[str, str]) -> list[tuple[int, str | None]]:
    report = await imported(api, campaign, *rows)
    assert all(problem["reason"] and problem["remedy"] for problem in report["problems"])
    return [(problem["line"], problem["column"]) for problem in report["problems"]]


async def test_each_row_becomes_a_person_with_one_interview_that_waits(api: Api) -> None:
    campaign = await make_campaign(api)
    report = await imported(api, campaign, row(name="Ada Byron"), row("+442079460019", "Grace Hopper"))
    assert report == GOOD | {"added": 2}
    found = await interviews(api, campaign)
    assert {item["candidate"]["name"] for item in found} == {"Ada Byron", "Grace Hopper"}
    assert [(item["state"], item["campaign_id"]) for item in found] == [("scheduled", campaign["id"])] * 2
    assert [question["id"] for question in found[0]["questions"]] == ["own_service", "incident", "slow_page"]
    async with orchestrated(api.plane):
        await until(api, found[0]["id"], "queued")


async def test_the_log_holds_no_number_and_no_name(own: Api) -> None:
    await imported(own, await make_campaign(own), row())
    rows = await own.plane.store.read_all()
    assert {row.type for row in rows} == {"campaign.created", "consent.recorded", "interview.scheduled"}
    text = " ".join(row.data + row.stream for row in rows)
    assert NUMBER not in text
    assert "Byron" not in text
    assert contact_of(NUMBER, CONTACT_SECRET) in text


async def test_each_interview_goes_by_a_correlation_id_of_its_own_that_names_the_import(own: Api) -> None:
    campaign = await make_campaign(own)
    path, headers = f"/v1/campaigns/{campaign['id']}/candidates", {"Content-Type": "text/csv"}
    content = as_csv([row(), row("+442079460019")])
    await own.client.post(path, content=content, headers=headers | {"X-Correlation-ID": "req_import"})
    rows = [row for row in await own.plane.store.read_all() if row.type == "interview.scheduled"]
    assert len({row.metadata.correlation_id for row in rows}) == 2
    assert {row.metadata.causation_id for row in rows} == {"req_import"}


async def test_the_same_file_again_adds_nobody(api: Api) -> None:
    campaign = await make_campaign(api)
    rows = [row(british(n)) for n in range(250)]
    assert await imported(api, campaign, *rows) == GOOD | {"added": 250}
    head = await api.plane.store.head()
    assert await imported(api, campaign, *rows) == GOOD | {"added": 0, "already_there": 250}
    assert await api.plane.store.head() == head
    assert await imported(api, campaign, *rows, row()) == GOOD | {"added": 1, "already_there": 250}


async def test_the_same_file_twice_at_once_adds_each_once(api: Api) -> None:
    campaign = await make_campaign(api)
    rows = [row(british(n)) for n in range(150)]
    first, second = await asyncio.gather(imported(api, campaign, *rows), imported(api, campaign, *reversed(rows)))
    assert first["added"] + second["added"] == 150
    assert first["already_there"] + second["already_there"] == 150
    assert len({item["candidate"]["id"] for item in await interviews(api, campaign)}) == 150


async def test_the_same_person_may_be_in_two_campaigns(api: Api) -> None:
    first, second = await make_campaign(api), await make_campaign(api, "Winter")
    for campaign in (first, second):
        assert (await imported(api, campaign, row()))["added"] == 1
    ids = {(await interviews(api, campaign))[0]["candidate"]["id"] for campaign in (first, second)}
    assert len(ids) == 1


async def test_json_lines_are_taken_as_well_and_what_a_row_leaves_out(own: Api) -> None:
    campaign = await make_campaign(own)
    content = "\n".join(json.dumps(item) for item in (row(), {"name": "Grace", "number": "020 7946 0019"}))
    answer = await send(own, campaign, content, kind="application/x-ndjson; charset=utf-8", region="gb")
    assert answer.json() == GOOD | {"added": 2, "held": 1}


async def test_who_did_not_agree_or_lives_nobody_knows_where_is_added_but_held(own: Api) -> None:
    campaign = await make_campaign(own)
    report = await imported(
        own, campaign, row(**NO_CONSENT), row("+12124567890", zone="America/New_York"), row("+61491570156")
    )
    assert report == GOOD | {"added": 3, "held": 2}
    found = [(item["state"], item["reason"]) for item in await interviews(own, campaign)]
    assert sorted(found, key=str) == [
        ("held", "consent_missing"),
        ("held", "zone_ambiguous"),
        ("scheduled", None),
    ]


async def test_a_second_import_brings_what_the_first_one_lacked_and_the_calls_go_on(api: Api) -> None:
    campaign = await make_campaign(api)
    mobile = "+61491570156"
    await imported(api, campaign, row(**NO_CONSENT), row(mobile))
    async with orchestrated(api.plane):
        report = await imported(api, campaign, row(), row(mobile, zone="Australia/Perth"))
        assert report == GOOD | {"added": 0, "already_there": 2}
        for interview in await interviews(api, campaign):
            await until(api, interview["id"], "queued")


async def test_a_zone_that_somebody_found_out_outlasts_an_import_that_names_none(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    candidate = (await interviews(api, campaign))[0]["candidate"]["id"]
    await api.client.put(f"/v1/candidates/{candidate}/zone", json={"zone": "Europe/Madrid"}, headers={"If-Match": "*"})
    await imported(api, campaign, row())
    assert (await api.plane.people.reachable([candidate]))[candidate].zone == "Europe/Madrid"
    await imported(api, campaign, row(zone="Europe/Paris"))
    assert (await api.plane.people.reachable([candidate]))[candidate].zone == "Europe/Paris"


async def test_a_consent_withdrawn_is_not_brought_back_by_the_list_it_came_from(api: Api) -> None:
    campaign, other = await make_campaign(api), await make_campaign(api, "Winter")
    await imported(api, campaign, row())
    candidate = (await interviews(api, campaign))[0]["candidate"]["id"]
    withdrawn = await api.client.delete(f"/v1/candidates/{candidate}/consent")
    assert withdrawn.json()["consent"] is False
    assert await problems(api, campaign, row()) == [(2, "consent_at")]
    assert await problems(api, other, row()) == [(2, "consent_at")]
    assert await interviews(api, other) == []
    later = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    assert (await imported(api, other, row(consent_at=later)))["added"] == 1


async def test_a_number_on_the_do_not_call_list_is_not_added(api: Api) -> None:
    campaign = await make_campaign(api)
    await api.client.post("/v1/do-not-call", json={"number": NUMBER, "source": "letter"})
    assert await problems(api, campaign, row(), row("+442079460019")) == [(2, "number")]
    assert len(await interviews(api, campaign)) == 1


async def test_an_agreed_time_is_by_the_clocks_where_the_candidate_lives(own: Api) -> None:
    campaign = await make_campaign(own)
    agreed = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=2)
    text = f"{agreed:%Y-%m-%d %H:%M}"
    await imported(own, campaign, row(appointment=text), row("+819012345678", appointment=text))
    found = await interviews(own, campaign)
    assert all(interview["appointed"] for interview in found)
    expected = {agreed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone in ("Europe/London", "Asia/Tokyo")}
    assert {datetime.fromisoformat(interview["due"]) for interview in found} == expected


async def test_a_time_that_nobody_can_keep_is_a_problem(own: Api) -> None:
    campaign = await make_campaign(own)
    past, future = "2026-01-05 10:00", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d %H:%M}"
    assert await problems(own, campaign, row(appointment=past)) == [(2, "appointment")]
    assert await problems(own, campaign, row("+61491570156", appointment=future)) == [(2, "zone")]
    assert (await own.client.get("/v1/candidates")).json()["items"] == [], "a row is left out whole"


BAD = [
    ({"name": ""}, "name"),
    ({"name": "1234"}, "name"),
    ({"name": "n" * 201}, "name"),
    ({"number": ""}, "number"),
    ({"number": "call me"}, "number"),
    ({"number": "4.42E+11"}, "number"),
    ({"number": "+44 20 7946"}, "number"),
    ({"number": "020 7946 0018"}, "number"),
    ({"number": "+1 800 555 0123"}, "number"),
    ({"region": "UK"}, "region"),
    ({"zone": "GMT+1"}, "zone"),
    ({"zone": "Berlin"}, "zone"),
    ({"consent_at": ""}, "consent_at"),
    ({"consent_at": "yesterday"}, "consent_at"),
    ({"consent_at": "2026-01-05T09:30:00"}, "consent_at"),
    ({"consent_at": "2098-01-05T09:30:00Z"}, "consent_at"),
    ({"consent_source": ""}, "consent_source"),
    ({"consent_wording": "w" * 4001}, "consent_wording"),
    ({"appointment": "tomorrow"}, "appointment"),
    ({"appointment": "2026-02-30 10:00"}, "appointment"),
    ({"reference": "a\x00b"}, "reference"),
]


async def test_every_bad_row_is_told_with_its_line_and_column_and_the_good_ones_are_kept(own: Api) -> None:
    campaign = await make_campaign(own)
    rows = [
        row(british(n), **changed) if "number" not in changed else row(**changed) for n, (changed, _) in enumerate(BAD)
    ]
    report = await imported(own, campaign, row(), *rows, row("+442079460019"))
    assert report["added"] == 2
    assert report["problems_total"] == len(BAD)
    told = [(problem["line"], problem["column"]) for problem in report["problems"]]
    assert told == [(n, column) for n, (_, column) in enumerate(BAD, 3)]
    assert all(problem["reason"] and problem["remedy"] for problem in report["problems"])


async def test_of_very_many_problems_the_first_are_told_and_all_counted(own: Api) -> None:
    campaign = await make_campaign(own)
    report = await imported(own, campaign, *(row("none") for _ in range(1200)), row())
    assert (report["added"], len(report["problems"]), report["problems_total"]) == (1, 1000, 1200)


NO_FILES = [
    (b"", "text/csv"),
    (b"\n\n", "text/csv"),
    (b"forename,phone\nAda,+442079460018\n", "text/csv"),
    (b"name\nAda\n", "text/csv"),
    (b"\x00\xff\xfe\x01" * 999, "text/csv"),
    (b"x" * 3_000_000, "text/csv"),
    (b'name,number\n"Ada,+442079460018\n', "text/csv"),
    (b"[]", "application/x-ndjson"),
    (b"null\n1\n{\n", "application/x-ndjson"),
    (b"[" * 100_000, "application/x-ndjson"),
    (b'{"name": 1, "number": 2}\n', "application/x-ndjson"),
]


async def test_a_file_that_is_none_is_told_so_and_adds_nobody(api: Api) -> None:
    campaign = await make_campaign(api)
    for content, kind in NO_FILES:
        answer = await send(api, campaign, content, kind=kind)
        assert answer.status_code == 200, answer.text
        assert answer.json()["added"] == 0
        assert answer.json()["problems_total"] >= 1, content[:20]


async def test_what_kind_of_file_it_is_must_be_said(api: Api) -> None:
    campaign = await make_campaign(api)
    for kind in ("application/json", "", "text/html"):
        answer = await send(api, campaign, as_csv([row()]), kind=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unknown")


async def test_a_region_must_be_a_country(api: Api) -> None:
    campaign = await make_campaign(api)
    for region in ("UK", "ZZ", "Britain", ""):
        answer = await send(api, campaign, as_csv([row()]), region=region)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), region


async def test_into_a_campaign_that_calls_nobody_any_more_nobody_is_added(api: Api) -> None:
    campaign = await make_campaign(api)
    await api.client.post(f"/v1/campaigns/{campaign['id']}/cancel")
    answer = await send(api, campaign, as_csv([row()]))
    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_rejected")


async def test_a_file_beyond_all_measure_is_refused(api: Api) -> None:
    campaign = await make_campaign(api)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(66):
            yield b"x" * (1 << 20)

    answer = await send(api, campaign, endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_who_asks_for_lines_is_told_how_far_it_is(api: Api) -> None:
    campaign = await make_campaign(api)
    path = f"/v1/campaigns/{campaign['id']}/candidates"
    headers = {"Content-Type": "text/csv", "Accept": "application/x-ndjson"}
    content = as_csv(row(british(n)) for n in range(250))
    answer = await api.client.post(path, content=content, headers=headers)
    *steps, last = [json.loads(line) for line in answer.text.splitlines()]
    assert steps == [{"line": 101}, {"line": 201}, {"line": 251}]
    assert last == {"report": GOOD | {"added": 250}}


async def _cut(api: Api, campaign: dict[str, Any], content: bytes, length: int) -> None:
    """Announce a whole file, send a part of it once it is read at the other end, and be gone."""
    host, port = api.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /v1/campaigns/{campaign['id']}/candidates HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: text/csv\r\nContent-Length: {len(content)}\r\nExpect: 100-continue\r\n\r\n"
    )
    writer.write(head.encode())
    assert b"100" in await reader.readline()
    writer.write(content[:length])
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_of_an_import_that_is_cut_the_whole_rows_are_taken_and_the_next_one_completes_it(own: Api) -> None:
    campaign = await make_campaign(own)
    rows = [row(british(n), f"Person {n} O") for n in range(300)]
    content = as_csv(rows).encode()
    middle_of_a_number = content.index(british(170).encode()) + 9
    await _cut(own, campaign, content, middle_of_a_number)

    async def taken() -> bool:
        return len(await interviews(own, campaign)) == 170

    await eventually(taken)
    assert len((await own.client.get("/v1/candidates?limit=200")).json()["items"]) == 170, "none of half a number"
    report = await imported(own, campaign, *rows)
    assert report == GOOD | {"added": 130, "already_there": 170}


async def test_people_whose_consent_comes_while_they_are_imported_do_not_stay_held(own: Api) -> None:
    campaign = await make_campaign(own)
    await imported(own, campaign, row(**NO_CONSENT))
    candidate = (await interviews(own, campaign))[0]["candidate"]["id"]
    other = await make_campaign(own, "Winter")
    async with orchestrated(own.plane):
        consent = {"source": "mail", "wording": "Yes.", "obtained_at": datetime.now(UTC).isoformat()}
        await asyncio.gather(
            imported(own, other, row(**NO_CONSENT)),
            own.client.post(f"/v1/candidates/{candidate}/consent", json=consent),
        )
        for interview in (*await interviews(own, campaign), *await interviews(own, other)):
            await until(own, interview["id"], "queued")


async def test_nothing_of_a_row_is_in_a_problem(api: Api) -> None:
    campaign = await make_campaign(api)
    report = await imported(api, campaign, row("+44 20 7946", "Secretname"), row("Secretname"))
    assert report["problems_total"] == 2
    assert "Secretname" not in json.dumps(report)
    assert "7946" not in json.dumps([problem["reason"] for problem in report["problems"]])
