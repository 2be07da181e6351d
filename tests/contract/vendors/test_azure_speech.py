"""Azure Speech's text to speech by REST, as Microsoft documents it."""

from __future__ import annotations

import wave
from io import BytesIO
from xml.sax.saxutils import escape

import aiohttp
import numpy as np
import pytest

TEXT = "What did you learn from the R&D project?"
NAMESPACE = "http://www.w3.org/2001/10/synthesis"


def ssml(text: str = escape(TEXT), voice: str = "en-US-AvaNeural") -> str:
    return f"<speak version='1.0' xml:lang='en-US' xmlns='{NAMESPACE}'><voice name='{voice}'>{text}</voice></speak>"


@pytest.fixture
def headers(vendors: dict[str, str]) -> dict[str, str]:
    return {
        "Ocp-Apim-Subscription-Key": vendors["key"],
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
        "User-Agent": "interviewer",
    }


async def asked(
    http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str], body: str
) -> tuple[int, bytes]:
    async with http.post(
        vendors["azure_speech"], data=body.encode(), headers=headers, skip_auto_headers=["User-Agent"]
    ) as answer:
        return answer.status, await answer.read()


async def test_text_comes_as_sound_that_is_as_long_as_the_text(
    http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    status, sound = await asked(http, vendors, headers, ssml())
    assert status == 200
    samples = np.frombuffer(sound, "<i2")
    assert len(samples) / 24_000 == pytest.approx(len(TEXT) / 14, rel=0.1)
    assert np.abs(samples).max() > 2000
    assert await asked(http, vendors, headers, ssml()) == (200, sound)
    assert (await asked(http, vendors, headers, ssml("Something else.")))[1][:9600] != sound[:9600]


@pytest.mark.parametrize(("form", "rate"), [("8khz", 8000), ("16khz", 16_000), ("24khz", 24_000), ("48khz", 48_000)])
async def test_every_rate_is_served_raw_and_with_a_header(
    form: str, rate: int, http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    wanted = headers | {"X-Microsoft-OutputFormat": f"raw-{form}-16bit-mono-pcm"}
    _, raw = await asked(http, vendors, wanted, ssml())
    _, riff = await asked(http, vendors, wanted | {"X-Microsoft-OutputFormat": f"riff-{form}-16bit-mono-pcm"}, ssml())
    with wave.open(BytesIO(riff)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate, 1, 2)
        assert file.readframes(file.getnframes()) == raw
    assert len(raw) / 2 / rate == pytest.approx(len(TEXT) / 14, rel=0.1)


@pytest.mark.parametrize(
    "body",
    [
        "",
        TEXT,
        ssml(TEXT),  # the & is not escaped
        ssml("<voice>"),
        ssml().replace("version='1.0' ", ""),
        ssml().replace("xml:lang='en-US' ", ""),
        ssml().replace(f" xmlns='{NAMESPACE}'", ""),
        ssml().replace("speak", "say"),
        ssml(voice="en-US-NobodyNeural"),
        ssml().replace(" name='en-US-AvaNeural'", ""),
        f"<speak version='1.0' xml:lang='en-US' xmlns='{NAMESPACE}'>{escape(TEXT)}</speak>",
        ssml("<shout>Hello</shout>"),
        "<!DOCTYPE speak [<!ENTITY a 'b'>]>" + ssml("&a;"),
    ],
)
async def test_ill_ssml_is_refused(
    body: str, http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    status, told = await asked(http, vendors, headers, body)
    assert status == 400
    assert told


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Ocp-Apim-Subscription-Key": "wrong"}, 401),
        ({"Content-Type": "text/plain"}, 415),
        ({"X-Microsoft-OutputFormat": "raw-25khz-16bit-mono-pcm"}, 400),
        ({"X-Microsoft-OutputFormat": ""}, 400),
        ({"User-Agent": ""}, 400),
        ({"User-Agent": "x" * 300}, 400),
    ],
)
async def test_ill_headers_are_refused(
    change: dict[str, str], status: int, http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    wanted = {name: value for name, value in (headers | change).items() if value}
    assert (await asked(http, vendors, wanted, ssml()))[0] == status


async def test_a_token_can_take_the_place_of_the_key(
    http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    address = vendors["azure_openai"] + "/sts/v1.0/issueToken"
    async with http.post(address, headers={"Ocp-Apim-Subscription-Key": "wrong"}) as answer:
        assert answer.status == 401
    async with http.post(address, headers={"Ocp-Apim-Subscription-Key": vendors["key"]}) as answer:
        token = await answer.text()
    without = {name: value for name, value in headers.items() if name != "Ocp-Apim-Subscription-Key"}
    assert (await asked(http, vendors, without | {"Authorization": f"Bearer {token}"}, ssml()))[0] == 200
    assert (await asked(http, vendors, without | {"Authorization": "Bearer other"}, ssml()))[0] == 401
    assert (await asked(http, vendors, without, ssml()))[0] == 401


async def test_the_voices_are_listed_for_a_key(http: aiohttp.ClientSession, vendors: dict[str, str]) -> None:
    address = vendors["azure_openai"] + "/cognitiveservices/voices/list"
    async with http.get(address) as answer:
        assert answer.status == 401
    async with http.get(address, headers={"Ocp-Apim-Subscription-Key": vendors["key"]}) as answer:
        voices = await answer.json()
    assert "en-US-AvaNeural" in [voice["ShortName"] for voice in voices]


async def test_an_account_without_quota_is_told_so(
    http: aiohttp.ClientSession, vendors: dict[str, str], headers: dict[str, str]
) -> None:
    spent = headers | {"Ocp-Apim-Subscription-Key": vendors["key"] + "-without-quota"}
    assert (await asked(http, vendors, spent, ssml()))[0] == 429
