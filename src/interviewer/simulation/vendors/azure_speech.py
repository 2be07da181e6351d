"""Azure Speech's text to speech by REST: the voice, its list, and tokens.

From learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech. The sound is streamed: the
first part after the drawn latency, the rest faster than it plays.
"""

from __future__ import annotations

import asyncio
import re
import struct
import time
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse

from interviewer.simulation.vendors import ssml
from interviewer.simulation.vendors.spectrum import Samples
from interviewer.simulation.vendors.spoken import VoiceAway, at_rate
from interviewer.simulation.vendors.world import World

ENGLISH: Final = (
    *(
        "AvaNeural",
        "AndrewNeural",
        "EmmaNeural",
        "BrianNeural",
        "JennyNeural",
        "GuyNeural",
        "AriaNeural",
        "DavisNeural",
    ),
    *("AvaMultilingualNeural", "AndrewMultilingualNeural", "EmmaMultilingualNeural", "BrianMultilingualNeural"),
)
GERMAN: Final = ("KatjaNeural", "ConradNeural")
VOICES: Final = (*(("en-US", name) for name in ENGLISH), *(("de-DE", name) for name in GERMAN))
"""By their locale."""
LOCALES: Final = {"en-US": "English (United States)", "de-DE": "German (Germany)"}
FORMAT: Final = re.compile(r"(raw|riff)-(8|16|22050|24|44100|48)(?:k?hz)-16bit-mono-pcm")
PIECE_SECONDS: Final = 0.1
"""How much sound is sent at once."""
REFUSED: Final = (
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
    "active subscription and use a correct regional API endpoint for your resource."
)


def routes(world: World) -> APIRouter:
    """The addresses, over this world."""
    router = APIRouter()

    @router.post("/sts/v1.0/issueToken")
    async def issue_token(request: Request) -> Response:
        """A token for ten minutes, for a key."""
        if refusal := _refusal(world, request, tokens=False):
            return refusal
        return PlainTextResponse(world.issue_token(), media_type="application/jwt")

    @router.get("/cognitiveservices/voices/list")
    async def voices(request: Request) -> Response:
        """The voices there are."""
        if refusal := _refusal(world, request):
            return refusal
        return JSONResponse([_described(locale, name) for locale, name in VOICES])

    @router.post("/cognitiveservices/v1")
    async def speak(request: Request) -> Response:
        """Speech for SSML."""
        body = await request.body()
        if refusal := _refusal(world, request) or _malformed(request):
            return refusal
        form = FORMAT.fullmatch(request.headers["x-microsoft-outputformat"].lower())
        if form is None:
            return PlainTextResponse(f"Unsupported output format {request.headers['x-microsoft-outputformat']}.", 400)
        try:
            wanted = ssml.read(body)
        except ssml.SsmlRefused as error:
            return PlainTextResponse(str(error), 400)
        if wanted.voice not in {f"{locale}-{name}" for locale, name in VOICES} | {_long(*voice) for voice in VOICES}:
            return PlainTextResponse(f"Unsupported voice {wanted.voice}.", 400)
        begun = time.monotonic()
        rate = int(form[2]) * (1 if len(form[2]) > 2 else 1000)  # noqa: PLR2004 - 22050 is a rate, 24 are kilohertz
        try:
            samples = at_rate(await world.voice.say(wanted.text, wanted.rate), rate) if wanted.text else None
        except VoiceAway as error:
            return PlainTextResponse(str(error), 502)
        wait = world.draws.seconds("tts_first_chunk", wanted.text) - (time.monotonic() - begun)
        await asyncio.sleep(max(0.0, wait))
        sound = paced(samples, rate, world.draws.latencies.tts_times_real_time, header=form[1] == "riff")
        return StreamingResponse(sound, media_type="audio/x-wav" if form[1] == "riff" else "audio/basic")

    return router


async def paced(samples: Samples | None, rate: int, times: float | None, *, header: bool) -> AsyncIterator[bytes]:
    """The sound piece by piece, so many times faster than it plays; at once without a pace."""
    if header:
        size = 0 if samples is None else 2 * len(samples)
        yield (
            b"RIFF"
            + struct.pack("<I", 36 + size)
            + b"WAVEfmt "
            + struct.pack("<IHHIIHH", 16, 1, 1, rate, 2 * rate, 2, 16)
        )
        yield b"data" + struct.pack("<I", size)
    if samples is None:
        return
    piece = round(rate * PIECE_SECONDS)
    begun = time.monotonic()
    for number, at in enumerate(range(0, len(samples), piece)):
        if times is not None and (early := begun + number * PIECE_SECONDS / times - time.monotonic()) > 0:
            await asyncio.sleep(early)
        yield samples[at : at + piece].tobytes()


def _refusal(world: World, request: Request, *, tokens: bool = True) -> Response | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if tokens and scheme.lower() == "bearer" and world.knows_token(token):
        return None
    match world.standing(request.headers.get("ocp-apim-subscription-key", "")):
        case "good":
            return None
        case "without quota":
            return JSONResponse({"error": {"code": "429", "message": "Out of call volume quota."}}, 429)
        case _:
            return JSONResponse({"error": {"code": "401", "message": REFUSED}}, 401)


def _malformed(request: Request) -> Response | None:
    headers = request.headers
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/ssml+xml":
        return PlainTextResponse("Content-Type should be set to application/ssml+xml.", 415)
    if not headers.get("x-microsoft-outputformat"):
        return PlainTextResponse("The header X-Microsoft-OutputFormat is required.", 400)
    if not 0 < len(headers.get("user-agent", "")) < 255:  # noqa: PLR2004 - documented
        return PlainTextResponse("The header User-Agent is required, with fewer than 255 characters.", 400)
    return None


def _described(locale: str, name: str) -> dict[str, str]:
    short = name.removesuffix("Neural")
    return {
        "Name": _long(locale, name),
        "DisplayName": short.removesuffix("Multilingual"),
        "LocalName": short,
        "ShortName": f"{locale}-{name}",
        "Gender": "Male" if short.startswith(("Andrew", "Brian", "Guy", "Davis", "Conrad")) else "Female",
        "Locale": locale,
        "LocaleName": LOCALES[locale],
        "SampleRateHertz": "24000",
        "VoiceType": "Neural",
        "Status": "GA",
        "WordsPerMinute": "152",
    }


def _long(locale: str, name: str) -> str:
    return f"Microsoft Server Speech Text to Speech Voice ({locale}, {name})"
