"""A whole call in a real room whose candidate's network is away for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from livekit import rtc

from interviewer.agent.anticipation import Tokens
from interviewer.agent.call import Call, Senses
from interviewer.agent.feeder import Feeder
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool
from interviewer.catalog.questions import Behavioural
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress, Script
from interviewer.interviews.latency import Budget
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.phrases import Phrases
from interviewer.providers.recognition.port import Words
from interviewer.providers.rooms import LiveKitRooms
from interviewer.providers.speech.port import SAMPLE_RATE
from interviewer.providers.writing.none import NoWriting
from interviewer.simulation.chaos.network import CALM, Way, Weather, between
from interviewer.wire.agent_link import LeaseGranted, ObservationSent
from real_livekit import KEY, SECRET, livekit_server
from talking_ends import QUIET_ROOM, ROOM, End

QUESTION = "Tell me about a team you led."


class Voice:
    """A tone for every text, forty letters a second."""

    name = "test/voice"

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncIterator[bytes]:
        del pace
        count = len(text) * SAMPLE_RATE // 40
        yield (np.sin(np.arange(count) * 2 * np.pi * 300 / SAMPLE_RATE) * 8000).astype(np.int16).tobytes()


class Nothing:
    """A recogniser, and its hearing: nobody says anything."""

    name = "test/nothing"
    pending = False

    def open(self, *, keyterms: Sequence[str], language: str) -> Nothing:
        del keyterms, language
        return self

    def push(self, frame: rtc.AudioFrame) -> None: ...

    def voice(self, speaking: bool, *, over: bool = False) -> None: ...  # noqa: FBT001 - as the port has it

    def expect(self, patience: str) -> None: ...

    async def __aiter__(self) -> AsyncIterator[Words]:
        await asyncio.Event().wait()
        yield Words("", final=True)

    async def aclose(self) -> None: ...


def call_at(url: str, token: str, spool: Spool, sent: Callable[[ObservationSent], None]) -> Call:
    """Of an interview in which the candidate agreed already."""
    senses = Senses(
        phrases=Phrases(Voice(), None),
        recognition=Nothing(),
        writing=NoWriting(),
        tokens=Tokens(),
        feeder=Feeder(),
        budget=Budget(),
        blobs=MemoryBlobs(),
    )
    lease = LeaseGranted(
        interview_id="int_1",
        epoch=1,
        correlation_id="req_1",
        livekit_url=url,
        room=ROOM,
        token=token,
        candidate="candidate",
        script=Script("Lindenhof", "Cook", "", 10, (Behavioural(id="team", ask=QUESTION),)),
        progress=Progress(consent=True),
    )
    reporter = Reporter(spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=sent)
    return Call(lease, senses, reporter, cast("Any", None))


@pytest.mark.timeout(60)
async def test_a_call_goes_on_by_itself_when_its_candidate_is_back(tmp_path: Path) -> None:
    log: list[ObservationSent] = []

    async def logged(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(25):
            while not true():
                await asyncio.sleep(0.02)

    def said(text: str) -> int:
        return [one.data["text"] for one in log if one.type == "turn.spoken"].count(text)

    asked = f"{ENGLISH.lines.resumed} {QUESTION}"
    async with livekit_server(tmp_path) as url, between(url) as network, LiveKitRooms(url, KEY, SECRET) as rooms:
        await rooms.create(ROOM)
        candidate = End(network.url, "candidate", sounds=QUIET_ROOM)
        await candidate.join(rooms)
        spool = Spool(tmp_path / "spool.jsonl")
        call = call_at(url, rooms.token(ROOM, "interviewer-1", role="interviewer"), spool, log.append)
        holding = asyncio.create_task(call.hold())
        try:
            await logged(lambda: said(asked) == 1)
            network.becomes(Weather(Way(loss=1.0), Way(loss=1.0), signalling=False))
            await logged(lambda: any(one.type == "candidate.unheard" for one in log))
            network.becomes(CALM)
            await logged(lambda: said(asked) == 2)
        finally:
            call.stop()
            await asyncio.gather(holding, candidate.leave(), return_exceptions=True)
            spool.close()
    (again,) = (one.data for one in log if one.type == "candidate.heard_again")
    assert again["why"] == "lost"
    assert again["seconds"] > 1
    assert [one.type for one in log].count("question.asked") == 1
    assert holding.result() == "stopped"
