"""Spoken lines as sound: synthesised once per voice and text, then served from a cache.

The cache is content-addressed and shared through Redis; losing it costs time, never a call. A line that names somebody
is for one call alone: it is never shared, and forgotten with the call.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.telemetry.logs import correlation_id, get_logger

log = get_logger(__name__)

SAMPLE_RATE = 24_000
KEEP_SECONDS = 7 * 24 * 3600
BUSY_SECONDS = 15.0
"""How long a busy engine is asked again."""
RETRY_SECONDS = 0.3
IN_MEMORY = 512
"""Lines one process keeps at hand; a line is about 150 kB."""


class SpeechUnavailable(Exception):
    """The speech engine did not give the line. Nothing was said; the call may go on with other words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line as 24 kHz mono 16-bit samples."""

    text: str
    pcm: bytes

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.pcm) / 2 / SAMPLE_RATE


class Synthesis(Protocol):
    """A voice that can be asked for a whole line."""

    name: str
    """Model and voice: what the sound depends on besides the text."""

    async def synthesise(self, text: str) -> bytes:
        """The line as 24 kHz mono 16-bit samples; raises `SpeechUnavailable`."""
        ...


class EngineSpeech:
    """The local engine's voice, or any OpenAI-compatible `/audio/speech`."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, *, model: str = "piper", voice: str = "joe") -> None:
        self._client = client
        self._url = f"{base_url}/audio/speech"
        self._model = model
        self._voice = voice
        self.name = f"{model}/{voice}"

    async def synthesise(self, text: str) -> bytes:
        """See `Synthesis.synthesise`."""
        body = {"model": self._model, "voice": self._voice, "input": text, "response_format": "pcm"}
        headers = {"X-Correlation-ID": correlation_id() or ""}
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                response = await self._client.post(self._url, json=body, headers=headers, timeout=20)
            except httpx.HTTPError as error:
                raise SpeechUnavailable(f"the speech engine at {self._url} did not answer: {error!r}") from error
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS or time.monotonic() > deadline:
                break
            await asyncio.sleep(RETRY_SECONDS)
        if not response.is_success:
            raise SpeechUnavailable(f"the speech engine at {self._url} answered {response.status_code}")
        return response.content


class Phrases:
    """Lines from memory, from Redis, or from the voice, in this order."""

    def __init__(self, voice: Synthesis, redis: Redis | None) -> None:
        self._voice = voice
        self._redis = redis
        self._memory: OrderedDict[str, Phrase] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Phrase]] = {}
        self._private: Counter[str] = Counter()

    @contextlib.contextmanager
    def private(self, *texts: str) -> Iterator[None]:
        """Within the block these lines stay in this process; behind it they are forgotten."""
        self._private.update(texts)
        try:
            yield
        finally:
            self._private.subtract(texts)
            for text in texts:
                if self._private[text] <= 0:
                    del self._private[text]
                    self._memory.pop(text, None)

    async def get(self, text: str) -> Phrase:
        """The line's sound; raises `SpeechUnavailable`. Asked for twice at once, it is synthesised once."""
        if phrase := self._memory.get(text):
            self._memory.move_to_end(text)
            return phrase
        task = self._under_way.get(text)
        if task is None:
            task = self._under_way[text] = asyncio.create_task(self._make(text))
            task.add_done_callback(lambda _: self._under_way.pop(text, None))
        return await asyncio.shield(task)

    async def warm(self, texts: Iterable[str]) -> int:
        """Make these lines ready, in this order; how many could not be made."""
        failed = 0
        for text in dict.fromkeys(texts):
            try:
                await self.get(text)
            except SpeechUnavailable as error:
                failed += 1
                log.warning("phrases.not_ready", error=str(error))
        return failed

    async def stream(self, texts: Iterable[str]) -> AsyncIterator[Phrase]:
        """The lines one after the other, each fetched while the one before is used."""
        tasks = [asyncio.ensure_future(self.get(text)) for text in texts]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()

    async def _make(self, text: str) -> Phrase:
        key = "phrase:" + hashlib.sha256(f"{self._voice.name}\0{text}".encode()).hexdigest()
        private = text in self._private
        pcm = None if private else await self._cached(key)
        if pcm is None:
            pcm = await self._voice.synthesise(text)
            if not private:
                await self._store(key, pcm)
        phrase = Phrase(text, pcm)
        if private and text not in self._private:  # the call that it was for is over
            return phrase
        self._memory[text] = phrase
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)
        return phrase

    async def _cached(self, key: str) -> bytes | None:
        if self._redis is None:
            return None
        try:
            found = await self._redis.get(key)
        except (RedisError, OSError) as error:
            log.warning("phrases.cache_away", error=str(error))
            return None
        return found if isinstance(found, bytes) else None

    async def _store(self, key: str, pcm: bytes) -> None:
        if self._redis is None:
            return
        try:
            await self._redis.set(key, pcm, ex=KEEP_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("phrases.cache_away", error=str(error))
