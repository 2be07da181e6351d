"""What was said, by any recogniser with OpenAI's transcription endpoint."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final, Protocol

import httpx

from interviewer.simulation.candidate.ears import RATE
from interviewer.simulation.candidate.sound import Samples, wav_bytes

ATTEMPTS: Final = 4
PATIENCE: Final = 20.0
"""Seconds for one transcription: a person waits no longer for its own ears."""
LONGEST_WAIT: Final = 2.0
"""Seconds to wait at most when the recogniser is busy, whatever it asks for."""


class NotUnderstood(Exception):
    """The recogniser did not answer; the message says which, why, and what becomes of the call."""


class Understands(Protocol):
    """Whatever tells the words of what was heard."""

    async def transcribe(self, samples: Samples) -> str:
        """The words in mono samples at 16 kHz; raises NotUnderstood."""
        ...


class Transcriber:
    """A client of `{base}/audio/transcriptions`; an empty base is a recogniser that is not there."""

    def __init__(self, base: str, client: httpx.AsyncClient, *, model: str = "whisper-base") -> None:
        self._base = base.rstrip("/")
        self._client = client
        self._model = model

    async def transcribe(self, samples: Samples) -> str:
        """The words in mono samples at 16 kHz; raises NotUnderstood."""
        if not self._base:
            raise NotUnderstood("no engines were named (INTERVIEWER_ENGINES_URL or --engines)")
        url = f"{self._base}/audio/transcriptions"
        wav = wav_bytes(samples, RATE)
        for _ in range(ATTEMPTS):
            try:
                response = await self._client.post(
                    url,
                    files={"file": ("heard.wav", wav, "audio/wav")},
                    data={"model": self._model, "language": "en", "response_format": "json"},
                    timeout=PATIENCE,
                )
            except httpx.HTTPError as error:
                raise NotUnderstood(f"the engines at {self._base} do not answer ({type(error).__name__})") from error
            if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            await asyncio.sleep(_wait(response))
        else:
            raise NotUnderstood(f"the engines at {self._base} are too busy")
        if response.status_code != HTTPStatus.OK:
            raise NotUnderstood(f"the engines at {self._base} answered HTTP {response.status_code}")
        try:
            return str(response.json()["text"]).strip()
        except (ValueError, KeyError, TypeError) as error:
            raise NotUnderstood(f"the engines at {self._base} answered without a text") from error


def _wait(response: httpx.Response) -> float:
    try:
        return min(LONGEST_WAIT, max(0.1, float(response.headers.get("retry-after", "0.5"))))
    except ValueError:
        return 0.5
