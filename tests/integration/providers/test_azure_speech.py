"""Azure Speech by REST: what is sent is what was to be said, and what comes back late, odd or not at all is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from hosted_vendors import SECRETS, HostedVendors, hosted_vendors
from interviewer.providers.accounts import Accounts, ProviderUnusable
from interviewer.providers.network import network
from interviewer.providers.speech.azure import AzureSpeech, ssml
from interviewer.providers.speech.port import SAMPLE_RATE, SpeechUnavailable

NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"


@asynccontextmanager
async def voice(vendors: HostedVendors, *, first: float = 5.0, then: float = 5.0) -> AsyncIterator[AzureSpeech]:
    async with network() as shared:
        yield AzureSpeech(vendors.accounts(), shared, first_within=first, next_within=then)


async def said(speech: AzureSpeech, text: str = "Hello.") -> bytes:
    return b"".join([chunk async for chunk in speech.stream(text)])


@pytest.fixture
async def vendors() -> AsyncIterator[HostedVendors]:
    async with hosted_vendors() as vendors:
        yield vendors


async def test_the_sound_comes_as_the_vendor_streams_it_in_whole_samples(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", [b"\x01\x02\x03", b"\x04\x05", b"\x06"]
    async with voice(vendors) as speech:
        chunks = [chunk async for chunk in speech.stream("Hello.")]
    assert b"".join(chunks) == b"\x01\x02\x03\x04\x05\x06"
    assert all(len(chunk) % 2 == 0 for chunk in chunks)
    (headers,) = vendors.headers
    assert headers["x-microsoft-outputformat"] == "raw-24khz-16bit-mono-pcm"
    assert headers["ocp-apim-subscription-key"] == SECRETS[1]
    assert headers["content-type"] == "application/ssml+xml"
    assert headers["user-agent"]


async def test_whatever_is_to_be_said_arrives_as_text_and_never_as_markup(vendors: HostedVendors) -> None:
    text = 'R&D at <b>AT&T</b> </voice> "x" \x00 \ud83d \U0001f600 ]]>'
    vendors.sound = "audio/pcm", [bytes(2)]
    async with voice(vendors) as speech:
        await said(speech, text)
    document = ET.fromstring(vendors.spoken[0])
    (spoken,) = document
    assert "".join(spoken.itertext()) == text.replace("\x00", " ").replace("\ud83d", " ")
    assert (document.tag, spoken.tag, spoken.get("name")) == (
        f"{NAMESPACE}speak",
        f"{NAMESPACE}voice",
        "en-US-AvaNeural",
    )


async def test_a_slow_line_is_the_same_text_at_another_rate(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", [bytes(2)]
    async with voice(vendors) as speech:
        assert [chunk async for chunk in speech.stream("R&D, and you?", pace="slow")]
    (spoken,) = ET.fromstring(vendors.spoken[0])
    prosody = spoken.find(f"{NAMESPACE}prosody")
    assert prosody is not None
    assert (prosody.get("rate"), prosody.text) == ("0.8", "R&D, and you?")


@given(st.text(st.characters()))
def test_every_text_makes_a_document_that_can_be_read(text: str) -> None:
    document = ET.fromstring(ssml(text, 'en-GB-"&Neural').encode())
    assert document[0].get("name") == 'en-GB-"&Neural'
    assert len(document) == 1
    assert len(document[0]) == 1


@pytest.mark.parametrize(("rate", "seconds"), [(48_000, 0.5), (16_000, 1.5), (8_000, 3.0)])
async def test_another_sample_rate_is_played_at_its_own_speed(
    vendors: HostedVendors, rate: int, seconds: float
) -> None:
    vendors.sound = f"audio/pcm;rate={rate}", [bytes(SAMPLE_RATE * 2)]
    async with voice(vendors) as speech:
        assert len(await said(speech)) / 2 / SAMPLE_RATE == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "told_as"),
    [
        ("audio/pcm;rate=24000;channels=2", "2 channels"),
        ("audio/pcm;rate=3", "3 samples a second"),
        ("text/html", "text/html, which is no sound"),
    ],
)
async def test_what_cannot_be_played_is_refused_in_words(vendors: HostedVendors, kind: str, told_as: str) -> None:
    vendors.sound = kind, [bytes(64)]
    async with voice(vendors) as speech:
        with pytest.raises(SpeechUnavailable, match=told_as):
            await said(speech)


@pytest.mark.parametrize(
    ("status", "told_as"), [(401, "the key is wrong"), (400, "did not understand"), (429, "quota"), (502, "in trouble")]
)
async def test_a_refusal_is_told_in_words_and_no_key_in_error_or_log(
    vendors: HostedVendors, status: int, told_as: str
) -> None:
    vendors.status, vendors.echo = status, SECRETS[1]
    with structlog.testing.capture_logs() as logs:
        async with voice(vendors) as speech:
            with pytest.raises(SpeechUnavailable, match=told_as) as caught:
                await said(speech)
            assert SECRETS[1] not in f"{caught.value!r} {speech.name} {logs}"
    assert caught.value.__cause__ is None


async def test_the_log_tells_how_long_the_first_sound_took_and_never_what_was_said(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", [bytes(64)]
    with structlog.testing.capture_logs() as logs:
        async with voice(vendors) as speech:
            await said(speech, "Dear Priya.")
    (line,) = (line for line in logs if line["event"] == "tts.first_chunk")
    assert line["model"] == "azure/en-US-AvaNeural"
    assert "Priya" not in str(logs)


async def test_a_voice_that_does_not_begin_is_given_up(vendors: HostedVendors) -> None:
    vendors.sound, vendors.hangs_after = ("audio/pcm", []), 0
    async with voice(vendors, first=0.2) as speech:
        with pytest.raises(SpeechUnavailable, match="did not begin to speak in time"):
            await said(speech)
        await asyncio.wait_for(vendors.left.wait(), 10)


async def test_a_voice_that_falls_silent_in_the_middle_is_given_up_and_what_came_was_told(
    vendors: HostedVendors,
) -> None:
    vendors.sound, vendors.hangs_after = ("audio/pcm", [bytes(64)]), 1
    heard = []
    async with voice(vendors, then=0.2) as speech:
        chunks = speech.stream("Hello.")
        heard.append(await anext(chunks))
        with pytest.raises(SpeechUnavailable, match="fell silent in the middle"):
            await anext(chunks)
        await asyncio.wait_for(vendors.left.wait(), 10)
    assert heard == [bytes(64)]


async def test_leaving_off_early_ends_the_request(vendors: HostedVendors) -> None:
    vendors.sound, vendors.hangs_after = ("audio/pcm", [bytes(64)]), 1
    async with voice(vendors) as speech:
        chunks = speech.stream("Hello.")
        await anext(chunks)
        await chunks.aclose()
        await asyncio.wait_for(vendors.left.wait(), 10)


async def test_a_slow_listener_is_no_slow_voice(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", [bytes(64)] * 3
    async with voice(vendors, then=0.2) as speech:
        heard = b""
        async for chunk in speech.stream("Hello."):
            heard += chunk
            await asyncio.sleep(0.3)
    assert len(heard) == 192


async def test_a_line_without_any_sound_is_told(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", []
    async with voice(vendors) as speech:
        with pytest.raises(SpeechUnavailable, match="gave no sound"):
            await said(speech)


async def test_a_vendor_that_nobody_reaches_is_told() -> None:
    async with voice(HostedVendors(url="http://127.0.0.1:9")) as speech:
        with pytest.raises(SpeechUnavailable, match=r"cannot be reached, or broke off \(ConnectError\)"):
            await said(speech)


@pytest.mark.parametrize("given_", [{}, {"azure_speech_key": "k"}])
async def test_without_key_or_region_it_is_refused_before_any_call(given_: dict[str, str]) -> None:
    async with network() as shared:
        with pytest.raises(ProviderUnusable, match="INTERVIEWER_AZURE_SPEECH"):
            AzureSpeech(Accounts(**given_), shared)


async def test_the_connection_is_kept_for_the_next_line(vendors: HostedVendors) -> None:
    vendors.sound = "audio/pcm", [bytes(64)]
    async with voice(vendors) as speech:
        for _ in range(3):
            await said(speech)
    assert len(vendors.ports) == 3
    assert len(set(vendors.ports)) == 1
