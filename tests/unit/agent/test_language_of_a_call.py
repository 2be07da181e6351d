"""A call speaks with the voice of its plan's language, and not at all without one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import structlog

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
        del pace
        self.asked.append(text)
        yield b"\1\1"


def call_of(folder: Path, english: Voice, others: Mapping[str, Voice]) -> tuple[Call, Spool]:
    """A call of a German plan."""
    senses = Senses(
        phrases=Phrases(english, None),
        recognition=cast("Any", None),
        writing=NoWriting(),
        tokens=Tokens(),
        feeder=Feeder(),
        budget=Budget(),
        blobs=MemoryBlobs(),
        voices={language: Phrases(voice, None) for language, voice in others.items()},
    )
    spool = Spool(folder / "spool.jsonl")
    reporter = Reporter(spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=lambda _: None)
    lease = LeaseGranted(
        interview_id="int_1",
        epoch=1,
        correlation_id="req_1",
        livekit_url="ws://127.0.0.1:9",
        room="room",
        token="token",
        candidate="candidate",
        script=Script("Lindenhof", "Koch", "", 10, (), language="de"),
        progress=Progress(),
    )
    return Call(lease, senses, reporter, cast("Any", None)), spool


async def test_a_german_call_speaks_with_the_german_voice(tmp_path: Path) -> None:
    english, german = Voice(), Voice()
    call, spool = call_of(tmp_path, english, {"en": english, "de": german})
    await call._senses.phrases.get("Guten Tag.")
    spool.close()
    assert (english.asked, german.asked) == ([], ["Guten Tag."])


async def test_without_a_german_voice_it_ends_before_a_word_and_says_what_to_do(tmp_path: Path) -> None:
    english = Voice()
    call, spool = call_of(tmp_path, english, {"en": english})
    with structlog.testing.capture_logs() as logs:
        assert await call.hold() == "failed"
    spool.close()
    assert not english.asked
    refused = next(line for line in logs if line["event"] == "call.language_unspoken")
    assert "INTERVIEWER_AZURE_SPEECH_KEY" in refused["remedy"]
