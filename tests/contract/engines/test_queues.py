"""Full queues refuse at once, and what nobody waits for is not done. The engines here only wait and count."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import numpy as np
import pytest

from interviewer.engines.audio import Samples
from interviewer.engines.lane import Lane
from interviewer.engines.loading import Engines, Lanes, Missing
from interviewer.engines.piper import Piper
from interviewer.engines.whisper import PADDING, Transcript, Whisper
from interviewer.telemetry import logs

MISSING = Missing("The model is not on this machine. Run `make setup`.")


class Waiting(Whisper):
    """A recogniser that hears how long audio is, once it is allowed to."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.heard: list[int] = []

    def transcribe(
        self,
        audio: Samples,
        *,
        language: str | None = None,
        prompt: str = "",
        word_times: bool = False,  # noqa: ARG002
        padding: int = PADDING,  # noqa: ARG002
        wanted: Callable[[], bool] = lambda: True,  # noqa: ARG002
    ) -> Transcript:
        if prompt == "wait":
            assert self.released.wait(30)
        self.heard.append(audio.size)
        return Transcript(str(audio.size), language or "en", audio.size / 16_000, ())


class Halting(Piper):
    """A voice that gets stuck in "Two." until it is released."""

    def __init__(self) -> None:
        self.rate = 24_000
        self.released = threading.Event()
        self.spoken: list[str] = []

    def speak(self, piece: str, *, speed: float = 1.0, first: bool = False) -> Samples:  # noqa: ARG002
        self.spoken.append(piece)
        if piece == "Two.":
            assert self.released.wait(30)
        return np.zeros(self.rate, np.float32)


def upload(samples: int) -> dict[str, Any]:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * samples))
    return {"files": {"file": ("a.wav", out.getvalue())}}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.005)


@pytest.fixture
async def place(
    serve: Callable[[Engines], AbstractContextManager[str]],
) -> AsyncIterator[tuple[httpx.AsyncClient, Waiting, Lane]]:
    recogniser, lane = Waiting(), Lane("transcription", workers=1, waiting=1, wait_limit=30)
    engines = Engines(stt=recogniser, tts=MISSING, llm=MISSING, embeddings=MISSING, lanes=Lanes(stt=lane))
    with serve(engines) as url:
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
            await until(lambda: bool(recogniser.heard))
            recogniser.heard.clear()  # the warm-up
            yield client, recogniser, lane
            recogniser.released.set()


async def test_a_full_queue_refuses_at_once_and_tells_when_to_come_again(
    place: tuple[httpx.AsyncClient, Waiting, Lane],
) -> None:
    client, recogniser, lane = place
    held = [
        asyncio.create_task(client.post("/audio/transcriptions", **upload(n), data={"prompt": "wait"}))
        for n in (1_000, 2_000)
    ]
    await until(lambda: lane.taken == 2)
    refused = await client.post("/audio/transcriptions", **upload(3_000))
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert "Nothing was done" in refused.json()["error"]["message"]
    recogniser.released.set()
    assert sorted([(await one).json()["text"] for one in held]) == ["1000", "2000"]
    assert sorted(recogniser.heard) == [1_000, 2_000]
    again = await client.post("/audio/transcriptions", **upload(3_000))
    assert again.json() == {"text": "3000"}


async def test_a_request_whose_caller_has_gone_is_never_decoded(
    place: tuple[httpx.AsyncClient, Waiting, Lane],
) -> None:
    client, recogniser, lane = place
    first = asyncio.create_task(client.post("/audio/transcriptions", **upload(1_000), data={"prompt": "wait"}))
    await until(lambda: lane.taken == 1)
    second = asyncio.create_task(client.post("/audio/transcriptions", **upload(2_000)))
    await until(lambda: lane.taken == 2)
    second.cancel()
    await until(lambda: lane.taken == 1)
    recogniser.released.set()
    assert (await first).json() == {"text": "1000"}
    assert (await client.post("/audio/transcriptions", **upload(3_000))).json() == {"text": "3000"}
    assert recogniser.heard == [1_000, 3_000]


async def test_a_listener_who_leaves_frees_the_place(
    serve: Callable[[Engines], AbstractContextManager[str]],
) -> None:
    voice, lane = Halting(), Lane("speech", workers=1, waiting=0, wait_limit=30)
    engines = Engines(stt=MISSING, tts=voice, llm=MISSING, embeddings=MISSING, lanes=Lanes(tts=lane))
    with serve(engines) as url:
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
            await until(lambda: bool(voice.spoken))
            voice.spoken.clear()  # the warm-up
            wanted = {"input": "One. Two. Three.", "response_format": "pcm"}
            async with client.stream("POST", "/audio/speech", json=wanted) as answer:
                heard = answer.aiter_bytes()  # dropping it would close the connection, and that is the next step
                await anext(heard)
                assert lane.taken == 1
                await until(lambda: voice.spoken == ["One.", "Two."])
            await until(lambda: lane.taken == 0)
            voice.released.set()
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
            assert (await client.post("/audio/speech", json={"input": "Four."})).status_code == 200
    assert voice.spoken == ["One.", "Two.", "Four."]


async def test_a_missing_model_is_told_and_the_others_work(
    place: tuple[httpx.AsyncClient, Waiting, Lane],
) -> None:
    client, _, _ = place
    for path, body in (
        ("/audio/speech", {"input": "Hello."}),
        ("/embeddings", {"input": "Hello."}),
        ("/chat/completions", {"messages": [{"role": "user", "content": "Hello"}]}),
    ):
        answer = await client.post(path, json=body)
        assert answer.status_code == 503
        assert answer.json()["error"]["message"] == MISSING.reason
    health = (await client.get(str(client.base_url).removesuffix("/v1/") + "/healthz")).json()
    assert health["engines"]["transcription"] == {"state": "ready"}
    assert health["engines"]["speech"] == {"state": "missing", "reason": MISSING.reason}


async def test_each_request_is_one_log_line_with_the_callers_correlation_id(
    place: tuple[httpx.AsyncClient, Waiting, Lane],
) -> None:
    client, _, _ = place

    class Form:
        log_format = "json"

    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("engines", Form(), stream=stream)
    try:
        await client.post("/audio/transcriptions", **upload(16_000), headers={"X-Correlation-ID": "req_known"})
    finally:
        root.handlers[:], root.level = handlers, level
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    line = next(found for found in lines if found["event"] == "engines.transcription")
    assert line["correlation_id"] == "req_known"
    assert line["audio_s"] == 1.0
    assert line["model"] == "whisper-base"
    assert line["latency_ms"] >= 0


async def test_a_form_without_audio_is_a_bad_request(place: tuple[httpx.AsyncClient, Waiting, Lane]) -> None:
    client, _, lane = place
    forms: tuple[dict[str, Any], ...] = ({"json": {}}, {"data": {"model": "whisper-base"}, "files": {"other": b"x"}})
    for sent in forms:
        answer = await client.post("/audio/transcriptions", **sent)
        assert answer.status_code == 400
        assert "file" in answer.json()["error"]["message"]
    assert lane.taken == 0


async def test_an_upload_of_more_than_25_mb_is_too_large(place: tuple[httpx.AsyncClient, Waiting, Lane]) -> None:
    client, recogniser, _ = place
    answer = await client.post("/audio/transcriptions", files={"file": ("a.pcm", bytes(26 << 20), "audio/pcm")})
    assert answer.status_code == 413
    assert recogniser.heard == []
