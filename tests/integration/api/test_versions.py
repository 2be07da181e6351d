"""Of two people who change the same thing the second is told. One api for all, with things of its own for each test."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from recruiting import make_campaign
from running_api import PLAN, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOB = {"title": "Picker", "company": "Hillside", "summary": "You pick boxes."}
NUMBERS = itertools.count(20_7946_0000)


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


def consent() -> dict[str, str]:
    return {"source": "mail", "wording": "Yes, do call me.", "obtained_at": datetime.now(UTC).isoformat()}


@dataclass(frozen=True)
class Change:
    """A change of the thing at `seen`, and what somebody else does to it in between."""

    seen: str
    method: str
    path: str
    more: dict[str, Any] = field(default_factory=dict)
    meanwhile: dict[str, Any] = field(default_factory=dict)
    """The same change with other values; or the whole request, if it has a method."""

    async def made(self, api: Api, tag: str | None, **more: Any) -> httpx.Response:
        headers = {} if tag is None else {"If-Match": tag}
        wanted = {"method": self.method, "url": self.path, **self.more, **more}
        return await api.client.request(**wanted, headers=headers)


async def looked(api: Api, path: str) -> tuple[str, Any]:
    answer = await api.client.get(path)
    return answer.headers.get("ETag", ""), answer.json()


async def a_job(api: Api) -> str:
    return f"/v1/jobs/{(await api.client.post('/v1/jobs', json=JOB)).json()['id']}"


async def a_candidate(api: Api) -> str:
    return f"/v1/candidates/{(await api.client.post('/v1/candidates', json={'name': 'Ada'})).json()['id']}"


async def an_interview(api: Api) -> dict[str, Any]:
    """By telephone, with somebody who lives in London and agreed."""
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()["id"]
    wanted = {"plan_id": plan, "candidate_name": "Ada", "number": f"+44{next(NUMBERS)}", "consent": consent()}
    answer = await api.client.post("/v1/interviews", json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def replacing_a_document(api: Api) -> Change:
    path = f"{await a_job(api)}/documents/pay.md"
    assert (await api.client.put(path, content="Twenty pounds.")).status_code == 201
    return Change(path, "PUT", path, {"content": "Thirty pounds."}, {"content": "Forty pounds."})


async def saying_in_which_language_a_document_is(api: Api) -> Change:
    path = f"{await a_job(api)}/documents/pay.md"
    await api.client.put(path, content="Handy.")
    german = {"content": "Handy.", "params": {"language": "de"}}
    return Change(path, "PUT", path, german, {"params": {"language": "es"}})


async def removing_a_document(api: Api) -> Change:
    replacing = await replacing_a_document(api)
    return Change(replacing.seen, "DELETE", replacing.path, {}, {"method": "PUT", "content": "Forty pounds."})


async def replacing_a_cv(api: Api) -> Change:
    path = f"{await a_candidate(api)}/cv"
    assert (await api.client.put(path, content="I bake.")).status_code == 201
    return Change(path, "PUT", path, {"content": "I bake and cook."}, {"content": "I cook."})


async def removing_a_cv(api: Api) -> Change:
    replacing = await replacing_a_cv(api)
    return Change(replacing.seen, "DELETE", replacing.path, {}, {"method": "PUT", "content": "I cook."})


async def saying_where_a_candidate_lives(api: Api) -> Change:
    candidate = f"/v1/candidates/{(await an_interview(api))['candidate']['id']}"
    paris, rome = ({"json": {"zone": zone}} for zone in ("Europe/Paris", "Europe/Rome"))
    return Change(candidate, "PUT", f"{candidate}/zone", paris, rome)


async def forgetting_a_candidate(api: Api) -> Change:
    candidate = await a_candidate(api)
    return Change(candidate, "DELETE", candidate, {}, {"method": "PUT", "json": {"name": "Ada Byron"}})


async def taking_a_number_off_the_list(api: Api) -> Change:
    number, door = f"+44{next(NUMBERS)}", "/v1/do-not-call"
    params = {"number": number}
    again = {"json": {**params, "source": "telephone"}}
    await api.client.post(door, json={**params, "source": "letter"})
    await api.client.delete(door, params={**params, "reason": "mistake"}, headers={"If-Match": "*"})
    change = {"params": {**params, "reason": "they asked for calls"}}
    return Change(f"{door}?number=%2B{number[1:]}", "DELETE", door, change, {"method": "POST", "params": {}, **again})


async def revoking_a_key(api: Api) -> Change:
    made = (await api.client.post("/v1/api-keys", json={"name": f"ats {next(NUMBERS)}", "scopes": ["read"]})).json()
    path = f"/v1/api-keys/{made['id']}"
    return Change(path, "DELETE", path)


async def giving_up_an_agreed_time(api: Api) -> Change:
    interview = await an_interview(api)
    time = {"interview_id": interview["id"], "local": "2090-07-01T14:30"}
    await api.client.post("/v1/appointments", json=time)
    other = {"method": "POST", "url": "/v1/appointments", "json": {**time, "local": "2090-07-02T14:30"}}
    return Change(f"/v1/interviews/{interview['id']}", "DELETE", f"/v1/appointments/{interview['id']}", {}, other)


async def taking_up_a_job_again(api: Api) -> Change:
    path = await a_job(api)
    await api.client.delete(path, headers={"If-Match": "*"})
    return Change(path, "POST", f"{path}/restore")


async def withdrawing_a_consent(api: Api) -> Change:
    path = f"/v1/candidates/{(await an_interview(api))['candidate']['id']}/consent"
    return Change(path, "DELETE", path, {}, {"method": "POST", "json": consent()})


def turning(to: str) -> Callable[[Api], Awaitable[Change]]:
    async def turned(api: Api) -> Change:
        path = f"/v1/campaigns/{(await make_campaign(api))['id']}"
        if to == "resume":
            await api.client.post(f"{path}/pause")
        other = "pause" if to == "cancel" else "cancel"
        return Change(path, "POST", f"{path}/{to}", {}, {"url": f"{path}/{other}"})

    turned.__name__ = f"{to}_of_a_campaign"
    return turned


NEEDED = [
    replacing_a_document,
    saying_in_which_language_a_document_is,
    removing_a_document,
    replacing_a_cv,
    removing_a_cv,
    saying_where_a_candidate_lives,
    forgetting_a_candidate,
    taking_a_number_off_the_list,
    revoking_a_key,
    giving_up_an_agreed_time,
]
HONOURED = [taking_up_a_job_again, withdrawing_a_consent, turning("pause"), turning("resume"), turning("cancel")]
"""Changes that may be made blindly, but not by somebody who says what it saw and is mistaken."""


@pytest.mark.parametrize("kind", [*NEEDED, *HONOURED], ids=lambda kind: kind.__name__)
async def test_a_change_from_an_older_version_is_refused_and_changes_nothing(
    api: Api, kind: Callable[[Api], Awaitable[Change]]
) -> None:
    change = await kind(api)
    tag, _ = await looked(api, change.seen)
    assert (await change.made(api, tag, **change.meanwhile)).is_success
    now = await looked(api, change.seen)
    assert now[0] != tag
    head = await api.plane.store.head()
    for older in (tag, '"0-x"', '"x", W/"y"', "", tag.strip('"')):
        refused = await change.made(api, older)
        assert (refused.status_code, refused.json()["code"]) == (412, "outdated"), older
    assert await looked(api, change.seen) == now
    assert await api.plane.store.head() == head


@pytest.mark.parametrize("kind", NEEDED, ids=lambda kind: kind.__name__)
async def test_a_change_that_names_no_version_is_refused_and_changes_nothing(
    api: Api, kind: Callable[[Api], Awaitable[Change]]
) -> None:
    change = await kind(api)
    before = await looked(api, change.seen)
    missing = await change.made(api, None)
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    assert await looked(api, change.seen) == before


@pytest.mark.parametrize("kind", [*NEEDED, *HONOURED], ids=lambda kind: kind.__name__)
async def test_a_change_from_the_present_version_is_made_and_answered_with_the_next(
    api: Api, kind: Callable[[Api], Awaitable[Change]]
) -> None:
    change = await kind(api)
    before = await looked(api, change.seen)
    made = await change.made(api, f'"0-x", W/{before[0]}')
    assert made.is_success, made.text
    after = await looked(api, change.seen)
    if change.method != "DELETE" and after[0]:
        assert after != before
        assert made.headers["ETag"] == after[0] != before[0]


@pytest.mark.parametrize("kind", [replacing_a_document, replacing_a_cv, saying_where_a_candidate_lives])
async def test_of_changes_at_the_very_same_moment_one_is_made(
    api: Api, kind: Callable[[Api], Awaitable[Change]]
) -> None:
    change = await kind(api)
    tag, _ = await looked(api, change.seen)
    answers = await asyncio.gather(change.made(api, tag), change.made(api, tag, **change.meanwhile))
    assert sorted(answer.status_code for answer in answers) == [200, 412]


@pytest.mark.parametrize("kind", [replacing_a_document, replacing_a_cv])
async def test_the_same_content_again_is_there_already_whatever_version_it_was_sent_for(
    api: Api, kind: Callable[[Api], Awaitable[Change]]
) -> None:
    change = await kind(api)
    tag, _ = await looked(api, change.seen)
    first = await change.made(api, tag)
    for older in (tag, None, "*"):
        again = await change.made(api, older)
        assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), first.headers["ETag"])


@pytest.mark.parametrize("path", ["/v1/jobs/{job}/documents/pay.md", "/v1/candidates/{candidate}/cv"])
async def test_of_two_who_send_the_first_one_at_once_one_is_kept(api: Api, path: str) -> None:
    path = path.format(job=(await a_job(api)).split("/")[-1], candidate=(await a_candidate(api)).split("/")[-1])
    gone = await api.client.put(path, content="Twenty pounds.", headers={"If-Match": "*"})
    assert (gone.status_code, gone.json()["code"]) == (412, "outdated")
    assert (await api.client.get(path)).status_code == 404
    answers = await asyncio.gather(*(api.client.put(path, content=f"{n} pounds.") for n in range(2)))
    assert 201 in (statuses := [answer.status_code for answer in answers])
    assert set(statuses) - {201} <= {412, 428}
    kept = next(answer for answer in answers if answer.status_code == 201)
    assert (await api.client.get(path)).headers["ETag"] == kept.headers["ETag"]
    assert len(statuses) == len(set(statuses))


async def test_what_a_cvs_version_is_tells_nothing_of_what_it_says(api: Api) -> None:
    paths = [f"{await a_candidate(api)}/cv" for _ in range(2)]
    tags = {(await api.client.put(path, content="I bake.")).headers["ETag"] for path in paths}
    assert len(tags) == 2


async def test_a_turn_of_a_campaign_that_is_sent_again_under_its_key_is_carried_out_once(api: Api) -> None:
    path = f"/v1/campaigns/{(await make_campaign(api))['id']}"
    headers = {"If-Match": '"1"', "Idempotency-Key": "pause-1"}
    answers = [await api.client.post(f"{path}/pause", headers=headers) for _ in range(2)]
    assert [(one.status_code, one.headers["ETag"]) for one in answers] == [(200, '"2"')] * 2


async def test_a_consent_is_recorded_and_taken_back_and_a_number_listed_without_a_version(api: Api) -> None:
    change = await withdrawing_a_consent(api)
    for _ in range(2):
        assert (await change.made(api, None)).json()["consent"] is False
    answer = await api.client.post(change.path, json=consent())
    assert (answer.status_code, answer.headers["ETag"]) == (201, (await api.client.get(change.path)).headers["ETag"])
    listed = await api.client.post("/v1/do-not-call", json={"number": f"+44{next(NUMBERS)}", "source": "letter"})
    assert (listed.status_code, listed.headers["ETag"]) == (201, '"1"')
