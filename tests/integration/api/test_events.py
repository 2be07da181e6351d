"""All events of the log through the front door: every filter, in order, page by page, with nothing left out."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from held_interview import HeldInterview
from interviewer.interviews.commands import Schedule
from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.projection import catch_up
from interviewer.providers import event_search
from interviewer.providers.event_search import EventSearch, StreamCampaigns, Wanted
from interviewer.providers.summaries import InterviewSummaries
from recruiting import imported, interviews, make_campaign, row
from running_api import Api

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def append(
    api: Api, stream: str, *types: str, correlation_id: str = "req_1", causation_id: str | None = None, version: int = 0
) -> None:
    events = tuple(NewEvent(name, 1, "{}") for name in types)
    await api.plane.store.append(Unit(uuid4(), stream, version, events, Metadata(correlation_id, causation_id)))


async def page(api: Api, **query: Any) -> dict[str, Any]:
    answer = await api.client.get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def all_pages(api: Api, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = 0
    for _ in range(1000):
        got = await page(api, **query, after=after)
        found += got["items"]
        assert got["next"] > after or not got["more"]
        after = got["next"]
        if not got["more"]:
            return found
    raise AssertionError("the pages do not end")


def positions(items: Iterable[dict[str, Any]]) -> list[int]:
    return [item["position"] for item in items]


async def test_events_are_given_in_the_order_of_the_log_page_by_page(api: Api) -> None:
    for _ in range(7):
        await api.interview()
    first = await page(api, limit=3)
    assert (positions(first["items"]), first["next"], first["more"]) == ([1, 2, 3], 3, True)
    last = await page(api, limit=3, after=6)
    assert (positions(last["items"]), last["next"], last["more"]) == ([7], 7, False)
    beyond = await page(api, after=99)
    assert beyond == {"items": [], "next": 99, "more": False}
    assert positions(await all_pages(api, limit=2)) == list(range(1, 8))


async def test_events_that_belong_to_no_interview_say_so_and_name_their_stream(api: Api) -> None:
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    (interview,) = await interviews(api, campaign)
    shown = {item["stream"].partition("-")[0]: item for item in await all_pages(api)}
    assert shown["campaign"]["stream"] == f"campaign-{campaign['id']}"
    assert shown["campaign"]["interview_id"] is None
    assert shown["consent"]["interview_id"] is None
    assert shown["interview"]["interview_id"] == interview["id"]
    assert shown["interview"]["stream"] == f"interview-{interview['id']}"


async def test_each_filter_finds_its_events_and_all_must_agree(api: Api) -> None:
    held = await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()
    await append(api, "campaign-camp_1", "campaign.created", "campaign.paused", correlation_id="req_campaign")
    other = await api.interview()
    assert positions(await all_pages(api, interview_id=held.id)) == [1, 2, 3]
    assert positions(await all_pages(api, interview_id=held.id, limit=1)) == [1, 2, 3]
    assert positions(await all_pages(api, type="interview.scheduled")) == [1, 6]
    assert positions(await all_pages(api, type="interview.*")) == [1, 3, 6]
    assert positions(await all_pages(api, type=["dial.started", "campaign.*"])) == [2, 4, 5]
    assert positions(await all_pages(api, correlation_id="req_campaign")) == [4, 5]
    assert positions(await all_pages(api, type="campaign.paused", correlation_id="req_campaign")) == [5]
    assert positions(await all_pages(api, interview_id=other["id"], type="dial.*")) == []
    assert positions(await all_pages(api, type="thing.unheard_of")) == []


async def test_a_campaigns_events_are_its_own_and_its_interviews_whether_the_list_has_them_yet_or_not(
    api: Api,
) -> None:
    async def scheduled(interview_id: str, campaign_id: str | None) -> None:
        command = Schedule("plan_1", f"cand_{interview_id}", ("q1",), NOON, NOON, campaign_id=campaign_id)
        await api.plane.execute(interview_id, command, Metadata("req_1"))

    await append(api, "campaign-camp_1", "campaign.created")
    await scheduled("int_1", "camp_1")
    await scheduled("int_2", "camp_2")
    await scheduled("int_3", None)
    await catch_up(api.plane.store, InterviewSummaries())
    await scheduled("int_4", "camp_1")
    await append(api, "campaign-camp_2", "campaign.created")
    assert positions(await all_pages(api, campaign_id="camp_1")) == [1, 2, 5]
    assert positions(await all_pages(api, campaign_id="camp_1", limit=1)) == [1, 2, 5]
    assert positions(await all_pages(api, campaign_id="camp_2")) == [3, 6]
    assert positions(await all_pages(api, campaign_id="camp_1", type="interview.*")) == [2, 5]
    assert positions(await all_pages(api, campaign_id="camp_1", interview_id="int_4")) == [5]
    assert positions(await all_pages(api, campaign_id="camp_1", interview_id="int_2")) == []


async def test_a_later_request_finds_what_it_led_to_as_well_as_the_first(api: Api) -> None:
    interview = await api.interview()
    path = f"/v1/interviews/{interview['id']}/cancel"
    answer = await api.client.post(path, headers={"X-Correlation-ID": "req_later"})
    assert answer.headers["X-Correlation-ID"] == "req_later"
    (found,) = await all_pages(api, correlation_id="req_later")
    assert (found["type"], found["causation_id"]) == ("interview.cancelled", "req_later")
    assert await all_pages(api, correlation_id=found["correlation_id"], interview_id=interview["id"])


async def test_two_who_ask_at_once_do_not_take_from_each_other_what_is_known(api: Api) -> None:
    for number in (1, 2, 3):
        await append(api, f"interview-int_{number}", "interview.queued")
    campaigns = StreamCampaigns(api.plane.store, remembered=1)
    await campaigns.of("camp_1", ["interview-int_1"])
    asked = (["interview-int_1", "interview-int_2"], ["interview-int_3"])
    assert await asyncio.gather(*(campaigns.of("camp_1", streams) for streams in asked)) == [frozenset(), frozenset()]


async def test_one_page_looks_through_a_bounded_part_of_the_log_and_says_from_where_to_go_on(api: Api) -> None:
    for batch in range(30):
        await append(api, f"contact-{batch}", *["number.listed"] * 1000)
    await append(api, "campaign-camp_1", "campaign.created")
    first = await page(api, type="campaign.*")
    assert first == {"items": [], "next": event_search.SCAN, "more": True}
    rest = await page(api, type="campaign.*", after=first["next"])
    assert (positions(rest["items"]), rest["more"]) == ([30_001], False)
    assert positions(await all_pages(api, campaign_id="camp_1")) == [30_001]
    for query in (event_search.FIND, event_search.FIND_IN_STREAM):
        nothing: tuple[object, ...] = (["no.such"], [], None, 500)
        stream = ("interview-int_0",) if query is event_search.FIND_IN_STREAM else ()
        through = 30_001 if stream else event_search.SCAN
        plan = await api.plane.store.pool.fetch(f"explain (analyze, timing off) {query}", 0, through, *nothing, *stream)
        text = "\n".join(line[0] for line in plan)
        assert "Seq Scan" not in text, text
        removed = [line for line in text.splitlines() if "Rows Removed by Filter" in line]
        assert all(int(line.rpartition(" ")[2]) <= event_search.SCAN for line in removed), text


async def test_what_the_database_finds_is_what_is_picked_out_of_the_live_log(api: Api) -> None:
    names = ("interview.queued", "interview.held", "dial.started", "interview_like.thing")
    for number, (stream, correlation) in enumerate(
        itertools.product(("interview-int_1", "interview-int_2", "campaign-camp_1"), ("req_1", "req_2"))
    ):
        await append(api, stream, *names, correlation_id=correlation, version=len(names) * (number % 2))
    await append(api, "interview-int_1", *names, correlation_id="req_1", causation_id="req_2", version=2 * len(names))
    campaigns = StreamCampaigns(api.plane.store)
    rows = await api.plane.store.read_all()
    some_types = ((), ("interview.*",), ("interview.held", "dial.*"), ("nothing.*",))
    for types, interview, correlation_id in itertools.product(some_types, (None, "int_1"), (None, "req_2")):
        search = EventSearch(api.plane.store, Wanted(types, interview, None, correlation_id), campaigns)
        assert (await search.page(0, 500)).rows == await search.among(rows)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=99999999999999999999",
        "after=soon",
        "limit=0",
        "limit=1001",
        "type=*",
        "type=interview",
        "type=interview.%25",
        "type=",
        "interview_id=",
        "interview_id=%00",
        "campaign_id=%20",
        "correlation_id=a%0Ab",
        "&".join(["type=a.b"] * 21),
        "interview=int_0",
        "campaign=camp_0",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_here_and_on_the_stream(untouched: Api, query: str) -> None:
    for path in ("/v1/events", "/v1/stream"):
        if path == "/v1/stream" and query.startswith("limit"):
            continue
        answer = await untouched.client.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), answer.text
