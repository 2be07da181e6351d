"""What a call may rely on, whoever speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import structlog

from interviewer.providers.accounts import HOSTED, Accounts
from interviewer.providers.lineup import SPEECH
from interviewer.providers.speech.port import SAMPLE_RATE, Speech, SpeechUnavailable

# OpenAI's voice speaks the local engines' protocol; the emulators have no such address.
ROWS = [pytest.param(row, marks=() if row in HOSTED else pytest.mark.engines) for row in SPEECH if row != "openai"]
LINE = "Tell me about a service that you built at R&D, would you?"
pytestmark = pytest.mark.parametrize("row", ROWS)


@pytest.fixture
def speech(speaks: Callable[[Accounts], Speech], accounts: Accounts) -> Speech:
    return speaks(accounts)


async def said(speech: Speech, text: str = LINE) -> bytes:
    return b"".join([chunk async for chunk in speech.stream(text)])


async def test_a_line_sounds_as_long_as_somebody_needs_to_say_it(speech: Speech) -> None:
    pcm = await said(speech)
    assert len(pcm) % 2 == 0
    assert 1.5 < len(pcm) / 2 / SAMPLE_RATE < 8
    assert np.abs(np.frombuffer(pcm, "<i2")).max() > 1000


async def test_who_is_asked_to_speak_slower_takes_longer_for_the_same_line(speech: Speech) -> None:
    # The local voice says no line twice alike: of three lines the slow ones take 1.13 ± 0.02 times as long.
    long = " ".join([LINE] * 3)
    slow = b"".join([chunk async for chunk in speech.stream(long, pace="slow")])
    assert 1.03 < len(slow) / len(await said(speech, long)) < 1.5


async def test_each_chunk_is_whole_samples(speech: Speech) -> None:
    sizes = [len(chunk) async for chunk in speech.stream(LINE)]
    assert sizes
    assert all(size and size % 2 == 0 for size in sizes)


@pytest.mark.parametrize("text", ["R&D <b>x</b>", 'She said "no" & left.', "5 < 6", "\u2026 caf\u00e9 \U0001f600."])
async def test_text_with_signs_of_markup_is_spoken(speech: Speech, text: str) -> None:
    assert len(await said(speech, text)) > SAMPLE_RATE // 4


async def test_lines_may_be_asked_for_at_the_same_time(speech: Speech) -> None:
    sounds = await asyncio.gather(*(said(speech, text) for text in ("One moment.", LINE, "Thank you.")))
    assert len(sounds[1]) > max(len(sounds[0]), len(sounds[2]))


async def test_leaving_off_early_harms_nothing(speech: Speech) -> None:
    chunks = speech.stream(LINE)
    await anext(chunks)
    await chunks.aclose()  # type: ignore[attr-defined]
    assert await said(speech, "Thank you.")


async def test_the_name_tells_provider_and_voice(speech: Speech) -> None:
    assert speech.name.count("/") >= 1


async def test_a_voice_that_nobody_reaches_is_told_in_words(
    speaks: Callable[[Accounts], Speech], accounts: Accounts
) -> None:
    nowhere = replace(accounts, engines_url="http://127.0.0.1:9/v1", azure_speech_url="http://127.0.0.1:9")
    with pytest.raises(SpeechUnavailable, match="cannot be reached"):
        await said(speaks(nowhere))


async def test_the_log_tells_how_long_the_first_sound_took_and_never_what_was_said(speech: Speech) -> None:
    with structlog.testing.capture_logs() as logs:
        await said(speech)
    (line,) = (line for line in logs if line["event"] == "tts.first_chunk")
    assert line["latency_ms"] >= 0
    assert line["model"] == speech.name
    assert "service" not in str(logs)
