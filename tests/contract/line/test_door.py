"""What a simulated agent's call sees of a talk, through the door of a switchboard that is really served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from datetime import datetime
from typing import Any, Final

import pytest
from fastapi import FastAPI

from interviewer.providers.line import Outcome
from interviewer.simulation.line.app import create_app
from interviewer.simulation.line.door import DoorBroken, SwitchboardDoor
from interviewer.simulation.line.people import Reaction
from interviewer.simulation.line.talk import Talk
from served_line import ServedLine, answers, served_line, until

NUMBER: Final = "+4930123456"
ROOM: Final = "int_1"


@pytest.fixture
async def served() -> AsyncIterator[ServedLine]:
    async with served_line() as served:
        await served.rooms.create(ROOM)
        yield served


async def answered(served: ServedLine, identity: str = "attempt-1") -> None:
    """Dial, and let time pass until the candidate has answered."""
    dial = asyncio.create_task(served.line.dial(room=ROOM, identity=identity, number=NUMBER, ring_seconds=30))

    async def rings() -> bool:
        return identity in await served.rooms.participants(ROOM)

    await until(rings)
    await served.time.let(5)
    outcome: Outcome = await dial
    assert outcome == "answered"


async def greeted(served: ServedLine) -> Talk:
    """Enter as an interviewer, and be told of the candidate."""
    await served.door.enter(ROOM, "interviewer-1")
    talk = await served.door.candidate(ROOM)
    assert talk is not None
    return talk


async def ask_and_go(app: FastAPI, path: str) -> None:
    """A request whose caller closes the connection before it is answered."""
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        """Nobody is there."""

    await app(scope, receive, send)


async def test_whoever_waits_for_the_candidate_is_told_how_the_talk_goes(served: ServedLine) -> None:
    wanted = datetime(2026, 3, 3, 14, 30)  # noqa: DTZ001 - what the candidate's clock will show
    plan = Talk(seconds=40, ending="rescheduled", wanted=wanted)
    served.script[NUMBER] = (Reaction("answered", 5, plan),)
    await served.door.enter(ROOM, "interviewer-1")
    waiting = asyncio.create_task(served.door.candidate(ROOM))
    await answered(served)
    assert await waiting == plan.model_copy(update={"identity": "attempt-1"})


async def test_two_hundred_wait_at_once_and_others_are_served_meanwhile(served: ServedLine) -> None:
    rooms = [f"int_{n}" for n in range(100, 300)]
    for room in rooms:
        await served.rooms.create(room)
    waiting = [asyncio.create_task(served.door.candidate(room)) for room in rooms]
    served.script[NUMBER] = (answers(40),)
    await answered(served)
    assert (await greeted(served)).seconds == 40
    for room in rooms:
        await served.rooms.delete(room)
    assert await asyncio.gather(*waiting) == [None] * len(rooms)


async def test_no_candidate_comes_into_a_room_that_is_closed(served: ServedLine) -> None:
    await served.rooms.delete(ROOM)
    assert await served.door.candidate(ROOM) is None
    assert await served.door.gone(ROOM) is None


async def test_nobody_is_gone_where_nobody_was(served: ServedLine) -> None:
    assert await served.door.gone(ROOM) is None
    assert await served.door.gone(ROOM, "attempt-1") is None


async def test_a_connection_that_breaks_is_noticed_and_the_talk_goes_on_where_it_broke(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(600, drop_after=200),)
    await answered(served)
    talk = await greeted(served)
    assert (talk.seconds, talk.drop_after) == (600, 200)
    waiting = asyncio.create_task(served.door.gone(ROOM, talk.identity))
    await served.time.let(200)
    assert await waiting == "dropped"
    assert await served.rooms.participants(ROOM) == ("interviewer-1",)
    await answered(served, "attempt-2")
    assert await served.door.candidate(ROOM) == Talk(identity="attempt-2", seconds=400)
    assert await served.door.gone(ROOM, "attempt-1") == "dropped"


async def test_a_candidate_who_hangs_up_does_so_by_themselves(served: ServedLine) -> None:
    served.script[NUMBER] = (Reaction("answered", 5, Talk(seconds=30, ending="hung_up")),)
    await answered(served)
    await greeted(served)
    waiting = asyncio.create_task(served.door.gone(ROOM))
    await served.time.let(30)
    assert await waiting == "hung_up"


async def test_a_candidate_who_has_said_everything_stays_until_put_out(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(30),)
    await answered(served)
    await greeted(served)
    await served.time.let(3600)
    assert "attempt-1" in await served.rooms.participants(ROOM)
    waiting = asyncio.create_task(served.door.gone(ROOM))
    await served.line.hang_up(ROOM, "attempt-1")
    assert await waiting == "put_out"


async def test_time_stands_still_while_nobody_is_there_to_talk_to(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(600, drop_after=200),)
    await answered(served)
    await greeted(served)
    await served.time.let(150)
    await served.rooms.remove(ROOM, "interviewer-1")
    await served.time.let(3600)
    await served.door.enter(ROOM, "interviewer-2")
    await served.time.let(3600)
    assert await served.door.candidate(ROOM) == Talk(identity="attempt-1", seconds=450, drop_after=50)
    await served.time.let(50)
    assert await served.door.gone(ROOM) == "dropped"


async def test_one_who_stopped_waiting_was_not_told(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(600, drop_after=200),)
    await served.door.enter(ROOM, "interviewer-1")
    await ask_and_go(create_app(served.switchboard), f"/rooms/{ROOM}/candidate")
    await answered(served)
    await served.time.let(3600)
    assert (await greeted(served)).seconds == 600


async def test_a_switchboard_that_goes_away_is_said_to_be_lost() -> None:
    async with SwitchboardDoor("http://127.0.0.1:9") as door:
        for act in (door.enter("r", "x"), door.leave("r", "x"), door.candidate("r"), door.gone("r")):
            with pytest.raises(DoorBroken):
                await act
