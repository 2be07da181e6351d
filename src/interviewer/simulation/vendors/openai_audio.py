"""OpenAI's speech to text and text to speech, as far as whoever stands in for another vendor asks for them.

The same words and the same voice as everywhere in this world: an utterance is heard whole. Served with `faults` alone,
where a second vendor is wanted; it asks for no key, as local engines do.
"""

from __future__ import annotations

import asyncio
import io
import wave
from typing import Any, Final

import numpy as np
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.datastructures import UploadFile

from interviewer.simulation.vendors.azure_speech import paced
from interviewer.simulation.vendors.sound import Sound
from interviewer.simulation.vendors.spectrum import Samples
from interviewer.simulation.vendors.spoken import RATE
from interviewer.simulation.vendors.words import Word
from interviewer.simulation.vendors.world import World

STEP: Final = 20
"""Pieces in a second in which an utterance is given to a stream's ears."""


def routes(world: World) -> APIRouter:
    """The addresses, over this world."""
    router = APIRouter()

    @router.post("/v1/audio/transcriptions")
    async def transcribe(request: Request) -> Response:
        """The words of a WAV file of 16-bit mono samples."""
        async with request.form() as form:
            file = form.get("file")
            data = await file.read() if isinstance(file, UploadFile) else b""
        try:
            samples, rate = _read(data)
        except (wave.Error, EOFError, ValueError) as error:
            return _refused(f"Audio file might be corrupted or unsupported: {error}")
        words = await heard(world, samples, rate)
        await asyncio.sleep(world.draws.seconds("stt_final", words[-1].mark if words else "nothing"))
        text = " ".join(word.text for word in words)
        segment = {"id": 0, "start": 0.0, "end": len(samples) / rate, "text": text, "avg_logprob": -0.05}
        return JSONResponse({"text": text, "segments": [segment] if words else [], "language": "english"})

    @router.post("/v1/audio/speech")
    async def speak(request: Request) -> Response:
        """A text as raw samples."""
        asked: dict[str, Any] = await request.json()
        text = str(asked.get("input") or "")
        if not text.strip():
            return _refused("Input text must not be empty.")
        samples = await world.voice.say(text, float(asked.get("speed") or 1.0))
        await asyncio.sleep(world.draws.seconds("tts_first_chunk", text))
        sound = paced(samples, RATE, world.draws.latencies.tts_times_real_time, header=False)
        return StreamingResponse(sound, media_type=f"audio/pcm;rate={RATE}")

    return router


async def heard(world: World, samples: Samples, rate: int) -> list[Word]:
    """The words of an utterance, with times in seconds of it."""
    sound = Sound("linear16", rate)
    recogniser = world.recogniser(rate, sound.activity)
    quiet = np.zeros(rate, np.int16)
    whole = np.concatenate((samples, quiet))
    try:
        for at in range(0, len(whole), rate // STEP):
            piece = whole[at : at + rate // STEP]
            recogniser.feed(*sound.feed(piece.astype("<i2").tobytes(), 0.0))
            await asyncio.sleep(0)
        recogniser.settle()
        return list(await recogniser.take(len(whole) / rate))
    finally:
        await recogniser.aclose()


def _read(data: bytes) -> tuple[Samples, int]:
    with wave.open(io.BytesIO(data)) as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 1:  # noqa: PLR2004 - bytes
            raise ValueError("expected 16-bit mono samples")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


def _refused(message: str) -> Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return JSONResponse({"error": error}, 400)
