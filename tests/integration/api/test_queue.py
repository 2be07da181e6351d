"""Who waits for a free line and how long, for people and for Prometheus."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from held_interview import HeldInterview, eventually
from interviewer.api.call_times import CallTimes
from interviewer.interviews.commands import Reschedule
from interviewer.kernel.log import Metadata
from interviewer.kernel.tasks import end
from interviewer.providers.lineup import account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.policy import POLICY
from recruiting import NUMBER, imported, interviews, make_campaign, orchestrated, row, until
from running_api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


async def queued(api: Api, campaign: dict[str, Any], count: int, first: int = 0) -> None:
    """So many calls of the campaign wait for a line."""
    await imported(api, campaign, *(row(f"+447400{n:06}") for n in range(first, first + count)))
    for interview in await interviews(api, campaign):
        await until(api, interview["id"], "queued")


async def queue(api: Api) -> dict[str, Any]:
    answer = await api.client.get("/v1/queue")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def a_call_that_ended(api: Api) -> None:
    """A call by link, begun and over."""
    held = await (await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()).live()
    await held.ended()

    async def known() -> bool:
        return (await queue(api))["mean_call_s"] is not None

    await eventually(known)


async def metrics(api: Api, host: str = "127.0.0.1") -> dict[tuple[str, str], float]:
    answer = await api.client.get("/metrics", headers={"Host": host})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, next(iter(s.labels.values()), "")): s.value for family in families for s in family.samples}


async def test_an_empty_house_has_no_queues(api: Api) -> None:
    assert await queue(api) == {
        "queues": [],
        "pools": [{"pool": "calls", "taken": 0, "limit": 100}],
        "mean_call_s": None,
        "held_back": None,
    }


async def test_each_queue_tells_how_many_wait_since_when_and_for_how_long_yet(api: Api) -> None:
    small, large = await make_campaign(api, max_calls=2), await make_campaign(api, "Winter", weight=3)
    async with orchestrated(api.plane):
        await queued(api, small, 2)
        await queued(api, large, 3, first=10)
        before = {found["queue"]: found for found in (await queue(api))["queues"]}
        assert before[small["id"]]["expected_wait_s"] is None, "no call has ended yet by which it could be told"
        await a_call_that_ended(api)
        found = await queue(api)
    mean = found["mean_call_s"]
    by_queue = {one["queue"]: one for one in found["queues"]}
    first, second = by_queue[small["id"]], by_queue[large["id"]]
    assert (first["campaign_id"], first["depth"], first["running"], first["limit"]) == (small["id"], 2, 0, 2)
    assert (second["depth"], second["limit"]) == (3, 75), "its share of a hundred lines, by weight"
    assert first["oldest_s"] >= before[small["id"]]["oldest_s"] >= 0
    assert abs(first["expected_wait_s"] - 2 * mean / 2) <= 0.2
    shown = (await api.client.get(f"/v1/campaigns/{small['id']}")).json()
    assert shown["expected_wait_s"] == first["expected_wait_s"]


async def test_agreed_times_have_a_queue_of_their_own(own: Api) -> None:
    campaign = await make_campaign(own)
    await imported(own, campaign, row())
    (interview,) = await interviews(own, campaign)
    async with orchestrated(own.plane):
        await until(own, interview["id"], "queued")
        now = own.plane.clock.now()
        await own.plane.execute(interview["id"], Reschedule(now, "recruiter", now), Metadata("req_test"))
        await until(own, interview["id"], "queued")
        (found,) = (await queue(own))["queues"]
    assert (found["queue"], found["campaign_id"], found["depth"], found["running"]) == ("appointments", None, 1, None)


async def test_nobody_can_tell_when_a_paused_campaign_calls(api: Api) -> None:
    campaign = await make_campaign(api)
    async with orchestrated(api.plane):
        await queued(api, campaign, 1)
        await a_call_that_ended(api)
        await api.client.post(f"/v1/campaigns/{campaign['id']}/pause")
        found = (await api.client.get(f"/v1/campaigns/{campaign['id']}")).json()
    assert (found["states"], found["expected_wait_s"]) == ({"queued": 1}, None)


async def test_prometheus_reads_queues_slots_and_states_and_nothing_of_a_person(own: Api) -> None:
    campaign = await make_campaign(own, max_calls=5)
    idle = await make_campaign(own, "Winter")
    async with orchestrated(own.plane):
        await queued(own, campaign, 2)
        await (await HeldInterview.scheduled(own.plane)).dialled()
        found = await metrics(own)
    assert found["interviewer_queue_depth", campaign["id"]] == 2
    assert found["interviewer_queue_oldest_seconds", campaign["id"]] > 0
    assert found["interviewer_queue_depth", idle["id"]] == found["interviewer_queue_depth", "appointments"] == 0
    assert found["interviewer_slots_taken", "calls"] == 1
    assert found["interviewer_slots_limit", "calls"] == 100
    assert found["interviewer_interviews", "queued"] == 2
    assert found["interviewer_interviews", "dialling"] == 1
    text = (await own.client.get("/metrics")).text
    assert NUMBER[1:] not in text
    assert "Byron" not in text


async def test_a_vendor_without_room_that_every_call_needs_is_told_as_the_reason_why_none_is_begun(api: Api) -> None:
    given = {"openai_api_key": "sk-test", "openai_url": "https://models.example/v1"}
    settings = api.app.state.context.settings.model_copy(update=given)
    breakers = MemoryBreakers(POLICY.breakers)
    api.app.state.context = replace(api.app.state.context, settings=settings, breakers=breakers)
    assert (await metrics(api))["interviewer_calls_held_back", ""] == 0
    model = account(settings.accounts(settings.engines_url), "writing", "openai")
    await breakers.failed(model, "limited", 0.1, retry_after=42)
    told = (await queue(api))["held_back"]
    assert (told["part"], told["provider"], told["reason"]) == ("writing", "openai", "it had too many requests")
    assert 30 < told["again_in_s"] <= 42 * (1 + POLICY.breakers.jitter)
    assert (await metrics(api))["interviewer_calls_held_back", ""] == 1


async def test_prometheus_may_come_by_any_name(api: Api) -> None:
    assert ("interviewer_slots_limit", "calls") in await metrics(api, host="10.1.2.3:8000")


async def test_how_long_calls_take_is_known_again_after_a_restart(api: Api) -> None:
    await a_call_that_ended(api)
    again = CallTimes(api.plane.store, api.app.state.context.feed)
    task = asyncio.create_task(again.run())

    async def known() -> bool:
        return again.mean is not None

    await eventually(known)
    assert again.mean == api.app.state.context.call_times.mean
    await end([task])
