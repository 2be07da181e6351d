"""A simulated agent's call with a person of the switchboard, from coming in to leaving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from interviewer.conversation.script import Progress, Script
from interviewer.interviews import observations as seen
from interviewer.simulation.scripted_call import ScriptedCall
from interviewer.wire.agent_link import LeaseGranted
from served_line import ServedLine, answers, served_line, until

NUMBER: Final = "+4930123456"
ROOM: Final = "int_1"
IDENTITY: Final = "attempt-1"


class Heard:
    """What a call reported, in words."""

    def __init__(self) -> None:
        self.facts: list[str] = []

    def report(self, kind: type[seen.Observed], /, **facts: Any) -> None:
        self.facts.append(" ".join([kind.__name__, *(str(facts[name]) for name in ("reason",) if name in facts)]))

    def finish(self) -> None:
        self.facts.append("finished")


@pytest.fixture
async def served() -> AsyncIterator[ServedLine]:
    async with served_line() as served:
        await served.rooms.create(ROOM)
        yield served


def call(served: ServedLine, heard: Heard, epoch: int = 1, **given: float) -> ScriptedCall:
    lease = LeaseGranted(
        interview_id=ROOM,
        epoch=epoch,
        correlation_id="req_test",
        livekit_url=served.url,
        room=ROOM,
        token="",
        candidate=IDENTITY,
        script=Script("Clearwater", "Engineer", "Ada Byron", 9, ()),
        progress=Progress(),
    )
    return ScriptedCall(lease, heard, served.door, served.time, **given)


async def answered(served: ServedLine) -> None:
    dial = asyncio.create_task(served.line.dial(room=ROOM, identity=IDENTITY, number=NUMBER, ring_seconds=30))

    async def rings() -> bool:
        return IDENTITY in await served.rooms.participants(ROOM)

    await until(rings)
    await served.time.let(5)
    assert await dial == "answered"


async def test_whoever_answers_is_talked_with_to_the_end(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(600),)
    heard = Heard()
    await answered(served)
    served.time.running = True
    assert await call(served, heard).hold() == "finished"
    assert heard.facts == ["CallJoined", "ConsentGiven", "CallEnded finished", "finished"]
    assert await served.rooms.participants(ROOM) == (IDENTITY,)


async def test_who_takes_over_a_call_that_the_candidate_has_left_does_not_wait_for_ever(served: ServedLine) -> None:
    served.script[NUMBER] = (answers(600, drop_after=200),)
    await answered(served)
    first = asyncio.create_task(call(served, before := Heard()).hold())

    async def talks() -> bool:
        return "ConsentGiven" in before.facts

    await until(talks)
    first.cancel()  # frozen: it is in the room, and says no more
    await served.time.let(200)
    heard = Heard()
    assert await call(served, heard, epoch=2, arrives_within=0.2).hold() == "candidate_absent"
    assert heard.facts == ["CallEnded candidate_absent", "finished"]
    assert await served.rooms.participants(ROOM) == ("interviewer-1",)
