"""An agent that is told to stop takes no more calls, and gives those it has the time to come to their end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve

from interviewer.agent.reporter import Reporter
from interviewer.agent.worker import Worker
from interviewer.conversation.script import Progress, Script
from interviewer.interviews.observations import CallEnded, CallJoined
from interviewer.wire.agent_link import (
    FROM_AGENT,
    Acknowledged,
    FromAgent,
    Heartbeat,
    LeaseGranted,
    ObservationSent,
)

LONG = 10.0
NEVER = 3600.0


class Call:
    """A call that goes on until the candidate hangs up or it is told to leave."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self.over = asyncio.Event()
        self.stopped = False
        self.itself: Call | None = None

    async def hold(self) -> None:
        self._reporter.report(CallJoined)
        await self.over.wait()
        self._reporter.report(CallEnded, reason="stopped" if self.stopped else "finished")
        self._reporter.finish()

    def stop(self) -> None:
        self.stopped = True
        self.over.set()

    def revoke(self) -> None:
        self.stop()


@dataclass
class Run:
    """A running agent, and the control plane that the test plays."""

    working: asyncio.Task[None]
    stop: asyncio.Event
    hurry: asyncio.Event
    calls: list[Call]
    said: asyncio.Queue[FromAgent]
    links: asyncio.Queue[ServerConnection]
    ends: list[str] = field(default_factory=list)

    async def lease(self, number: int) -> None:
        """Give it a call, and wait until it holds it."""
        link = await asyncio.wait_for(self.links.get(), LONG)
        self.links.put_nowait(link)
        lease = LeaseGranted(
            interview_id=f"int_{number}",
            epoch=1,
            correlation_id="req_1",
            livekit_url="ws://127.0.0.1:9",
            room="room",
            token="token",
            candidate="candidate",
            script=Script("Lindenhof", "Koch", "", 10, ()),
            progress=Progress(),
        )
        await link.send(lease.model_dump_json())
        async with asyncio.timeout(LONG):
            while len(self.calls) < number:
                await self.said.get()

    async def free(self, wanted: int) -> None:
        """Wait until it says that it can take so many."""
        async with asyncio.timeout(LONG):
            while not (isinstance(beat := await self.said.get(), Heartbeat) and beat.free == wanted):
                pass


@contextlib.asynccontextmanager
async def running(folder: Path, *, drain_within: float) -> AsyncIterator[Run]:
    calls: list[Call] = []
    said: asyncio.Queue[FromAgent] = asyncio.Queue()
    links: asyncio.Queue[ServerConnection] = asyncio.Queue()
    ends: list[str] = []

    def call(_lease: LeaseGranted, reporter: Reporter) -> Call:
        calls.append(Call(reporter))
        return calls[-1]

    async def take(connection: ServerConnection) -> None:
        links.put_nowait(connection)
        async for frame in connection:
            message = FROM_AGENT.validate_json(frame)
            said.put_nowait(message)
            if isinstance(message, ObservationSent):
                number = message.data["number"]
                if message.type == "call.ended":
                    ends.append(message.data["reason"])
                done = Acknowledged(interview_id=message.interview_id, epoch=1, number=number)
                await connection.send(done.model_dump_json())

    async with serve(take, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        worker = Worker(
            call,
            api_url=f"http://127.0.0.1:{port}",
            secret="not a real secret",
            agent_id="agent-1",
            capacity=3,
            spool_dir=folder,
            drain_within=drain_within,
        )
        stop, hurry = asyncio.Event(), asyncio.Event()
        working = asyncio.create_task(worker.run(stop, hurry))
        try:
            yield Run(working, stop, hurry, calls, said, links, ends)
        finally:
            stop.set()
            hurry.set()
            await working


async def test_a_stopping_agent_takes_no_more_calls_and_ends_when_its_last_one_is_over(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=NEVER) as run:
        await run.lease(1)
        await run.lease(2)
        run.stop.set()
        await run.free(0)
        run.calls[0].over.set()
        await run.free(0)
        assert not run.working.done()
        run.calls[1].over.set()
        await asyncio.wait_for(run.working, LONG)
        assert run.ends == ["finished", "finished"]


async def test_what_still_goes_on_at_the_limit_is_given_back(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=0.2) as run:
        await run.lease(1)
        run.stop.set()
        await asyncio.wait_for(run.working, LONG)
        assert run.ends == ["stopped"]


async def test_who_is_told_twice_does_not_wait_for_the_limit(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=NEVER) as run:
        await run.lease(1)
        run.stop.set()
        await run.free(0)
        run.hurry.set()
        await asyncio.wait_for(run.working, LONG)
        assert run.ends == ["stopped"]


async def test_without_a_call_nothing_is_waited_for(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=NEVER) as run:
        await run.free(3)
        run.stop.set()
        await asyncio.wait_for(run.working, LONG)


async def test_a_call_that_was_on_its_way_meanwhile_is_held_to_its_end_too(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=NEVER) as run:
        await run.lease(1)
        run.stop.set()
        await run.free(0)
        await run.lease(2)
        for call in run.calls:
            call.over.set()
        await asyncio.wait_for(run.working, LONG)
        assert run.ends == ["finished", "finished"]


async def test_a_call_that_is_over_is_forgotten_though_it_is_in_a_cycle(tmp_path: Path) -> None:
    async with running(tmp_path, drain_within=NEVER) as run:
        await run.lease(1)
        call = run.calls.pop()
        call.itself = call
        kept = weakref.ref(call)
        gc.disable()
        try:
            call.over.set()
            del call
            async with asyncio.timeout(LONG):
                while kept() is not None:
                    await asyncio.sleep(0.05)
        finally:
            gc.enable()
