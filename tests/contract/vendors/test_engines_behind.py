"""The emulators over local engines: what these hear and speak is what the vendors hear and speak."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import aiohttp
import httpx
import numpy as np
import pytest

from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.engine_words import EngineWords
from interviewer.simulation.vendors.latencies import NONE, Draws, read
from interviewer.simulation.vendors.spoken import Voice
from interviewer.simulation.vendors.world import World
from known_speech import RATE, Line, quiet, said
from live_deepgram import FLUX, QUERY, Live, finals, heard

URL = "http://engines/v1"
SOUND = np.arange(4800, dtype=np.int16)


class Engines:
    """Hears one word for each half second of a sound, and speaks the same for every text."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.spoken: list[str] = []
        self.broken = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.broken:
            return httpx.Response(503)
        if request.url.path.endswith("/speech"):
            self.spoken.append(json.loads(request.content)["input"])
            return httpx.Response(200, content=SOUND.tobytes())
        sound = request.content[request.content.index(b"RIFF") :]
        seconds = int.from_bytes(sound[40:44], "little") / 2 / RATE
        self.seconds.append(seconds)
        assert re.search(rb'name="timestamp_granularities\[\]"\r\n\r\nword', request.content)
        words = [
            {"word": f" w{n}", "start": n / 2, "end": n / 2 + 0.4, "probability": 0.9} for n in range(int(seconds * 2))
        ]
        return httpx.Response(200, json={"text": "", "words": words})


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest.fixture
async def vendors(engines: Engines) -> AsyncIterator[dict[str, str]]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(engines.answer)) as client:
        world = World(
            Draws(read(NONE), 0), Voice(client, URL), lambda rate, activity: EngineWords(client, URL, rate, activity)
        )
        async with served(world) as addresses:
            yield addresses


async def test_what_the_engines_hear_of_an_utterance_is_final(
    vendors: dict[str, str], engines: Engines, http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    sound = said(quiet(2), known["colleague_argument"].samples, quiet(1))
    socket = await http.ws_connect(
        vendors["deepgram"], params=QUERY | {"endpointing": "500"}, headers={"Authorization": f"Token {vendors['key']}"}
    )
    messages = await Live(socket).everything(sound)
    words = [word for message in finals(messages) for word in message["channel"]["alternatives"][0]["words"]]
    assert len(words) >= 4
    assert words[0]["start"] == pytest.approx(1.7, abs=0.2)  # the silence before the voice was not sent to the engines
    assert max(engines.seconds) < known["colleague_argument"].seconds + 1.2


async def test_engines_that_fail_leave_the_stream_open_and_silent(
    vendors: dict[str, str], engines: Engines, http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    engines.broken = True
    headers = {"Authorization": f"Token {vendors['key']}"}
    socket = await http.ws_connect(vendors["deepgram"], params=QUERY, headers=headers)
    stream = Live(socket)
    await stream.hear(said(known["consent"].samples, quiet(0.5)))
    await stream.until(lambda message: bool(message.get("speech_final")))
    engines.broken = False
    assert heard(await stream.everything(said(known["consent"].samples, quiet(0.5)))) != []


async def test_flux_ends_a_turn_of_the_engines_words(
    vendors: dict[str, str], http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    headers = {"Authorization": f"Token {vendors['key']}"}
    socket = await http.ws_connect(vendors["deepgram_flux"], params=FLUX, headers=headers)
    messages = await Live(socket).everything(said(known["customer_work"].samples, quiet(0.3)))
    ends = [message for message in messages if message.get("event") == "EndOfTurn"]
    assert len(ends) == 1
    assert len(ends[0]["words"]) >= 4


async def test_a_text_is_spoken_by_the_engines_once(
    vendors: dict[str, str], engines: Engines, http: aiohttp.ClientSession
) -> None:
    body = (
        "<speak version='1.0' xml:lang='en-US' xmlns='http://www.w3.org/2001/10/synthesis'>"
        "<voice name='en-US-AvaNeural'>R&amp;D</voice></speak>"
    )
    headers = {
        "Ocp-Apim-Subscription-Key": vendors["key"],
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
    }
    for _ in range(2):
        async with http.post(vendors["azure_speech"], data=body, headers=headers) as answer:
            assert await answer.read() == SOUND.tobytes()
    assert engines.spoken == ["R&D"]
    engines.broken = True
    async with http.post(vendors["azure_speech"], data=body.replace("R", "X"), headers=headers) as answer:
        assert answer.status == 502
