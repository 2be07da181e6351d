"""Each fault as a client without any resilience of its own meets it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from interviewer.simulation.candidate.sound import wav_bytes
from interviewer.simulation.vendors.faults import KINDS
from interviewer.simulation.vendors.main import Wish
from known_speech import RATE, Line, Samples, quiet, said
from live_deepgram import QUERY, Live, finals, heard
from vendors_in_a_thread import vendors_in_a_thread

Switch = Callable[..., Awaitable[int]]
Listen = Callable[[], Awaitable[Live]]

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "I led a team of four."}], "stream": True}
SSML = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"
    "<voice name='en-US-AvaNeural'>Thank you for that.</voice></speak>"
)
LONG = 10.0
"""More than anything takes here; an answer that takes longer does not come."""
NEVER = 1.5


@pytest.fixture(scope="module")
def faulty(script: Path) -> Iterator[dict[str, str]]:
    with vendors_in_a_thread(Wish(latencies="none", script=script, faults=True), 30.0) as addresses:
        yield addresses


@pytest.fixture
async def on(faulty: dict[str, str], http: aiohttp.ClientSession) -> AsyncIterator[Switch]:
    """Switches a fault on: `await on("speech", "reset", pieces=2)`."""

    async def switched(door: str, kind: str, **fields: Any) -> int:
        async with http.post(faulty["faults"], json={"door": door, "kind": kind, **fields}) as response:
            assert response.status == 201
            return int((await response.json())["id"])

    yield switched
    async with http.delete(faulty["faults"]) as response:
        assert response.status == 204


@pytest.fixture
async def listen(faulty: dict[str, str], http: aiohttp.ClientSession) -> AsyncIterator[Listen]:
    sockets = []

    async def opened() -> Live:
        headers = {"Authorization": f"Token {faulty['key']}"}
        sockets.append(await http.ws_connect(faulty["deepgram"], params=QUERY, headers=headers))
        return Live(sockets[-1])

    yield opened
    for socket in sockets:
        await socket.close()


@pytest.fixture
def sound(known: dict[str, Line]) -> Samples:
    return said(known["consent"].samples, quiet(0.5))


class Vendor:
    """Asks once, by one door, and gives back what came."""

    def __init__(self, http: aiohttp.ClientSession, where: dict[str, str]) -> None:
        self._http, self._where = http, where

    async def write(self, *, stream: bool = True) -> bytes:
        headers = {"Authorization": f"Bearer {self._where['key']}"}
        body = {**CHAT, "stream": stream}
        async with self._http.post(f"{self._where['openai']}/chat/completions", json=body, headers=headers) as found:
            found.raise_for_status()
            return await found.read()

    async def speak(self) -> bytes:
        headers = {
            "Ocp-Apim-Subscription-Key": self._where["key"],
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
            "User-Agent": "test",
        }
        async with self._http.post(self._where["azure_speech"], data=SSML, headers=headers) as found:
            found.raise_for_status()
            return await found.read()


@pytest.fixture
def vendor(http: aiohttp.ClientSession, faulty: dict[str, str]) -> Vendor:
    return Vendor(http, faulty)


def _chunks(body: bytes) -> list[Any]:
    lines = [line.removeprefix(b"data: ") for line in body.split(b"\n\n") if line.startswith(b"data: ")]
    return [json.loads(line) for line in lines if line != b"[DONE]"]


async def test_without_a_fault_each_door_leads_to_its_vendor(
    listen: Listen, vendor: Vendor, sound: Samples, known: dict[str, Line]
) -> None:
    assert heard(await (await listen()).everything(sound)) == [
        word.strip(".,").lower() for word in known["consent"].text
    ]
    assert _chunks(await vendor.write())
    assert len(await vendor.speak()) > 10_000


async def test_a_refused_door_takes_nobody_cuts_who_is_in_and_opens_again(
    on: Switch, listen: Listen, vendor: Vendor, http: aiohttp.ClientSession, faulty: dict[str, str]
) -> None:
    stream = await listen()
    number = await on("recognition", "refuse")
    async with asyncio.timeout(LONG):
        assert (await stream.socket.receive()).type in (aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSED)
    with pytest.raises(aiohttp.ClientConnectorError):
        await listen()
    assert _chunks(await vendor.write()), "another vendor's door is open"
    async with http.delete(f"{faulty['faults']}/{number}"):
        pass
    await listen()


async def test_a_refused_door_opens_again_by_itself(on: Switch, vendor: Vendor) -> None:
    await on("speech", "refuse", lasts=0.3)
    with pytest.raises(aiohttp.ClientConnectionError):
        await vendor.speak()
    async with asyncio.timeout(LONG):
        while True:
            try:
                assert await vendor.speak()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
            else:
                break


async def test_a_black_hole_takes_the_connection_and_answers_nothing(
    on: Switch, listen: Listen, vendor: Vendor
) -> None:
    for door in ("recognition", "writing", "speech"):
        await on(door, "black_hole")
    for asked in (listen, vendor.write, vendor.speak):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked(), NEVER / 3)


async def _on_its_way(stream: Live) -> None:
    """What was said before a fault still comes."""
    with contextlib.suppress(TimeoutError):
        while True:
            await stream.socket.receive(timeout=NEVER / 3)


@pytest.mark.parametrize("kind", ["silent", "black_hole", "drip"])
async def test_an_open_stream_goes_dumb_and_stays_so(
    on: Switch, listen: Listen, sound: Samples, kind: str, http: aiohttp.ClientSession, faulty: dict[str, str]
) -> None:
    stream = await listen()
    await stream.hear(sound)
    await stream.until(lambda message: bool(finals([message])))
    number = await on("recognition", kind)
    await stream.hear(sound)
    await _on_its_way(stream)
    await stream.hear(sound)
    with pytest.raises(TimeoutError):
        await stream.socket.receive(timeout=NEVER / 3)
    async with http.delete(f"{faulty['faults']}/{number}"):
        pass
    await stream.tell("CloseStream")
    with pytest.raises(TimeoutError):
        await stream.socket.receive(timeout=NEVER / 3)


async def test_the_second_stream_alone_is_silent(on: Switch, listen: Listen, sound: Samples) -> None:
    await on("recognition", "silent", request=2)
    first, second = await listen(), await listen()
    assert heard(await first.everything(sound))
    await second.hear(sound)
    with pytest.raises(TimeoutError):
        await second.socket.receive(timeout=NEVER / 3)


async def test_a_stream_is_reset_in_mid_utterance(on: Switch, listen: Listen, sound: Samples) -> None:
    stream = await listen()
    await stream.hear(sound[: len(sound) // 3])
    await on("recognition", "reset")

    async def goes_on() -> None:
        while True:
            await stream.hear(sound[:800])
            message = await stream.socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise ConnectionResetError(message.type)

    with pytest.raises((ConnectionError, aiohttp.ClientError)):
        await asyncio.wait_for(goes_on(), LONG)


async def test_an_answer_is_reset_after_as_many_pieces_as_wished(on: Switch, vendor: Vendor) -> None:
    await on("writing", "reset", pieces=2)
    await on("speech", "reset", pieces=1)
    for asked in (vendor.write, vendor.speak):
        with pytest.raises((aiohttp.ClientPayloadError, aiohttp.ClientConnectionError)):
            await asked()


@pytest.mark.parametrize(("kind", "status"), [("too_many", 429), ("error", 500), ("unauthorised", 401)])
async def test_a_refusal_has_its_status(on: Switch, listen: Listen, vendor: Vendor, kind: str, status: int) -> None:
    for door in ("recognition", "writing", "speech"):
        await on(door, kind, retry_after=7)
    for asked in (listen, vendor.write, vendor.speak):
        with pytest.raises((aiohttp.ClientResponseError, aiohttp.WSServerHandshakeError)) as refused:
            await asked()
        assert refused.value.status == status
        assert refused.value.headers is not None
        assert refused.value.headers.get("Retry-After") == ("7" if kind == "too_many" else None)


async def test_garbage_is_no_json(on: Switch, listen: Listen, vendor: Vendor, sound: Samples) -> None:
    await on("recognition", "garbage")
    await on("writing", "garbage")
    stream = await listen()
    await stream.hear(sound)
    with pytest.raises(json.JSONDecodeError):
        await stream.until(lambda _: False)
    with pytest.raises(json.JSONDecodeError):
        _chunks(await vendor.write())
    with pytest.raises(json.JSONDecodeError):
        json.loads(await vendor.write(stream=False))


async def test_a_truncated_stream_of_events_ends_within_one(on: Switch, vendor: Vendor) -> None:
    await on("writing", "truncated", pieces=3)
    body = await vendor.write()
    assert not body.endswith(b"\n\n")
    assert b"[DONE]" not in body
    assert len(_chunks(body.rpartition(b"\n\n")[0])) == 3


async def test_truncated_sound_ends_early_without_an_error(on: Switch, vendor: Vendor) -> None:
    whole = await vendor.speak()
    await on("speech", "truncated", pieces=2)
    cut = await vendor.speak()
    assert whole.startswith(cut)
    assert 0 < len(cut) < len(whole)


async def test_a_drip_is_a_byte_a_second(on: Switch, vendor: Vendor) -> None:
    await on("writing", "drip")
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(vendor.write(), NEVER)
    assert time.monotonic() - began >= NEVER - 0.1


async def test_a_wrong_rate_is_half_the_samples(on: Switch, vendor: Vendor) -> None:
    whole = await vendor.speak()
    await on("speech", "wrong_rate")
    assert len(await vendor.speak()) == pytest.approx(len(whole) / 2, rel=0.01)


async def test_finals_come_twice(on: Switch, listen: Listen, sound: Samples) -> None:
    once = finals(await (await listen()).everything(sound))
    await on("recognition", "duplicated")
    twice = finals(await (await listen()).everything(sound))
    assert len(twice) == 2 * len(once)
    assert twice[0] == twice[1]


async def test_what_is_slow_comes_later_and_in_order(on: Switch, listen: Listen, sound: Samples) -> None:
    plain = await (await listen()).everything(sound)
    await on("recognition", "slow", delay=0.5)
    began = time.monotonic()
    late = await (await listen()).everything(sound)
    assert time.monotonic() - began >= 0.5
    assert heard(late) == heard(plain)


async def test_keep_alives_come_and_nothing_else(
    on: Switch, listen: Listen, sound: Samples, http: aiohttp.ClientSession, faulty: dict[str, str]
) -> None:
    await on("recognition", "keep_alives")
    await on("writing", "keep_alives")
    stream = await listen()
    await stream.hear(sound)
    assert [(await stream.socket.receive_json())["type"] for _ in range(2)] == ["KeepAlive", "KeepAlive"]
    headers = {"Authorization": f"Bearer {faulty['key']}"}
    async with http.post(f"{faulty['openai']}/chat/completions", json=CHAT, headers=headers) as found:
        assert found.status == 200
        assert [await found.content.readline() for _ in range(3)] == [b": keep-alive\n", b"\n", b": keep-alive\n"]


async def test_a_fault_begins_after_its_time(on: Switch, vendor: Vendor) -> None:
    await on("writing", "error", after=0.4)
    assert _chunks(await vendor.write())
    await asyncio.sleep(0.5)
    with pytest.raises(aiohttp.ClientResponseError):
        await vendor.write()


async def test_a_silent_answer_has_a_head_and_nothing_more(
    on: Switch, http: aiohttp.ClientSession, faulty: dict[str, str]
) -> None:
    await on("writing", "silent")
    headers = {"Authorization": f"Bearer {faulty['key']}"}
    async with http.post(f"{faulty['openai']}/chat/completions", json=CHAT, headers=headers) as found:
        assert found.status == 200
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(found.content.read(1), NEVER / 3)


async def test_whoever_stands_in_hears_the_same_words_and_speaks_with_the_same_voice(
    on: Switch, http: aiohttp.ClientSession, faulty: dict[str, str], known: dict[str, Line]
) -> None:
    form = aiohttp.FormData({"model": "whisper", "response_format": "verbose_json"})
    form.add_field("file", wav_bytes(known["consent"].samples, RATE), filename="utterance.wav")
    async with http.post(f"{faulty['spare']}/v1/audio/transcriptions", data=form) as found:
        told = await found.json()
    assert told["text"] == " ".join(known["consent"].text)
    assert [segment["text"] for segment in told["segments"]] == [told["text"]]
    await on("speech", "refuse")
    body = {"model": "any", "voice": "any", "input": "Thank you for that.", "response_format": "pcm"}
    async with http.post(f"{faulty['spare']}/v1/audio/speech", json=body) as found:
        spoken = await found.read()
    assert len(spoken) > 10_000
    async with http.get(f"{faulty['faults']}/said") as found:
        assert "Thank you for that." in await found.json()


@pytest.mark.parametrize("body", [b"", b"RIFFnonsense"])
async def test_sound_that_is_none_is_refused(http: aiohttp.ClientSession, faulty: dict[str, str], body: bytes) -> None:
    form = aiohttp.FormData()
    form.add_field("file", body, filename="utterance.wav")
    async with http.post(f"{faulty['spare']}/v1/audio/transcriptions", data=form) as found:
        assert found.status == 400


async def test_the_switch_tells_what_is_on_and_refuses_what_it_does_not_know(
    on: Switch, http: aiohttp.ClientSession, faulty: dict[str, str]
) -> None:
    number = await on("speech", "slow")
    async with http.get(faulty["faults"]) as response:
        told = await response.json()
    assert [(fault["id"], fault["door"], fault["kind"]) for fault in told["faults"]] == [(number, "speech", "slow")]
    for wrong in ({"door": "kitchen", "kind": "slow"}, {"door": "speech", "kind": "tired"}, {"door": "speech"}):
        async with http.post(faulty["faults"], json=wrong) as response:
            assert response.status == 422
    async with http.delete(f"{faulty['faults']}/999") as response:
        assert response.status == 404
    async with http.get(faulty["faults"]) as response:
        assert len((await response.json())["faults"]) == 1


def test_every_kind_of_fault_is_met_here() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [kind for kind in KINDS if f'"{kind}"' not in here] == []
