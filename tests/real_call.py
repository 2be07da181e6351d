"""A call of ours in a room of a real livekit-server, with a tone for a voice and nobody who says anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, cast

import numpy as np
from livekit import rtc

from interviewer.agent.anticipation import Tokens
from interviewer.agent.call import Call, Senses
from interviewer.agent.feeder import Feeder
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool
from interviewer.catalog.questions import Behavioural
from interviewer.conversation.script import Progress, Script
from interviewer.interviews.latency import Budget
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.phrases import Phrases
from interviewer.providers.recognition.port import Words
from interviewer.providers.speech.port import SAMPLE_RATE
from interviewer.providers.writing.none import NoWriting
from interviewer.wire.agent_link import LeaseGranted, ObservationSent
from talking_ends import ROOM

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
