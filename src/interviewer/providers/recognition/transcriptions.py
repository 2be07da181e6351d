"""One utterance to an OpenAI-compatible `/audio/transcriptions`, tried again within bounds.

The confidence is the mean probability of a token, 0 to 1. Deliberately not here: a second decode when a prompt swallows
words; the local engines do that themselves, where the encoded audio still is.
"""

from __future__ import annotations

import asyncio
import io
import math
import wave
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from interviewer.providers.answers import PASSING, refusal
from interviewer.providers.recognition.port import HEARD_RATE, RecognitionFailed, Words
from interviewer.telemetry.logs import correlation_id

PATIENCE: Final = 3.0
"""Seconds in which a busy or failing recogniser is asked again for one utterance."""
TIMEOUT: Final = 10.0
AGAIN_AFTER: Final = 0.2


class Transcriptions:
    """The endpoint `{base_url}/audio/transcriptions` on a client that its maker closes."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, *, model: str, api_key: str = "") -> None:
        self.model = model
        self._key = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = client
        self._url = f"{base_url.rstrip('/')}/audio/transcriptions"

    async def words(self, pcm: bytes, *, language: str, prompt: str = "", patient: bool = True) -> Words:
        """Final words of HEARD_RATE mono samples. Raises `RecognitionFailed`, at the first trouble unless `patient`."""
        sound, waited = _wav(pcm), 0.0
        while True:
            try:
                return await self._ask(sound, language, prompt)
            except _Trouble as trouble:
                if not trouble.passing or not patient or waited >= PATIENCE:
                    raise RecognitionFailed(str(trouble)) from None
            delay = max(AGAIN_AFTER, waited)
            await asyncio.sleep(delay)
            waited += delay

    async def _ask(self, sound: bytes, language: str, prompt: str) -> Words:
        form = {"model": self.model, "language": language, "response_format": "verbose_json"}
        try:
            response = await self._client.post(
                self._url,
                files={"file": ("utterance.wav", sound, "audio/wav")},
                data=form | ({"prompt": prompt} if prompt else {}),
                headers={"X-Correlation-ID": correlation_id() or "", **self._key},
                timeout=TIMEOUT,
            )
        except httpx.TimeoutException:
            raise _Trouble(f"The recogniser at {self._url} did not answer within {TIMEOUT:.0f} s.") from None
        except httpx.HTTPError as error:
            raise _Trouble(f"The recogniser at {self._url} cannot be reached ({type(error).__name__}).") from None
        if not response.is_success:
            raise _Trouble(
                refusal(f"The recogniser at {self._url}", response.status_code),
                passing=response.status_code in PASSING,
            )
        try:
            found: dict[str, Any] = response.json()
            return Words(str(found["text"]).strip(), final=True, confidence=confidence(found["segments"]))
        except (LookupError, TypeError, ValueError):
            raise _Trouble(f"The recogniser at {self._url} answered no transcript.", passing=False) from None


class _Trouble(Exception):
    def __init__(self, message: str, *, passing: bool = True) -> None:
        super().__init__(message)
        self.passing = passing


def confidence(segments: Sequence[Mapping[str, float]]) -> float:
    """Mean token probability over the segments, each weighted by its length in seconds; 0 without any."""
    seconds = [max(s["end"] - s["start"], 0.01) for s in segments]
    return sum(math.exp(s["avg_logprob"]) * t for s, t in zip(segments, seconds, strict=True)) / (sum(seconds) or 1)


def _wav(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(HEARD_RATE)
        out.writeframes(pcm)
    return file.getvalue()
