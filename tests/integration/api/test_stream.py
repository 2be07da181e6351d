"""The live stream: nothing twice, nothing left out, and a slow reader is dropped instead of waited for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from interviewer.api.feed import Dropped, Feed
from interviewer.interviews.commands import GiveUp
from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.memory import MemoryStore
from running_api import Api


async def lines(api: Api, path: str, **headers: str) -> AsyncIterator[dict[str, str]]:
    """Events as they come."""
    async with api.client.stream("GET", path, headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif "data" in event:
                yield event
                event = {}
            else:
                event = {}


async def first(events: AsyncIterator[dict[str, str]], count: int) -> list[dict[str, str]]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(count)]


async def test_a_reader_that_comes_back_goes_on_behind_what_it_saw(api: Api) -> None:
    for _ in range(3):
        await api.interview()
    events = await first(lines(api, "/v1/stream", **{"Last-Event-ID": "1"}), 2)
    assert [event["id"] for event in events] == ["2", "3"]
    assert {event["event"] for event in events} == {"interview.scheduled"}
    item = json.loads(events[0]["data"])
    assert (item["position"], item["type"]) == (2, "interview.scheduled")
    assert item["interview_id"].startswith("int_")


async def test_what_happens_while_one_reads_follows_what_was_there_without_a_hole(api: Api) -> None:
    interview = await api.interview()
    events = lines(api, f"/v1/stream?interview={interview['id']}&after=0")
    assert [event["id"] for event in await first(events, 1)] == ["1"]
    await api.interview()
    await api.plane.execute(interview["id"], GiveUp("failed", datetime.now(UTC)), Metadata("req_test"))
    assert [(event["id"], event["event"]) for event in await first(events, 1)] == [("3", "interview.failed")]


async def test_a_last_event_id_that_is_none_is_refused(api: Api) -> None:
    answer = await api.client.get("/v1/stream", headers={"Last-Event-ID": "soon"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def unit(stream: str, count: int) -> Unit:
    from uuid import uuid4

    events = tuple(NewEvent("thing.happened", 1, "{}") for _ in range(count))
    return Unit(uuid4(), stream, 0, events, Metadata("req_test"))


async def test_a_reader_that_does_not_keep_up_is_dropped_and_no_other_is() -> None:
    store = MemoryStore()
    feed = Feed(store, buffer=10)
    following = asyncio.create_task(feed.run())
    slow, quick = feed.events(0), feed.events(0)
    await store.append(unit("s0", 1))
    assert (await anext(slow)).global_position == 1
    seen = [(await anext(quick)).global_position]
    for number in range(1, 4):
        await store.append(unit(f"s{number}", 5))
        seen += [(await anext(quick)).global_position for _ in range(5)]
    with pytest.raises(Dropped):
        await anext(slow)
    assert seen == list(range(1, 17))
    following.cancel()
