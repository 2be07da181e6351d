"""What every implementation of rooms promises; see `providers.rooms.Rooms`."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from livekit import rtc

from interviewer.providers.rooms import LiveKitRooms, MemoryRooms, Rooms, RoomsUnavailable
from real_livekit import KEY, SECRET, livekit_server


class InMemory:
    """Rooms in memory, and how somebody enters one."""

    def __init__(self) -> None:
        self.rooms: Rooms = MemoryRooms()

    @contextlib.asynccontextmanager
    async def somebody(self, room: str, identity: str) -> AsyncIterator[None]:
        assert isinstance(self.rooms, MemoryRooms)
        self.rooms.enter(room, identity)
        yield


class OnServer:
    """Rooms of a real server, entered by WebRTC with the token that the port made."""

    def __init__(self, rooms: LiveKitRooms) -> None:
        self.rooms: Rooms = rooms

    @contextlib.asynccontextmanager
    async def somebody(self, room: str, identity: str) -> AsyncIterator[None]:
        person = rtc.Room()
        await person.connect(self.rooms.url, self.rooms.token(room, identity, role="candidate"))
        try:
            yield
        finally:
            await person.disconnect()


@pytest.fixture(params=["memory", "livekit"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[InMemory | OnServer]:
    if request.param == "memory":
        yield InMemory()
        return
    async with livekit_server(tmp_path) as url, LiveKitRooms(url, KEY, SECRET) as rooms:
        yield OnServer(rooms)


async def test_everything_may_be_repeated_and_nobody_is_where_there_is_no_room(world: InMemory | OnServer) -> None:
    rooms = world.rooms
    assert await rooms.participants("int_1") == ()
    await rooms.delete("int_1")
    await rooms.remove("int_1", "nobody")
    for _ in range(2):
        await rooms.create("int_1")
    assert await rooms.participants("int_1") == ()
    await rooms.remove("int_1", "nobody")
    for _ in range(2):
        await rooms.delete("int_1")


async def test_whoever_entered_is_seen_and_can_be_put_out(world: InMemory | OnServer) -> None:
    rooms = world.rooms
    await rooms.create("int_1")
    async with world.somebody("int_1", "candidate-int_1"):
        assert await rooms.participants("int_1") == ("candidate-int_1",)
        await rooms.remove("int_1", "candidate-int_1")
        assert await rooms.participants("int_1") == ()


async def test_a_room_that_is_closed_is_empty(world: InMemory | OnServer) -> None:
    rooms = world.rooms
    await rooms.create("int_1")
    async with world.somebody("int_1", "candidate-int_1"):
        await rooms.delete("int_1")
        assert await rooms.participants("int_1") == ()


async def test_a_server_that_is_away_is_said_to_be_away() -> None:
    memory = MemoryRooms(down=True)
    async with LiveKitRooms("ws://127.0.0.1:9", KEY, SECRET) as away:
        for rooms in (memory, away):
            for act in (rooms.create("r"), rooms.delete("r"), rooms.participants("r"), rooms.remove("r", "x")):
                with pytest.raises(RoomsUnavailable):
                    await act
