"""Spoken lines as sound: synthesised once per voice and text, then served from a cache.

The cache is content-addressed and shared through Redis; losing it costs time, never a call. A line that names somebody
is for one call alone: it is never shared, and forgotten with the call.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import hashlib
import math
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.catalog.pronunciation import Lexicon, spoken_as
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.speech.pcm import Trimmed
from interviewer.providers.speech.port import SAMPLE_RATE, Pace, Speech, SpeechUnavailable, SpokenBy
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

KEEP_SECONDS = 7 * 24 * 3600
ANOTHERS_SECONDS = 60.0
"""For which a line is kept that another voice said instead."""
IN_MEMORY = 512
"""Lines one process keeps at hand; a line is about 150 kB."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line as 24 kHz mono 16-bit samples; `text` as it is written."""

    text: str
    pcm: bytes
    until: float = math.inf
    """When another voice's, which said it instead, is forgotten (monotonic)."""

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.pcm) / 2 / SAMPLE_RATE


class _Making:
    """A line that is being made: whoever follows it hears it from its beginning, as it comes."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._over = False
        self._error: Exception | None = None
        self._grown = asyncio.Event()

    def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._grown.set()

    def end(self, error: Exception | None = None) -> None:
        self._over, self._error = True, error
        self._grown.set()

    async def follow(self) -> AsyncIterator[bytes]:
        heard = 0
        while True:
            while heard < len(self._chunks):
                heard += 1
                yield self._chunks[heard - 1]
            if self._error is not None:
                raise self._error
            if self._over:
                return
            self._grown.clear()
            await self._grown.wait()


class Phrases:
    """Lines from memory, from Redis, or from the voice, in this order; kept by how they are spoken, and how fast."""

    def __init__(self, voice: Speech, redis: Redis | None, *, cache_within: float = POLICY.spoken.cache_within) -> None:
        self.lexicon: Lexicon = {}
        """How words are spoken that the voice would say wrong."""
        self.pace: Pace = "normal"
        self._voice = voice
        self._redis = redis
        self._cache_within = cache_within
        self._memories: dict[Pace, OrderedDict[str, Phrase]] = defaultdict(OrderedDict)
        self._made_now: dict[Pace, dict[str, tuple[_Making, asyncio.Task[Phrase]]]] = defaultdict(dict)
        self._private: Counter[str] = Counter()

    def pronounced(self, lexicon: Lexicon) -> Phrases:
        """The same lines for an interview with a lexicon of its own: what is kept is shared."""
        for_it = copy.copy(self)
        for_it.lexicon = lexicon
        return for_it

    def paced(self, pace: Pace) -> Phrases:
        """The same lines at another pace."""
        paced = copy.copy(self)
        paced.pace = pace
        return paced

    @property
    def _memory(self) -> OrderedDict[str, Phrase]:
        return self._memories[self.pace]

    @property
    def _under_way(self) -> dict[str, tuple[_Making, asyncio.Task[Phrase]]]:
        return self._made_now[self.pace]

    @contextlib.contextmanager
    def private(self, *written: str) -> Iterator[None]:
        """Within the block these lines stay in this process; behind it they are forgotten."""
        texts = [self._spoken(text) for text in written]
        self._private.update(texts)
        try:
            yield
        finally:
            self._private.subtract(texts)
            for text in texts:
                if self._private[text] <= 0:
                    del self._private[text]
                    for memory in self._memories.values():
                        memory.pop(text, None)

    async def get(self, text: str) -> Phrase:
        """The line's sound; raises `SpeechUnavailable`. Asked for twice at once, it is synthesised once."""
        spoken = self._spoken(text)
        if phrase := self._kept(spoken):
            self._memory.move_to_end(spoken)
        else:
            _, task = self._made(spoken)
            phrase = await asyncio.shield(task)
        return replace(phrase, text=text)

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

    async def share(self, text: str) -> bool:
        """Make the line ready for all processes, and keep nothing of it here; whether it was not ready yet.

        Raises `SpeechUnavailable`, and what Redis raises. Nobody waits for it.
        """
        spoken = self._spoken(text)
        if self._redis is None or await self._redis.expire(self._key(spoken), KEEP_SECONDS):
            return False
        sound = b"".join([chunk async for chunk in _trimmed(self._voice.stream(spoken, pace=self.pace))])
        await self._redis.set(self._key(spoken), sound, ex=KEEP_SECONDS)
        return True

    def digest(self, texts: Iterable[str]) -> str:
        """A name for just these lines as this voice says them."""
        keys = "".join(self._key(self._spoken(text)) for text in texts)
        return hashlib.sha256(keys.encode()).hexdigest()

    def at_hand(self, text: str) -> Phrase | None:
        """The line if this process has its sound."""
        phrase = self._kept(self._spoken(text))
        return None if phrase is None else replace(phrase, text=text)

    async def sound(self, text: str) -> AsyncIterator[bytes]:
        """A planned line's sound, as it comes if it is not at hand; raises `SpeechUnavailable`."""
        spoken = self._spoken(text)
        if self._kept(spoken):
            yield (await self.get(text)).pcm
            return
        making, _ = self._made(spoken)
        async for chunk in making.follow():
            yield chunk

    async def once(self, text: str) -> AsyncIterator[bytes]:
        """The sound of words for this moment alone, as it comes and not kept; raises `SpeechUnavailable`."""
        stream = self._voice.stream(self._spoken(text), pace=self.pace)
        async for chunk in _trimmed(stream):
            yield chunk

    def _kept(self, spoken: str) -> Phrase | None:
        phrase = self._memory.get(spoken)
        return phrase if phrase is not None and time.monotonic() < phrase.until else None

    def _spoken(self, text: str) -> str:
        return spoken_as(text, self.lexicon)

    def _made(self, text: str) -> tuple[_Making, asyncio.Task[Phrase]]:
        """The line's making: the one under way, or a new one. It goes on whoever leaves."""
        if text not in self._under_way:
            making = _Making()
            task = asyncio.create_task(self._make(text, making))
            self._under_way[text] = making, task
            task.add_done_callback(lambda done: self._over(text, making, done))
        return self._under_way[text]

    def _over(self, text: str, making: _Making, task: asyncio.Task[Phrase]) -> None:
        self._under_way.pop(text, None)
        if task.cancelled():
            making.end(SpeechUnavailable("This process is ending."))
        elif isinstance(error := task.exception(), Exception):
            making.end(error)
        else:
            making.end()

    async def _make(self, text: str, making: _Making) -> Phrase:
        key = self._key(text)
        private = text in self._private
        pcm = None if private else await self._cached(key)
        chunks: list[bytes] = []
        own = True
        if pcm is not None:
            making.add(pcm)
        else:
            stream = self._voice.stream(text, pace=self.pace)
            async for chunk in _trimmed(stream):
                making.add(chunk)
                chunks.append(chunk)
            pcm = b"".join(chunks)
            own = not isinstance(stream, SpokenBy) or stream.voice == self._voice.name
        making.end()
        phrase = Phrase(text, pcm, math.inf if own else time.monotonic() + ANOTHERS_SECONDS)
        if not private or text in self._private:  # else the call that it was for is over
            self._memory[text] = phrase
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)
        if chunks and own and not private:
            await self._store(key, pcm)
        return phrase

    def _key(self, spoken: str) -> str:
        voice = self._voice.name if self.pace == "normal" else f"{self._voice.name}\0{self.pace}"
        return "phrase-2:" + hashlib.sha256(f"{voice}\0{spoken}".encode()).hexdigest()

    async def _cached(self, key: str) -> bytes | None:
        if self._redis is None:
            return None
        try:
            async with asyncio.timeout(self._cache_within):
                found = await self._redis.get(key)
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            log.warning("phrases.cache_away", error=type(error).__name__)
            return None
        return found if isinstance(found, bytes) else None

    async def _store(self, key: str, pcm: bytes) -> None:
        if self._redis is None:
            return
        try:
            async with asyncio.timeout(self._cache_within):
                await self._redis.set(key, pcm, ex=KEEP_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("phrases.cache_away", error=type(error).__name__)


async def _trimmed(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    trimmed = Trimmed()
    async for chunk in stream:
        if sound := trimmed.push(chunk):
            yield sound
    if sound := trimmed.flush():
        yield sound
