"""LiveKit's own Deepgram plugins against the emulator."""

from __future__ import annotations

import asyncio
from collections import Counter

import aiohttp
import pytest
from livekit import rtc
from livekit.agents import APIConnectOptions, APIStatusError, stt
from livekit.plugins import deepgram

from known_speech import RATE, Line, Samples, quiet, said

ONCE = APIConnectOptions(max_retry=0, timeout=5)
Kind = stt.SpeechEventType


async def told(recogniser: stt.STT[str], samples: Samples) -> list[stt.SpeechEvent]:
    """All events of a stream, which hears the samples at once."""
    stream = recogniser.stream(conn_options=ONCE)
    for at in range(0, len(samples), RATE // 50):
        piece = samples[at : at + RATE // 50]
        stream.push_frame(rtc.AudioFrame(piece.tobytes(), RATE, 1, len(piece)))
    stream.end_input()
    async with asyncio.timeout(20):
        return [event async for event in stream]


def texts(events: list[stt.SpeechEvent], kind: Kind) -> list[str]:
    return [event.alternatives[0].text for event in events if event.type == kind]


async def test_the_plugin_hears_the_words_with_their_times(
    vendors: dict[str, str], http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    recogniser = deepgram.STT(
        model="nova-3",
        api_key=vendors["key"],
        base_url=vendors["deepgram"],
        http_session=http,
        keyterm=["front desk", "hotel"],
        utterance_end_ms=1000,
    )
    line = known["customer_work"]
    events = await told(recogniser, said(quiet(0.5), line.samples, quiet(1.5)))
    assert " ".join(texts(events, Kind.FINAL_TRANSCRIPT)).split() == line.text
    words = [
        word for event in events if event.type == Kind.FINAL_TRANSCRIPT for word in event.alternatives[0].words or ()
    ]
    assert [round(word.start_time or 0, 1) for word in words] == [
        pytest.approx(0.5 + start, abs=0.11) for _, start, _ in line.words
    ]
    assert texts(events, Kind.INTERIM_TRANSCRIPT)
    kinds = Counter(event.type for event in events)
    assert kinds[Kind.START_OF_SPEECH] >= 1
    assert kinds[Kind.END_OF_SPEECH] >= 1


async def test_the_plugin_says_that_the_key_is_wrong(vendors: dict[str, str], http: aiohttp.ClientSession) -> None:
    for recogniser in (
        deepgram.STT(api_key="wrong", base_url=vendors["deepgram"], http_session=http),
        deepgram.STTv2(api_key="wrong", base_url=vendors["deepgram_flux"], http_session=http),
    ):
        with pytest.raises(APIStatusError) as refused:
            await told(recogniser, quiet(0.2))
        assert refused.value.status_code == 401


async def test_the_flux_plugin_hears_turns_with_an_eager_end(
    vendors: dict[str, str], http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    recogniser = deepgram.STTv2(
        api_key=vendors["key"],
        base_url=vendors["deepgram_flux"],
        http_session=http,
        eager_eot_threshold=0.4,
        eot_threshold=0.8,
    )
    events = await told(recogniser, said(known["consent"].samples, quiet(1), known["any_questions"].samples, quiet(1)))
    ends = texts(events, Kind.FINAL_TRANSCRIPT)
    assert " ".join(ends).split() == known["consent"].text + known["any_questions"].text
    assert len(ends) >= 2
    eager = texts(events, Kind.PREFLIGHT_TRANSCRIPT)
    assert set(ends) <= set(eager)
