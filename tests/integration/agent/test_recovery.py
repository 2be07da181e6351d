"""What a dead agent process left on its disk is in the log before its successor takes a call."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

import httpx
from websockets.asyncio.server import ServerConnection, serve

from interviewer.agent.anticipation import Tokens
from interviewer.agent.call import Call, Senses
from interviewer.agent.feeder import Feeder
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool, path_of
from interviewer.agent.worker import Worker
from interviewer.interviews.latency import Budget
from interviewer.interviews.observations import CallJoined
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.phrases import Phrases
from interviewer.providers.recognition.local import LocalRecognition
from interviewer.providers.speech.local import LocalSpeech
from interviewer.providers.writing.none import NoWriting
from interviewer.wire.agent_link import FROM_AGENT, Acknowledged, FromAgent, Heartbeat, Hello, ObservationSent

T = TypeVar("T", ObservationSent, Heartbeat)

NOWHERE = "http://127.0.0.1:9/v1"


async def test_a_new_process_takes_calls_once_the_log_has_what_a_dead_one_saw(tmp_path: Path) -> None:
    left = Spool(path_of(tmp_path, "int_1", 1))
    reporter = Reporter(left, interview_id="int_1", epoch=1, correlation_id="req_1", send=lambda _: None)
    reporter.report(CallJoined)
    left.close()

    said: asyncio.Queue[FromAgent] = asyncio.Queue()
    links: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def take(connection: ServerConnection) -> None:
        links.put_nowait(connection)
        async for frame in connection:
            said.put_nowait(FROM_AGENT.validate_json(frame))

    async with serve(take, "127.0.0.1", 0) as server, httpx.AsyncClient() as client:
        port = next(iter(server.sockets)).getsockname()[1]
        senses = Senses(
            phrases=Phrases(LocalSpeech(client, NOWHERE), None),
            recognition=LocalRecognition(client, NOWHERE),
            writing=NoWriting(),
            tokens=Tokens(),
            feeder=Feeder(),
            budget=Budget(),
            blobs=MemoryBlobs(),
        )
        worker = Worker(
            lambda lease, reporter: Call(lease, senses, reporter, worker.link),
            api_url=f"http://127.0.0.1:{port}",
            secret="not a real secret",
            agent_id="agent-2",
            capacity=3,
            spool_dir=tmp_path,
        )
        stop = asyncio.Event()
        working = asyncio.create_task(worker.run(stop))
        hello = await asyncio.wait_for(said.get(), 10)
        assert isinstance(hello, Hello)
        assert (hello.free, hello.holding) == (0, ())
        observation = await _next(said, ObservationSent)
        assert (observation.interview_id, observation.data["number"]) == ("int_1", 1)
        beat = await _next(said, Heartbeat)
        assert beat.free == 0
        acknowledged = Acknowledged(interview_id="int_1", epoch=1, number=1)
        await (await links.get()).send(acknowledged.model_dump_json())
        while beat.free != 3:
            beat = await _next(said, Heartbeat)
        assert not left.path.exists()
        stop.set()
        await working


async def _next(said: asyncio.Queue[FromAgent], kind: type[T]) -> T:
    while not isinstance(found := await asyncio.wait_for(said.get(), 10), kind):
        pass
    return found
