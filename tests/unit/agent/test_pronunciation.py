"""A call speaks by the lexicon of its own interview."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

from interviewer.agent.anticipation import Tokens
from interviewer.agent.call import Call, Senses
from interviewer.agent.feeder import Feeder
from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool
from interviewer.conversation.script import Progress, Script
from interviewer.interviews.latency import Budget
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.phrases import Phrases
from interviewer.providers.writing.none import NoWriting
from interviewer.wire.agent_link import LeaseGranted


class Voice:
    """A voice of which only what it was asked for is known."""

    name = "test/voice"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncIterator[bytes]:
        assert pace == "normal"
        self.asked.append(text)
        yield b"\1\1"


async def test_two_calls_of_one_process_say_the_same_word_each_in_its_own_way(tmp_path: Path) -> None:
    voice = Voice()
    senses = Senses(
        phrases=Phrases(voice, None),
        recognition=cast("Any", None),
        writing=NoWriting(),
        tokens=Tokens(),
        feeder=Feeder(),
        budget=Budget(),
        blobs=MemoryBlobs(),
    )
    for number, said in enumerate(("sequel", "S Q L")):
        spool = Spool(tmp_path / f"{number}.jsonl")
        reporter = Reporter(spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=lambda _: None)
        call = Call(_lease({"SQL": said}), senses, reporter, cast("Any", None))
        assert (await call._senses.phrases.get("Do you know SQL?")).text == "Do you know SQL?"
        spool.close()
    assert voice.asked == ["Do you know sequel?", "Do you know S Q L?"]


def _lease(pronunciations: dict[str, str]) -> LeaseGranted:
    script = Script("Green Kitchen", "Cook", "", 10, (), pronunciations=pronunciations)
    return LeaseGranted(
        interview_id="int_1",
        epoch=1,
        correlation_id="req_1",
        livekit_url="ws://127.0.0.1:9",
        room="room",
        token="token",
        candidate="candidate",
        script=script,
        progress=Progress(),
    )
