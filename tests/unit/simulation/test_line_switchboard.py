"""The exchange itself: what its record holds, by its own clock and its own people."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from hand_time import MONDAY, HandTime
from interviewer.providers.line import Outcome
from interviewer.simulation.line.people import Crowd, People, Reaction, Scripted
from interviewer.simulation.line.switchboard import NoSuchRoom, Switchboard
from interviewer.simulation.line.talk import Dial, Ring, Talk

NUMBER: Final = "+4930123456"
ROOM: Final = "int_1"


class Exchange:
    """A switchboard with one room, whose only number does as the reactions say."""

    def __init__(self, *reactions: Reaction, people: Crowd | None = None) -> None:
        self.time = HandTime()
        crowd = people or Scripted({NUMBER: reactions})
        self.board = Switchboard(crowd, self.time, home=lambda _: ZoneInfo("America/New_York"))
        self.board.create(ROOM)

    async def dial(self, identity: str = "attempt-1", ring_seconds: float = 30, number: str = NUMBER) -> Outcome:
        wanted = Dial(room=ROOM, identity=identity, number=number, ring_seconds=ring_seconds)
        dial = asyncio.create_task(self.board.dial(wanted))
        await self.time.let(ring_seconds)
        return await dial

    async def greet(self, interviewer: str = "interviewer-1") -> Talk:
        self.board.enter(ROOM, interviewer)
        talk = await self.board.candidate(ROOM)
        assert talk is not None
        return talk

    @property
    def rings(self) -> tuple[Ring, ...]:
        return self.board.record()


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


async def test_the_record_tells_when_it_rang_when_it_was_answered_and_how_it_ended() -> None:
    exchange = Exchange(Reaction("answered", 8, Talk(seconds=600, drop_after=100)))
    await exchange.dial()
    await exchange.greet()
    await exchange.time.let(1000)
    (ring,) = exchange.rings
    assert ring == Ring(
        number=NUMBER,
        room=ROOM,
        identity="attempt-1",
        index=0,
        overlapping=False,
        began=MONDAY,
        local=datetime(2026, 3, 2, 4, 0),  # noqa: DTZ001 - the clock in New York
        ended=after(8),
        outcome="answered",
        answered_at=after(8),
        ending="finished",
        hung_up_at=after(130),
        gone="dropped",
        talked=100,
    )


async def test_where_a_number_is_at_home_may_be_unknown() -> None:
    board = Switchboard(People(0), HandTime())
    board.create(ROOM)
    asyncio.create_task(board.dial(Dial(room=ROOM, identity="attempt-1", number=NUMBER, ring_seconds=30)))  # noqa: RUF006
    await asyncio.sleep(0)
    assert board.record()[0].local is None
    board.close()


async def test_it_rings_no_longer_than_asked() -> None:
    exchange = Exchange(Reaction("answered", 20, Talk(seconds=600)))
    assert await exchange.dial(ring_seconds=10) == "no_answer"
    (ring,) = exchange.rings
    assert (ring.outcome, ring.ended, ring.answered_at) == ("no_answer", after(10), None)


async def test_a_ring_that_the_caller_ended_says_so() -> None:
    exchange = Exchange(Reaction("answered", 20, Talk(seconds=600)))
    dial = asyncio.create_task(exchange.dial(ring_seconds=10))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    exchange.board.remove(ROOM, "attempt-1")
    assert await dial == "no_answer"
    (ring,) = exchange.rings
    assert (ring.cancelled, ring.ended, ring.outcome) == (True, MONDAY, "no_answer")


async def test_every_ring_is_recorded_even_two_of_one_attempt() -> None:
    exchange = Exchange(Reaction("answered", 20, Talk(seconds=600)))
    first, second = await asyncio.gather(exchange.dial(), exchange.dial())
    assert (first, second) == ("answered", "busy")
    assert [(ring.index, ring.overlapping) for ring in exchange.rings] == [(0, False), (1, True)]


async def test_a_number_that_is_talking_is_busy_and_free_again_afterwards() -> None:
    exchange = Exchange(Reaction("answered", 5, Talk(seconds=600)))
    await exchange.dial()
    assert await exchange.dial("attempt-2") == "busy"
    exchange.board.remove(ROOM, "attempt-1")
    assert await exchange.dial("attempt-3") == "answered"


async def test_the_talk_of_a_call_that_goes_on_is_counted_until_now() -> None:
    exchange = Exchange(Reaction("answered", 30, Talk(seconds=600)))
    await exchange.dial()
    assert exchange.rings[0].talked == 0
    await exchange.greet()
    await exchange.time.let(50)
    exchange.board.leave(ROOM, "interviewer-1")
    await exchange.time.let(50)
    assert exchange.rings[0].talked == 50
    await exchange.greet("interviewer-2")
    await exchange.time.let(50)
    assert exchange.rings[0].talked == 100
    exchange.board.delete(ROOM)
    await exchange.time.let(50)
    assert exchange.rings[0].talked == 100


async def test_a_talk_goes_on_while_one_interviewer_takes_over_from_another() -> None:
    exchange = Exchange(Reaction("answered", 30, Talk(seconds=600, drop_after=80)))
    await exchange.dial()
    await exchange.greet()
    await exchange.time.let(50)
    exchange.board.enter(ROOM, "interviewer-2")
    exchange.board.leave(ROOM, "interviewer-1")
    await exchange.time.let(50)
    assert (exchange.rings[0].gone, exchange.rings[0].talked) == ("dropped", 80)


async def test_a_call_back_that_is_not_answered_forgets_nothing() -> None:
    exchange = Exchange(
        Reaction("answered", 5, Talk(seconds=600, drop_after=200)),
        Reaction("no_answer", 60),
        Reaction("answered", 5, Talk(seconds=999)),
    )
    await exchange.dial()
    await exchange.greet()
    await exchange.time.let(200)
    assert [await exchange.dial("attempt-2"), await exchange.dial("attempt-3")] == ["no_answer", "answered"]
    assert await exchange.greet() == Talk(identity="attempt-3", seconds=400)


async def test_whoever_waits_for_the_candidate_to_go_is_told_that_the_call_was_ended() -> None:
    exchange = Exchange(Reaction("answered", 5, Talk(seconds=600)))
    await exchange.dial()
    waiting = asyncio.create_task(exchange.board.gone(ROOM, "attempt-1"))
    await asyncio.sleep(0)
    exchange.board.delete(ROOM)
    assert await waiting == "put_out"


async def test_a_room_of_the_same_name_is_another_room() -> None:
    exchange = Exchange(Reaction("answered", 5, Talk(seconds=600)))
    waiting = asyncio.create_task(exchange.board.candidate(ROOM))
    await asyncio.sleep(0)
    exchange.board.delete(ROOM)
    exchange.board.create(ROOM)
    assert await exchange.dial() == "answered"
    assert await waiting is None


async def test_closing_everything_leaves_nobody_waiting() -> None:
    exchange = Exchange(Reaction("no_answer", 60))
    waiting = asyncio.create_task(exchange.board.candidate(ROOM))
    dial = asyncio.create_task(
        exchange.board.dial(Dial(room=ROOM, identity="attempt-1", number=NUMBER, ring_seconds=30))
    )
    await asyncio.sleep(0)
    exchange.board.close()
    assert (await waiting, await dial) == (None, "no_answer")


async def test_nothing_is_dialled_or_entered_without_a_room() -> None:
    board = Switchboard(People(0), HandTime(datetime(2026, 3, 2, tzinfo=UTC)))
    with pytest.raises(NoSuchRoom):
        await board.dial(Dial(room=ROOM, identity="attempt-1", number=NUMBER, ring_seconds=30))
    with pytest.raises(NoSuchRoom):
        board.enter(ROOM, "interviewer-1")
    assert board.record() == ()


async def test_the_order_in_which_people_are_called_changes_nothing_for_any_of_them() -> None:
    numbers = [f"+4930{n:06}" for n in range(60)]

    async def called(order: list[str]) -> dict[str, tuple[Outcome | None, datetime | None]]:
        exchange = Exchange(people=People(7))
        for number in order:
            await exchange.dial(f"attempt-{number}", number=number)
        return {
            ring.number: (ring.outcome, ring.ended and MONDAY + (ring.ended - ring.began)) for ring in exchange.rings
        }

    assert await called(numbers) == await called(numbers[::-1])
