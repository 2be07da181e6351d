"""The live stream: nothing twice, nothing left out, and a slow reader is dropped instead of waited for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
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


async def first_of(events: AsyncIterator[dict[str, str]], count: int) -> list[dict[str, str]]:
    async with asyncio.timeout(60):  # thousands of them, on a machine that has other things to do first
        return [await anext(events) for _ in range(count)]


async def test_a_reader_that_comes_back_goes_on_behind_what_it_saw(api: Api) -> None:
    for _ in range(3):
        await api.interview()
    events = await first_of(lines(api, "/v1/stream", **{"Last-Event-ID": "1"}), 2)
    assert [event["id"] for event in events] == ["2", "3"]
    assert {event["event"] for event in events} == {"interview.scheduled"}
    item = json.loads(events[0]["data"])
    assert (item["position"], item["type"]) == (2, "interview.scheduled")
    assert item["interview_id"].startswith("int_")


async def test_what_happens_while_one_reads_follows_what_was_there_without_a_hole(api: Api) -> None:
    interview = await api.interview()
    events = lines(api, f"/v1/stream?interview_id={interview['id']}&after=0")
    assert [event["id"] for event in await first_of(events, 1)] == ["1"]
    await api.interview()
    await api.plane.execute(interview["id"], GiveUp("failed", datetime.now(UTC)), Metadata("req_test"))
    assert [(event["id"], event["event"]) for event in await first_of(events, 1)] == [("3", "interview.failed")]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("last", ["soon", "-1", "1.5", "9" * 30, "9" * 5000])
async def test_a_last_event_id_that_is_none_is_refused(untouched: Api, last: str) -> None:
    answer = await untouched.client.get("/v1/stream", headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


async def test_the_stream_takes_the_same_filters_for_what_was_and_for_what_comes(api: Api) -> None:
    first = await api.interview()
    await api.plane.store.append(unit("campaign-camp_1", 2, "campaign.paused"))
    queries = {
        "type=interview.*&type=thing.happened": ["1", "4", "5"],
        "campaign_id=camp_1": ["2", "3", "6"],
        f"interview_id={first['id']}": ["1", "4"],
        "correlation_id=req_mine": ["5"],
    }
    readers = {query: lines(api, f"/v1/stream?{query}&after=0") for query in queries}
    for query, expected in queries.items():
        if already := [position for position in expected if int(position) <= 3]:
            assert [event["id"] for event in await first_of(readers[query], len(already))] == already
    await api.plane.execute(first["id"], GiveUp("failed", datetime.now(UTC)), Metadata("req_test"))
    await api.plane.store.append(unit("interview-int_9", 1, correlation_id="req_mine"))
    await api.plane.store.append(unit("campaign-camp_1", 1, "campaign.resumed", version=2))
    for query, expected in queries.items():
        now = [position for position in expected if int(position) > 3]
        assert [event["id"] for event in await first_of(readers[query], len(now))] == now


async def test_what_belongs_to_no_interview_names_its_stream(api: Api) -> None:
    await api.plane.store.append(unit("consent-cand_1", 1))
    (event,) = await first_of(lines(api, "/v1/stream?after=0"), 1)
    item = json.loads(event["data"])
    assert (item["stream"], item["interview_id"]) == ("consent-cand_1", None)


def unit(
    stream: str,
    count: int,
    name: str = "thing.happened",
    *,
    version: int = 0,
    data: str = "{}",
    correlation_id: str = "req_test",
) -> Unit:
    events = tuple(NewEvent(name, 1, data) for _ in range(count))
    return Unit(uuid4(), stream, version, events, Metadata(correlation_id))


async def test_a_reader_that_does_not_keep_up_is_dropped_and_no_other_is() -> None:
    store = MemoryStore()
    feed = Feed(store, buffer=10)
    following = asyncio.create_task(feed.run())
    slow, quick = feed.events(0), feed.events(0)
    first = [asyncio.ensure_future(anext(reader)) for reader in (slow, quick)]
    await asyncio.sleep(0)
    await store.append(unit("s0", 1))
    assert [(await one).global_position for one in first] == [1, 1]
    seen = [1]
    for number in range(1, 4):
        await store.append(unit(f"s{number}", 5))
        seen += [(await anext(quick)).global_position for _ in range(5)]
    with pytest.raises(Dropped):
        await anext(slow)
    assert seen == list(range(1, 17))
    following.cancel()


async def test_a_reader_goes_through_what_was_there_at_its_own_pace_and_is_not_dropped_for_it() -> None:
    store = MemoryStore()
    for number in range(30):
        await store.append(unit(f"s{number}", 5))
    feed = Feed(store, buffer=10)
    following = asyncio.create_task(feed.run())
    reader = feed.events(0)
    seen = [(await anext(reader)).global_position]
    for number in range(30, 60):  # more than the buffer holds, while it reads
        await store.append(unit(f"s{number}", 5))
        seen += [(await anext(reader)).global_position for _ in range(9)]
    assert seen == list(range(1, 272))
    following.cancel()


async def test_what_came_before_a_reader_had_its_buffer_is_read_from_the_log_however_much_it_is() -> None:
    store = MemoryStore()
    for number in range(17):
        await store.append(unit(f"s{number}", 100))
    feed = Feed(store, buffer=4000)
    following = asyncio.create_task(feed.run())
    reader = feed.events(0)
    async with asyncio.timeout(20):
        assert [(await anext(reader)).global_position for _ in range(1700)] == list(range(1, 1701))
    following.cancel()


WORDS = json.dumps({"text": "x" * 4000})
COUNT = 6000


class Socket:
    """A reader that reads only when it is told to, behind a small window."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, api: Api, last: int) -> Socket:
        url = httpx.URL(api.url)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (url.host, url.port))
        reader, writer = await asyncio.open_connection(sock=connection, limit=32768)
        writer.write(f"GET /v1/stream HTTP/1.1\r\nHost: {url.host}\r\nLast-Event-ID: {last}\r\n\r\n".encode())
        return cls(reader, writer)

    async def read(self) -> AsyncIterator[tuple[int | None, str]]:
        """Ids and types, until the server ends it."""
        position: int | None = None
        while line := await self._reader.readline():
            name, _, value = line.decode().strip().partition(": ")
            if name == "id":
                position = int(value)
            elif name == "event":
                yield position, value
                position = None
            if line == b"0\r\n":
                break
        await self.close()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


