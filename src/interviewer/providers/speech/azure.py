"""Azure Speech by its REST interface, streamed as it is made.

Not LiveKit's plugin: that one puts text into SSML unescaped, gives up only after 30 s, and brings a proprietary SDK.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import httpx

from interviewer.providers.accounts import Accounts
from interviewer.providers.answers import refusal
from interviewer.providers.failure import retry_after
from interviewer.providers.network import Network
from interviewer.providers.speech.pcm import AsSpoken, rate_of
from interviewer.providers.speech.port import SLOWER, Pace, SpeechUnavailable
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

FORMAT: Final = "raw-24khz-16bit-mono-pcm"
NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AzureSpeech:
    """See `Speech`."""

    def __init__(
        self,
        accounts: Accounts,
        network: Network,
        *,
        first_within: float | None = None,
        next_within: float | None = None,
    ) -> None:
        """Raises `ProviderUnusable` without a key, or without a region and an address."""
        accounts.need_for("azure")
        numbers = network.policy.speech.of("azure")
        self._first_within, self._next_within = first_within or numbers.first_within, next_within or numbers.next_within
        self._client = network.client
        self._url = f"{base_url(accounts)}/cognitiveservices/v1"
        self._voice = accounts.azure_speech_voice
        self._headers = {
            "Ocp-Apim-Subscription-Key": accounts.azure_speech_key,
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": FORMAT,
            "User-Agent": "interviewer",
        }
        self.name = f"azure/{self._voice}"

    async def stream(self, text: str, *, pace: Pace = "normal") -> AsyncGenerator[bytes, None]:
        """See `Speech.stream`."""
        begun, first = time.perf_counter(), True
        until = asyncio.get_running_loop().time() + self._first_within
        request = self._client.build_request(
            "POST",
            self._url,
            headers=self._headers,
            content=ssml(text, self._voice, pace).encode(),
            timeout=httpx.Timeout(self._first_within + self._next_within),
        )
        try:
            async with asyncio.timeout_at(until):
                response = await self._sent(request)
            try:
                spoken = self._spoken(response)
                chunks = response.aiter_bytes()
                while True:
                    async with asyncio.timeout_at(until):
                        data = await anext(chunks, None)
                    if data is None:
                        break
                    if chunk := spoken.push(data):
                        if first:
                            first = False
                            latency = round((time.perf_counter() - begun) * 1000)
                            log.info("tts.first_chunk", latency_ms=latency, model=self.name)
                        yield chunk
                        until = asyncio.get_running_loop().time() + self._next_within
            finally:
                await response.aclose()
        except (TimeoutError, httpx.TimeoutException):
            what = "did not begin to speak in time" if first else "fell silent in the middle of a line"
            raise SpeechUnavailable(f"{self.name}: Azure Speech {what}.", late=True) from None
        except httpx.HTTPError as error:
            raise SpeechUnavailable(
                f"{self.name}: Azure Speech cannot be reached, or broke off ({type(error).__name__})."
            ) from None
        if chunk := spoken.flush():
            yield chunk
        if first and not chunk:
            raise SpeechUnavailable(f"{self.name}: Azure Speech gave no sound for the line.")

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError):  # a connection kept warm that was closed meanwhile
            return await self._client.send(request, stream=True)

    def _spoken(self, response: httpx.Response) -> AsSpoken:
        if not response.is_success:
            raise SpeechUnavailable(
                refusal(f"{self.name}: Azure Speech", response.status_code),
                status=response.status_code,
                retry_after=retry_after(response.headers),
            )
        return AsSpoken(rate_of(response.headers.get("content-type", "")))


def base_url(accounts: Accounts) -> str:
    """Where Azure Speech is for these settings."""
    return accounts.azure_speech_url or f"https://{accounts.azure_speech_region}.tts.speech.microsoft.com"


def ssml(text: str, voice: str, pace: Pace = "normal") -> str:
    """The line as a document whose text says nothing but itself: escaped, without what XML cannot hold.

    The voice's own pause before the first word is left out; the call has one already.
    """
    language = "-".join(voice.split("-")[:2])
    said = escape(NOT_IN_XML.sub(" ", text))
    if pace == "slow":
        said = f'<prosody rate="{SLOWER}">{said}</prosody>'
    return (
        f'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" '
        f"xml:lang={quoteattr(language)}><voice name={quoteattr(voice)}>"
        f'<mstts:silence type="Leading-exact" value="0ms"/>{said}</voice></speak>'
    )
