"""`/v1/audio/transcriptions` and `/v1/audio/speech`, as OpenAI's clients call them."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from interviewer.engines import audio, loading, piper
from interviewer.engines.errors import BadInput, UnknownModel
from interviewer.engines.serving import upload, while_connected
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from starlette.datastructures import FormData

    from interviewer.engines.whisper import Transcript

log = get_logger(__name__)

HEARERS: Final = (loading.STT, "whisper-1")
SPEAKERS: Final = ("piper", loading.TTS, "tts-1", "gpt-4o-mini-tts")
VOICES: Final = ("joe",)


class SpeechRequest(BaseModel):
    """Text to speak. `pcm` is 24 kHz mono signed 16-bit little-endian; other fields of OpenAI's are let pass."""

    model: str = "piper"
    input: str
    voice: str = "joe"
    response_format: Literal["pcm", "wav"] = "wav"
    speed: Annotated[float, Field(ge=piper.SPEEDS[0], le=piper.SPEEDS[1])] = 1.0


def routes(engines: loading.Engines) -> APIRouter:
    """The two endpoints over these engines."""
    router = APIRouter(prefix="/v1/audio", tags=["audio"])

    @router.post("/transcriptions", response_model=None)
    async def transcribe(request: Request) -> Response:
        """Text of an audio file (multipart `file`), optionally with segments and word times."""
        begun = time.perf_counter()
        whisper = loading.present(engines.stt)
        with engines.lanes.stt.place():
            async with upload(request) as form:
                asked = _Asked.read(form)
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise BadInput("The form has no file: put the audio in the field `file`.")
                data, kind, name = await file.read(), file.content_type or "", file.filename or ""
            wanted = [True]

            def work() -> tuple[Transcript, float]:
                started = time.perf_counter()
                heard = whisper.transcribe(
                    audio.decode(data, kind, name),
                    language=asked.language,
                    prompt=asked.prompt,
                    word_times=asked.word_times,
                    wanted=lambda: wanted[0],
                )
                return heard, started

            try:
                heard, started = await while_connected(request, engines.lanes.stt.run(work))
            finally:
                wanted[0] = False
        log.info(
            "engines.transcription",
            latency_ms=_since(begun),
            queue_ms=round((started - begun) * 1000),
            audio_s=heard.duration,
            model=loading.STT,
        )
        return _written(heard, asked)

    @router.post("/speech", response_model=None)
    async def speak(request: Request, wanted: SpeechRequest) -> Response:
        """Speech for a text, streamed sentence by sentence."""
        begun = time.perf_counter()
        if wanted.model not in SPEAKERS:
            raise UnknownModel(f"There is no speech model {wanted.model!r}; there is `piper`.")
        if wanted.voice not in VOICES:
            raise BadInput(f"There is no voice {wanted.voice!r}; there is {', '.join(VOICES)}.")
        voice = loading.present(engines.tts)
        script = piper.script(wanted.input, wanted.speed)
        speaking = _speak(engines, voice, script, wanted.speed, begun)
        first = await while_connected(request, anext(speaking))

        async def body() -> AsyncIterator[bytes]:
            async with contextlib.aclosing(speaking):
                if wanted.response_format == "wav":
                    yield audio.wav_header(audio.SPOKEN_RATE)
                yield first
                async for chunk in speaking:
                    yield chunk

        media = "audio/wav" if wanted.response_format == "wav" else f"audio/pcm;rate={audio.SPOKEN_RATE}"
        return StreamingResponse(body(), media_type=media)

    return router


async def _speak(
    engines: loading.Engines, voice: piper.Piper, script: list[str], speed: float, begun: float
) -> AsyncGenerator[bytes, None]:
    stream, size, first_ms = voice.stream(), 0, 0
    with engines.lanes.tts.place():
        for number, piece in enumerate(script):

            def work(piece: str = piece, number: int = number) -> bytes:
                pcm = stream.push(voice.speak(piece, speed=speed, first=number == 0))
                return pcm + stream.flush() if number == len(script) - 1 else pcm

            pcm = await engines.lanes.tts.run(work)
            first_ms = first_ms or _since(begun)
            size += len(pcm)
            yield pcm
    log.info(
        "engines.speech",
        latency_ms=first_ms,
        whole_ms=_since(begun),
        audio_s=round(size / 2 / audio.SPOKEN_RATE, 3),
        model=loading.TTS,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    language: str | None
    prompt: str
    form: str
    word_times: bool

    @classmethod
    def read(cls, form: FormData) -> _Asked:
        def text(name: str, default: str = "") -> str:
            value = form.get(name, default)
            if not isinstance(value, str):
                raise BadInput(f"The field `{name}` must be text, not a file.")
            return value.strip()

        if (model := text("model", loading.STT)) not in HEARERS:
            raise UnknownModel(f"There is no transcription model {model!r}; there is `{loading.STT}` (or `whisper-1`).")
        if (shape := text("response_format", "json") or "json") not in {"json", "verbose_json", "text"}:
            raise BadInput(f"The response_format {shape!r} is not known; use json, verbose_json or text.")
        times = {str(t) for key in form if key.startswith("timestamp_granularities") for t in form.getlist(key)}
        if times - {"word", "segment"}:
            raise BadInput("timestamp_granularities may hold `word` and `segment`.")
        if "word" in times and shape != "verbose_json":
            raise BadInput("Word times need response_format=verbose_json.")
        return cls(text("language").lower() or None, text("prompt"), shape, "word" in times)


def _written(heard: Transcript, asked: _Asked) -> Response:
    if asked.form == "text":
        return PlainTextResponse(heard.text + "\n")
    if asked.form == "json":
        return JSONResponse({"text": heard.text})
    segments = [
        {
            "id": number,
            "start": segment.start,
            "end": segment.end,
            "text": segment.text,
            "avg_logprob": segment.avg_logprob,
            "no_speech_prob": segment.no_speech_prob,
            # Required by OpenAI's own type, and without meaning here: greedy decoding, no token ids promised.
            "seek": 0,
            "tokens": [],
            "temperature": 0.0,
            "compression_ratio": 1.0,
        }
        for number, segment in enumerate(heard.segments)
    ]
    whole: dict[str, Any] = {
        "task": "transcribe",
        "language": heard.language,
        "duration": heard.duration,
        "text": heard.text,
        "segments": segments,
    }
    if asked.word_times:
        whole["words"] = [dataclasses.asdict(word) for word in heard.words]
    return JSONResponse(whole)


def _since(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)
