"""The local engine's voice, or any OpenAI-compatible `/audio/speech`."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator
from typing import Final

import httpx

from interviewer.providers.accounts import OPENAI_SPEECH, Accounts
from interviewer.providers.answers import refusal
from interviewer.providers.failure import retry_after
from interviewer.providers.network import Network
from interviewer.providers.resilience import policy
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.speech.pcm import AsSpoken, rate_of
from interviewer.providers.speech.port import SLOWER, Pace, SpeechUnavailable
from interviewer.telemetry.logs import correlation_id, get_logger

log = get_logger(__name__)

OPENAI_VOICE: Final = "ash"


class LocalSpeech:
    """See `Speech`. `base_url` with `/v1`; the client stays the caller's to close."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        model: str = "piper",
        voice: str = "joe",
        api_key: str = "",
        provider: str = "",
        numbers: policy.Speech = POLICY.speech.of("local"),  # noqa: B008 - it is frozen
    ) -> None:
        self._client = client
        self._url = f"{base_url.rstrip('/')}/audio/speech"
        self._model = model
        self._numbers = numbers
        self._voice = voice
        self._waits = not provider
        """A busy engine is asked again; a vendor that has had enough is not."""
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.name = f"{provider}/{model}/{voice}" if provider else f"{model}/{voice}"

    async def stream(self, text: str, *, pace: Pace = "normal") -> AsyncGenerator[bytes, None]:
        """See `Speech.stream`."""
        begun, waited_until = time.monotonic(), time.monotonic() + self._numbers.busy_for
        try:
            while True:
                async with self._asked(text, pace) as response:
                    busy = self._waits and response.status_code == httpx.codes.TOO_MANY_REQUESTS
                    if not busy or time.monotonic() > waited_until:
                        async for chunk in self._heard(response, begun):
                            yield chunk
                        return
                await asyncio.sleep(self._numbers.again_after)
        except httpx.TimeoutException:
            raise SpeechUnavailable(
                f"The voice at {self._url} was silent for {self._longest:g} s.", late=True
            ) from None
        except httpx.HTTPError as error:
            raise SpeechUnavailable(
                f"The voice at {self._url} cannot be reached or broke off ({type(error).__name__})."
            ) from None

    @property
    def _longest(self) -> float:
        return max(self._numbers.first_within, self._numbers.next_within)

    def _asked(self, text: str, pace: Pace) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
        body: dict[str, object] = {
            "model": self._model,
            "voice": self._voice,
            "input": text,
            "response_format": "pcm",
        }
        if pace == "slow":
            body["speed"] = SLOWER
        headers = {"X-Correlation-ID": correlation_id() or ""} | self._headers
        return self._client.stream("POST", self._url, json=body, headers=headers, timeout=self._longest)

    async def _heard(self, response: httpx.Response, begun: float) -> AsyncGenerator[bytes, None]:
        if not response.is_success:
            raise SpeechUnavailable(
                refusal(f"The voice at {self._url}", response.status_code),
                status=response.status_code,
                retry_after=retry_after(response.headers),
            )
        spoken = AsSpoken(rate_of(response.headers.get("content-type", "")))
        first = True
        async for data in response.aiter_bytes():
            if chunk := spoken.push(data):
                if first:
                    first = False
                    log.info("tts.first_chunk", latency_ms=round((time.monotonic() - begun) * 1000), model=self.name)
                yield chunk
        if chunk := spoken.flush():
            yield chunk
        if first and not chunk:
            raise SpeechUnavailable(f"The voice at {self._url} gave no sound.")


def openai_speech(accounts: Accounts, network: Network) -> LocalSpeech:
    """The row `openai`: the same endpoint at OpenAI. Raises `ProviderUnusable` without a key."""
    accounts.need_for("openai")
    return LocalSpeech(
        network.client,
        accounts.openai_url,
        model=OPENAI_SPEECH,
        voice=OPENAI_VOICE,
        api_key=accounts.openai_api_key,
        provider="openai",
        numbers=network.policy.speech.of("openai"),
    )
