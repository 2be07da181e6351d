"""The local recogniser as a LiveKit STT of whole utterances.

Deliberately not here: when speech begins and ends; LiveKit's adapter cuts utterances with the voice activity detector.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from livekit import rtc
from livekit.agents import (
    NOT_GIVEN,
    APIConnectionError,
    APIConnectOptions,
    APIStatusError,
    APITimeoutError,
    LanguageCode,
    NotGivenOr,
    stt,
    utils,
    vad,
)
from livekit.plugins import silero

from interviewer.providers.recognition.transcriptions import confidence
from interviewer.telemetry.logs import correlation_id


class EngineRecognition(stt.STT[str]):
    """Whole utterances by the local engines, or any OpenAI-compatible `/audio/transcriptions` with `verbose_json`.

    The confidence is the mean probability of a token, 0 to 1, which LiveKit's own plugin drops.
    """

    def __init__(self, client: httpx.AsyncClient, base_url: str, *, language: str = "en") -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=False, interim_results=False))
        self._client = client
        self._url = f"{base_url}/audio/transcriptions"
        self._language = language
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def idle(self) -> None:
        """Wait until no utterance is being recognised."""
        await self._idle.wait()

    @property
    def model(self) -> str:
        """The model's name, for metrics."""
        return "whisper-base"

    @property
    def provider(self) -> str:
        """The provider's name, for metrics."""
        return "engines"

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002 - the plan's language is given once
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        sound = rtc.combine_audio_frames(buffer).to_wav_bytes()
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._ask(sound, conn_options.timeout)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _ask(self, sound: bytes, timeout: float) -> stt.SpeechEvent:  # noqa: ASYNC109 - the client's own
        try:
            response = await self._client.post(
                self._url,
                files={"file": ("utterance.wav", sound, "audio/wav")},
                data={"model": self.model, "language": self._language, "response_format": "verbose_json"},
                headers={"X-Correlation-ID": correlation_id() or ""},
                timeout=timeout,
            )
        except httpx.TimeoutException:
            raise APITimeoutError from None
        except httpx.HTTPError as error:
            raise APIConnectionError(f"the recogniser did not answer: {error}") from error
        if not response.is_success:
            raise APIStatusError(response.text[:200], status_code=response.status_code)
        found: dict[str, Any] = response.json()
        speech = stt.SpeechData(
            text=str(found["text"]), language=LanguageCode(self._language), confidence=confidence(found["segments"])
        )
        return stt.SpeechEvent(type=stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[speech])


RECOGNITION: dict[str, Callable[[httpx.AsyncClient, str], EngineRecognition]] = {"local": EngineRecognition}
"""Provider → how to build it from a client and the base of its API."""


def voice_activity() -> vad.VAD:
    """Silero, set so that a pause of a third of a second ends an utterance (not a turn)."""
    return silero.VAD.load(
        min_speech_duration=0.08, min_silence_duration=0.35, prefix_padding_duration=0.4, activation_threshold=0.5
    )
