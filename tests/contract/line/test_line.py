"""What every implementation of the telephone line promises; see `providers.line.Line`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final, get_args

import pytest
from fastapi import FastAPI, Response

from breakable_line import BreakableLine
from interviewer.providers.line import (
    Line,
    LineUnavailable,
    LineUnknown,
    Lost,
    MemoryLine,
    Outcome,
    SwitchboardLine,
)
from interviewer.providers.rooms import Rooms
from interviewer.simulation.line.people import Reaction
from running_api import serving
from served_line import ServedLine, answers, served_line, until

NUMBER: Final = "+4930123456"
ROOM: Final = "int_1"


class InMemory:
    """The twin, and how its people are told what to do."""

    def __init__(self) -> None:
        self._twin = MemoryLine()
        self.line: Line = self._twin
        self.rooms: Rooms = self._twin.rooms

    def meets(self, number: str, outcome: Outcome) -> None:
        self._twin.meets(number, outcome)

    def hold(self) -> None:
        self._twin.hold()

    async def release(self) -> None:
        self._twin.release()

    async def dial_and_lose(self, number: str) -> None:
        self._twin.meets(number, Lost("answered"))
        await self.line.dial(room=ROOM, identity="attempt-1", number=number, ring_seconds=30)

    def rings(self) -> list[tuple[str, Outcome | None]]:
        return [(ring.number, ring.outcome) for ring in self._twin.rings]


class OnSwitchboard:
    """A switchboard that is really served."""

    def __init__(self, served: ServedLine) -> None:
        self._served = served
        self.line: Line = served.line
        self.rooms: Rooms = served.rooms
        served.time.running = True

    def meets(self, number: str, outcome: Outcome) -> None:
        self._served.script[number] = (answers() if outcome == "answered" else Reaction(outcome, 5.0),)

    def hold(self) -> None:
        self._served.time.running = False

    async def release(self) -> None:
        await self._served.time.let(60)
        self._served.time.running = True

    async def dial_and_lose(self, number: str) -> None:
        self.meets(number, "answered")
        wire = BreakableLine(self._served.port)
        await wire.mend()
        async with SwitchboardLine(f"http://127.0.0.1:{wire.port}") as line:
            dial = asyncio.create_task(line.dial(room=ROOM, identity="attempt-1", number=number, ring_seconds=30))
            await seen(self)
            await wire.cut()
            await dial

    def rings(self) -> list[tuple[str, Outcome | None]]:
        return [(ring.number, ring.outcome) for ring in self._served.switchboard.record()]


World = InMemory | OnSwitchboard


@pytest.fixture(params=["memory", "switchboard"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    if request.param == "memory":
        yield InMemory()
        return
    async with served_line() as served:
        yield OnSwitchboard(served)


async def seen(world: World, identity: str = "attempt-1", room: str = ROOM) -> None:
    """Wait until that participant is in the room."""

    async def so() -> bool:
        return identity in await world.rooms.participants(room)

    await until(so)


def dialling(
    world: World, identity: str = "attempt-1", number: str = NUMBER, room: str = ROOM
) -> asyncio.Task[Outcome]:
    return asyncio.create_task(world.line.dial(room=room, identity=identity, number=number, ring_seconds=30))


@pytest.mark.parametrize("outcome", get_args(Outcome))
async def test_what_became_of_the_ring_is_told_and_only_one_who_answered_stays(world: World, outcome: Outcome) -> None:
    world.meets(NUMBER, outcome)
    await world.rooms.create(ROOM)
    assert await dialling(world) == outcome
    assert await world.rooms.participants(ROOM) == (("attempt-1",) if outcome == "answered" else ())
    assert world.rings() == [(NUMBER, outcome)]


async def test_the_candidate_is_in_the_room_from_the_first_ring_until_hung_up(world: World) -> None:
    world.meets(NUMBER, "answered")
    world.hold()
    await world.rooms.create(ROOM)
    dial = dialling(world)
    await seen(world)
    assert world.rings() == [(NUMBER, None)]
    await world.release()
    assert await dial == "answered"
    assert await world.rooms.participants(ROOM) == ("attempt-1",)
    for _ in range(2):
        await world.line.hang_up(ROOM, "attempt-1")
        assert await world.rooms.participants(ROOM) == ()


async def test_hanging_up_where_nobody_is_is_no_error(world: World) -> None:
    await world.line.hang_up("int_none", "attempt-1")
    await world.rooms.create(ROOM)
    await world.line.hang_up(ROOM, "attempt-1")


async def test_a_ring_that_is_hung_up_was_not_answered(world: World) -> None:
    world.meets(NUMBER, "answered")
    world.hold()
    await world.rooms.create(ROOM)
    dial = dialling(world)
    await seen(world)
    await world.line.hang_up(ROOM, "attempt-1")
    assert await dial == "no_answer"
    assert await world.rooms.participants(ROOM) == ()


async def test_a_ring_into_a_room_that_is_closed_meanwhile_was_not_answered(world: World) -> None:
    world.meets(NUMBER, "answered")
    world.hold()
    await world.rooms.create(ROOM)
    dial = dialling(world)
    await seen(world)
    await world.rooms.delete(ROOM)
    assert await dial == "no_answer"
    assert await world.rooms.participants(ROOM) == ()


async def test_it_rings_on_when_whoever_asked_for_it_is_gone(world: World) -> None:
    world.meets(NUMBER, "answered")
    world.hold()
    await world.rooms.create(ROOM)
    dial = dialling(world)
    await seen(world)
    dial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dial
    assert await world.rooms.participants(ROOM) == ("attempt-1",)
    await world.release()

    async def answered() -> bool:
        return world.rings() == [(NUMBER, "answered")]

    await until(answered)
    assert await world.rooms.participants(ROOM) == ("attempt-1",)


async def test_a_number_that_rings_already_is_busy_and_the_first_ring_goes_on(world: World) -> None:
    world.meets(NUMBER, "answered")
    world.hold()
    for room in (ROOM, "int_2"):
        await world.rooms.create(room)
    first = dialling(world)
    await seen(world)
    second = dialling(world, "attempt-2", room="int_2")

    async def both_rang() -> bool:
        return len(world.rings()) == 2

    await until(both_rang)
    await world.release()
    assert (await first, await second) == ("answered", "busy")
    assert await world.rooms.participants(ROOM) == ("attempt-1",)
    assert await world.rooms.participants("int_2") == ()


async def test_nothing_rings_where_there_is_no_room(world: World) -> None:
    with pytest.raises(LineUnavailable):
        await dialling(world)
    assert world.rings() == []


async def test_a_line_that_is_lost_while_it_rings_may_have_rung_and_the_room_shows_it(world: World) -> None:
    world.hold()
    await world.rooms.create(ROOM)
    with pytest.raises(LineUnknown):
        await world.dial_and_lose(NUMBER)
    assert await world.rooms.participants(ROOM) == ("attempt-1",)
    await world.release()


async def test_two_hundred_numbers_ring_at_once(world: World) -> None:
    world.hold()
    numbers = {f"attempt-{n}": f"+4930{n:06}" for n in range(200)}
    for identity, number in numbers.items():
        world.meets(number, "answered")
        await world.rooms.create(identity)
    dials = [dialling(world, identity, number, room=identity) for identity, number in numbers.items()]

    async def all_ring() -> bool:
        return len(world.rings()) == len(numbers)

    await until(all_ring)
    await world.release()
    assert set(await asyncio.gather(*dials)) == {"answered"}
    assert {number for number, _ in world.rings()} == set(numbers.values())


async def test_a_line_that_is_away_is_said_to_be_away() -> None:
    memory = MemoryLine()
    memory.down = True
    async with SwitchboardLine("http://127.0.0.1:9") as away:
        for line in (memory, away):
            with pytest.raises(LineUnavailable):
                await line.dial(room=ROOM, identity="attempt-1", number=NUMBER, ring_seconds=30)
            with pytest.raises(LineUnavailable):
                await line.hang_up(ROOM, "attempt-1")


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (503, "", LineUnavailable),
        (422, "", LineUnavailable),
        (500, "", LineUnknown),
        (200, "", LineUnknown),
        (200, '{"outcome": "asleep"}', LineUnknown),
    ],
)
async def test_only_a_clear_refusal_counts_as_not_rung(status: int, body: str, raised: type[Exception]) -> None:
    app = FastAPI()

    @app.post("/calls", response_model=None)
    async def dial() -> Response:
        return Response(body, status)

    async with serving(app) as url, SwitchboardLine(url) as line:
        with pytest.raises(raised):
            await line.dial(room=ROOM, identity="attempt-1", number=NUMBER, ring_seconds=30)


@pytest.mark.parametrize(
    ("number", "ring_seconds"), [("12345", 30.0), ("+49 30 1", 30.0), ("", 30.0), (NUMBER, 0.0), (NUMBER, 601.0)]
)
async def test_the_switchboard_rings_nowhere_for_a_dial_that_makes_no_sense(number: str, ring_seconds: float) -> None:
    async with served_line() as served:
        await served.rooms.create(ROOM)
        with pytest.raises(LineUnavailable):
            await served.line.dial(room=ROOM, identity="attempt-1", number=number, ring_seconds=ring_seconds)
        assert served.switchboard.record() == ()


def test_a_switchboard_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        SwitchboardLine("http://example.com:8000")