async def test_a_reader_that_stops_slows_no_writer_is_told_why_it_was_dropped_and_misses_nothing(api: Api) -> None:
    stopped = await Socket.open(api, 0)
    reading = stopped.read()
    await api.plane.store.append(unit("thing-first", 1))
    seen = [(await anext(reading))[0]]
    quick = asyncio.create_task(first_of(lines(api, "/v1/stream?after=1"), COUNT))

    async def write(half: int) -> None:
        for number in range(0, COUNT // 2, 10):
            await api.plane.store.append(unit(f"thing-{half}-{number}", 10, data=WORDS))

    await write(1)  # it takes nothing, and every append is confirmed
    second = asyncio.create_task(write(2))
    last = ""
    async for position, name in reading:
        last = name
        if position is not None:
            seen.append(position)
    assert last == "dropped"
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) <= COUNT
    while len(seen) <= COUNT:  # it comes back while the other half is being written
        again = await Socket.open(api, seen[-1] or 0)
        async for position, name in again.read():
            if position is None:
                assert name == "dropped"
                break
            seen.append(position)
            if len(seen) > COUNT:
                break
        await again.close()
    await second
    assert seen == list(range(1, COUNT + 2))
    assert [int(event["id"]) for event in await quick] == list(range(2, COUNT + 2))
