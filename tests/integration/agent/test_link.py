"""The agent's end of the link against a control plane that the test plays, over a real WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve

from interviewer.agent.knowledge import LinkedKnowledge
from interviewer.agent.link import AgentLink
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool, left_behind, path_of
from interviewer.conversation.knowledge import NOTHING, Found, Passage
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import CallJoined, CandidateAsked
from interviewer.wire.agent_link import (
    FROM_AGENT,
    Acknowledged,
    FoundPassages,
    Hello,
    Message,
    ObservationSent,
    Revoked,
    SendAgain,
    Sought,
    Welcome,
)

SECRET = "not a real secret"


class ControlPlane:
    """Takes down what agents send; the test decides what it answers."""

    def __init__(self) -> None:
        self.hellos: asyncio.Queue[Hello] = asyncio.Queue()
        self.observations: asyncio.Queue[ObservationSent] = asyncio.Queue()
        self.sought: asyncio.Queue[Sought] = asyncio.Queue()
        self.finds = True
        self.connection: ServerConnection | None = None
        self.server: Server | None = None

    async def start(self, port: int = 0) -> int:
        self.server = await serve(self._serve, "127.0.0.1", port)
        return int(next(iter(self.server.sockets)).getsockname()[1])

    async def stop(self) -> None:
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()

    async def say(self, message: Message) -> None:
        assert self.connection is not None
        await self.connection.send(message.model_dump_json())

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        assert connection.request.headers["Authorization"] == f"Bearer {SECRET}"
        self.connection = connection
        async for frame in connection:
            match FROM_AGENT.validate_json(frame):
                case Hello() as hello:
                    await self.say(Welcome(finds=self.finds))
                    self.hellos.put_nowait(hello)
                case ObservationSent() as observation:
                    self.observations.put_nowait(observation)
                case Sought() as sought:
                    self.sought.put_nowait(sought)
                case _:
                    pass


class Agent:
    """An agent process with one call, without its voice."""

    def __init__(self, port: int, folder: Path) -> None:
        self.folder = folder
        self.revoked: asyncio.Queue[Revoked] = asyncio.Queue()
        self.link = AgentLink(
            api_url=f"http://127.0.0.1:{port}",
            secret=SECRET,
            agent_id="agent-1",
            free=lambda: 3,
            on_lease=lambda _: None,
            on_revoked=self.revoked.put_nowait,
        )
        self.spool = Spool(path_of(folder, "int_1", 1))
        self.reporter = Reporter(self.spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=self.link.send)
        self.link.add("int_1", 1, self.spool, holding=True)
        self.task = asyncio.create_task(self.link.run())

    def see(self, times: int = 1) -> None:
        for _ in range(times):
            self.reporter.report(CandidateAsked, turn_id=TurnId("1.1"))


@pytest.fixture
async def plane() -> AsyncIterator[ControlPlane]:
    made = ControlPlane()
    yield made
    await made.stop()


async def agent_of(plane: ControlPlane, folder: Path) -> Agent:
    return Agent(await plane.start(), folder)


async def numbers(plane: ControlPlane, count: int) -> list[int]:
    return [(await asyncio.wait_for(plane.observations.get(), 10)).data["number"] for _ in range(count)]


async def test_an_agent_says_what_it_can_take_and_what_it_holds(plane: ControlPlane, tmp_path: Path) -> None:
    agent = await agent_of(plane, tmp_path)
    hello = await asyncio.wait_for(plane.hellos.get(), 10)
    assert hello.free == 3
    assert [(h.interview_id, h.epoch) for h in hello.holding] == [("int_1", 1)]
    agent.task.cancel()
    agent.spool.close()


async def test_what_was_seen_without_a_link_follows_in_order_on_the_next_one(
    plane: ControlPlane, tmp_path: Path
) -> None:
    agent = await agent_of(plane, tmp_path)
    await asyncio.wait_for(plane.hellos.get(), 10)
    agent.reporter.report(CallJoined)
    assert await numbers(plane, 1) == [1]
    assert plane.connection is not None
    await plane.connection.close()
    agent.see(2)
    await asyncio.wait_for(plane.hellos.get(), 10)
    assert await numbers(plane, 3) == [1, 2, 3]  # the first was never acknowledged
    agent.task.cancel()
    agent.spool.close()


async def test_a_link_that_breaks_without_a_goodbye_is_opened_again(plane: ControlPlane, tmp_path: Path) -> None:
    agent = await agent_of(plane, tmp_path)
    await asyncio.wait_for(plane.hellos.get(), 10)
    assert plane.connection is not None
    plane.connection.transport.abort()  # as when the api is killed
    assert (await asyncio.wait_for(plane.hellos.get(), 10)).agent_id == "agent-1"
    agent.task.cancel()
    agent.spool.close()


async def test_an_acknowledged_observation_is_not_sent_again(plane: ControlPlane, tmp_path: Path) -> None:
    agent = await agent_of(plane, tmp_path)
    await asyncio.wait_for(plane.hellos.get(), 10)
    agent.see(2)
    assert await numbers(plane, 2) == [1, 2]
    await plane.say(Acknowledged(interview_id="int_1", epoch=1, number=2))
    await asyncio.wait_for(agent.link.drained(), 10)
    assert plane.connection is not None
    await plane.connection.close()
    await asyncio.wait_for(plane.hellos.get(), 10)
    agent.see()
    assert await numbers(plane, 1) == [3]
    agent.task.cancel()
    agent.spool.close()


async def test_what_the_log_misses_is_sent_again_from_there(plane: ControlPlane, tmp_path: Path) -> None:
    agent = await agent_of(plane, tmp_path)
    await asyncio.wait_for(plane.hellos.get(), 10)
    agent.see(3)
    assert await numbers(plane, 3) == [1, 2, 3]
    await plane.say(SendAgain(interview_id="int_1", epoch=1, number=2))
    assert await numbers(plane, 2) == [2, 3]
    agent.task.cancel()
    agent.spool.close()


async def test_what_a_dead_agent_left_on_disk_is_sent_by_the_next_one(plane: ControlPlane, tmp_path: Path) -> None:
    dead = Spool(path_of(tmp_path, "int_dead", 1))
    Reporter(dead, interview_id="int_dead", epoch=1, correlation_id="req_1", send=lambda _: None).report(CallJoined)
    dead.close()
    agent = await agent_of(plane, tmp_path)
    for spool in left_behind(tmp_path):
        agent.link.add("int_dead", 1, spool, holding=False)
    sent = await asyncio.wait_for(plane.observations.get(), 10)
    assert sent.interview_id == "int_dead"
    await plane.say(Acknowledged(interview_id="int_dead", epoch=1, number=1))
    await asyncio.wait_for(agent.link.drained(), 10)
    assert not path_of(tmp_path, "int_dead", 1).exists()
    agent.task.cancel()
    agent.spool.close()


async def test_a_revoked_lease_reaches_the_call(plane: ControlPlane, tmp_path: Path) -> None:
    agent = await agent_of(plane, tmp_path)
    await asyncio.wait_for(plane.hellos.get(), 10)
    await plane.say(Revoked(interview_id="int_1", epoch=1, reason="another interviewer has the call"))
    assert (await asyncio.wait_for(agent.revoked.get(), 10)).epoch == 1
    agent.task.cancel()
    agent.spool.close()


BUS = Found((Passage("pas_1", "site.md", "Getting here", "Bus 14 stops at the gate.", 0.9),), True, "Bus 14 stops.")


def knowledge(agent: Agent, patience: float = 10) -> LinkedKnowledge:
    return LinkedKnowledge(agent.link, interview_id="int_1", epoch=1, patience=patience)


async def welcomed(agent: Agent, plane: ControlPlane) -> None:
    """The link is up and told what it needs: what was asked afterwards was answered."""
    await asyncio.wait_for(plane.hellos.get(), 10)
    agent.reporter.report(CallJoined)
    await numbers(plane, 1)
    await plane.say(Acknowledged(interview_id="int_1", epoch=1, number=1))
    await asyncio.wait_for(agent.link.drained(), 10)


async def test_each_question_gets_what_was_found_for_it_whatever_comes_first(
    plane: ControlPlane, tmp_path: Path
) -> None:
    agent = await agent_of(plane, tmp_path)
    await welcomed(agent, plane)
    bus = asyncio.create_task(knowledge(agent).search("how do I  get\n there"))
    pay = asyncio.create_task(knowledge(agent).search("what do you pay"))
    sought = [await asyncio.wait_for(plane.sought.get(), 10) for _ in range(2)]
    assert [s.question for s in sought] == ["how do I get there", "what do you pay"]
    for wanted, found in ((sought[1], NOTHING), (sought[0], BUS)):
        await plane.say(FoundPassages(interview_id="int_1", epoch=1, id=wanted.id, found=found))
    assert await bus == BUS
    assert await pay == NOTHING
    agent.task.cancel()
    agent.spool.close()


async def test_nothing_is_found_without_a_link_nor_when_it_breaks_nor_too_late(
    plane: ControlPlane, tmp_path: Path
) -> None:
    agent = await agent_of(plane, tmp_path)
    assert await knowledge(agent).search("is there a bus") == NOTHING, "not connected yet"
    await welcomed(agent, plane)
    assert await knowledge(agent, patience=0.01).search("is there a bus") == NOTHING, "nobody answered"
    late = await asyncio.wait_for(plane.sought.get(), 10)
    await plane.say(FoundPassages(interview_id="int_1", epoch=1, id=late.id, found=BUS))
    waiting = asyncio.create_task(knowledge(agent, patience=60).search("is there a bus"))
    await asyncio.wait_for(plane.sought.get(), 10)
    assert plane.connection is not None
    plane.connection.transport.abort()
    assert await asyncio.wait_for(waiting, 10) == NOTHING, "at once, and not after a minute"
    agent.task.cancel()
    agent.spool.close()


async def test_a_control_plane_that_does_not_look_is_not_asked(plane: ControlPlane, tmp_path: Path) -> None:
    plane.finds = False
    agent = await agent_of(plane, tmp_path)
    await welcomed(agent, plane)
    assert await knowledge(agent).search("is there a bus") == NOTHING
    assert await knowledge(agent).search("   ") == NOTHING
    assert plane.sought.empty()
    agent.task.cancel()
    agent.spool.close()
