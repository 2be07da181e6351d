"""That the simulated switchboard's rooms keep what `providers.rooms.Rooms` promises."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from interviewer.providers.rooms import RoomsUnavailable
from interviewer.providers.switchboard_rooms import SwitchboardRooms
from served_line import ServedLine, served_line


@pytest.fixture
async def served() -> AsyncIterator[ServedLine]:
    async with served_line() as served:
        yield served


async def test_everything_may_be_repeated_and_nobody_is_where_there_is_no_room(served: ServedLine) -> None:
    rooms = served.rooms
    assert await rooms.participants("int_1") == ()
    await rooms.delete("int_1")
    await rooms.remove("int_1", "nobody")
    for _ in range(2):
        await rooms.create("int_1")
    assert await rooms.participants("int_1") == ()
    await rooms.remove("int_1", "nobody")
    for _ in range(2):
        await rooms.delete("int_1")


async def test_whoever_entered_is_seen_and_can_be_put_out(served: ServedLine) -> None:
    await served.rooms.create("int_1")
    for _ in range(2):
        assert await served.door.enter("int_1", "interviewer-1")
    assert await served.rooms.participants("int_1") == ("interviewer-1",)
    await served.rooms.remove("int_1", "interviewer-1")
    assert await served.rooms.participants("int_1") == ()


async def test_whoever_left_is_seen_no_more(served: ServedLine) -> None:
    await served.rooms.create("int_1")
    await served.door.enter("int_1", "interviewer-1")
    for _ in range(2):
        await served.door.leave("int_1", "interviewer-1")
    assert await served.rooms.participants("int_1") == ()


async def test_a_room_that_is_closed_is_empty_and_cannot_be_entered(served: ServedLine) -> None:
    await served.rooms.create("int_1")
    await served.door.enter("int_1", "interviewer-1")
    await served.rooms.delete("int_1")
    assert await served.rooms.participants("int_1") == ()
    assert not await served.door.enter("int_1", "interviewer-1")


async def test_names_are_taken_as_they_are(served: ServedLine) -> None:
    await served.rooms.create("int 1?&")
    await served.door.enter("int 1?&", "interviewer #1")
    assert await served.rooms.participants("int 1?&") == ("interviewer #1",)
    await served.rooms.remove("int 1?&", "interviewer #1")
    assert await served.rooms.participants("int 1?&") == ()


async def test_a_switchboard_that_is_away_is_said_to_be_away() -> None:
    async with SwitchboardRooms("http://127.0.0.1:9") as rooms:
        for act in (rooms.create("r"), rooms.delete("r"), rooms.participants("r"), rooms.remove("r", "x")):
            with pytest.raises(RoomsUnavailable):
                await act


async def test_whom_a_token_is_for_can_be_read_in_it() -> None:
    async with SwitchboardRooms("http://127.0.0.1:9") as rooms:
        assert rooms.token("int_1", "interviewer-2", role="interviewer") == "interviewer/int_1/interviewer-2"
