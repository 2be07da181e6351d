"""Nothing is answered before its latency is over."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from known_speech import RATE, Line, quiet, said
from live_deepgram import QUERY, Live

SECONDS = 0.4
FILE = """
stt_final: {p50: 400, p95: 400}
stt_interim: {p50: 100, p95: 100}
llm_first_token: {p50: 400, p95: 400}
llm_tokens_per_second: 50
tts_first_chunk: {p50: 400, p95: 400}
tts_times_real_time: 10
"""


@pytest.fixture
async def vendors(script: Path, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    file = tmp_path / "latencies.yaml"
    file.write_text(FILE)
    async with world(Wish(latencies=str(file), script=script)) as shared, served(shared) as addresses:
        yield addresses


async def test_final_words_wait_from_the_end_of_the_speech_and_interim_ones_less(
    vendors: dict[str, str], http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    query = QUERY | {"interim_results": "true"}
    socket = await http.ws_connect(
        vendors["deepgram"], params=query, headers={"Authorization": f"Token {vendors['key']}"}
    )
    stream, line = Live(socket), known["consent"]
    ended = int(line.words[-1][2] * RATE)
    first = time.monotonic()
    await stream.hear(line.samples[: ended - RATE // 10])
    before_the_end = time.monotonic()
    await stream.hear(said(line.samples[ended - RATE // 10 :], quiet(0.4)))
    interim = await stream.until(lambda m: bool(not m["is_final"] and m["channel"]["alternatives"][0]["words"]))
    assert time.monotonic() - first >= 0.1
    final = await stream.until(lambda m: bool(m["speech_final"]))
    assert time.monotonic() - before_the_end >= SECONDS
    assert len(final["channel"]["alternatives"][0]["words"]) >= len(interim["channel"]["alternatives"][0]["words"])


async def test_the_first_token_waits_and_the_others_follow_at_their_pace(
    vendors: dict[str, str], http: aiohttp.ClientSession
) -> None:
    body = {"model": "gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "I moved the team."}]}
    begun = time.monotonic()
    headers = {"Authorization": f"Bearer {vendors['key']}"}
    async with http.post(vendors["openai"] + "/chat/completions", json=body, headers=headers) as answer:
        times = [time.monotonic() - begun async for line in answer.content if re.search(rb'"content":"[^"]', line)]
    assert times[0] >= SECONDS
    assert times[-1] >= SECONDS + (len(times) - 1) / 50


async def test_the_first_sound_waits_and_the_rest_comes_faster_than_it_plays(
    vendors: dict[str, str], http: aiohttp.ClientSession
) -> None:
    body = (
        "<speak version='1.0' xml:lang='en-US' xmlns='http://www.w3.org/2001/10/synthesis'>"
        "<voice name='en-US-AvaNeural'>What did you learn from that?</voice></speak>"
    )
    headers = {
        "Ocp-Apim-Subscription-Key": vendors["key"],
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
    }
    begun = time.monotonic()
    async with http.post(vendors["azure_speech"], data=body, headers=headers) as answer:
        first = await answer.content.readany()
        assert time.monotonic() - begun >= SECONDS
        rest = await answer.content.read()
    seconds = (len(first) + len(rest)) / 48_000
    assert time.monotonic() - begun >= SECONDS + (seconds - 0.2) / 10


async def test_a_request_that_is_given_up_leaves_the_others_alone(
    vendors: dict[str, str], http: aiohttp.ClientSession
) -> None:
    body = {"model": "gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "I moved the team."}]}
    headers = {"Authorization": f"Bearer {vendors['key']}"}
    given_up = asyncio.create_task(
        http.post(vendors["openai"] + "/chat/completions", json=body, headers=headers).__aenter__()
    )
    await asyncio.sleep(0.05)
    given_up.cancel()
    async with http.post(vendors["openai"] + "/chat/completions", json=body, headers=headers) as answer:
        assert b"[DONE]" in await answer.read()
