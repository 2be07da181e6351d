"""Understands a stream through the local engines: decodes what was said since the last words that were taken.

While a voice sounds, the unfinished utterance is decoded again and again, one request at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import httpx
import numpy as np

from interviewer.simulation.candidate.sound import wav_bytes
from interviewer.simulation.vendors.activity import Activity, seconds
from interviewer.simulation.vendors.spectrum import Powers, Samples
from interviewer.simulation.vendors.words import Word, given
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

BEFORE: Final = 0.3
"""Seconds of silence that are kept before a voice."""
AGAIN: Final = 0.8
"""Seconds of new sound before an unfinished utterance is decoded again."""
SHORTEST: Final = 0.1


class EngineWords:
    """One stream; `url` is the engines' OpenAI-compatible base."""

    def __init__(self, client: httpx.AsyncClient, url: str, rate: int, activity: Activity) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/audio/transcriptions"
        self._rate = rate
        self._activity = activity
        self._samples = np.zeros(0, np.int16)
        self._begin = 0  # sample of the stream at which `_samples` begins
        self._words: list[Word] = []
        self._decoded = 0  # sample up to which `_words` tell
        self._decoding: asyncio.Task[None] | None = None
        self._latest = (0, 0)
        self._latest_words: list[Word] = []
        self._taking: set[asyncio.Task[Sequence[Word]]] = set()

    def feed(self, samples: Samples, powers: Powers) -> None:  # noqa: ARG002 - see `Recogniser`
        """See `Recogniser`."""
        self._samples = np.concatenate((self._samples, samples))
        end = self._begin + len(self._samples)
        if self._voice_until() <= self._begin:
            keep = int(BEFORE * self._rate)
            self._samples, self._begin = self._samples[-keep:], max(self._begin, end - keep)
        elif self._activity.onset is not None and end - max(self._decoded, self._begin) >= AGAIN * self._rate:
            self._decode()

    def settle(self) -> None:
        """See `Recogniser`."""
        if self._voice_until() > max(self._decoded, self._begin):
            self._decode()

    def said(self, until: float) -> Sequence[Word]:
        """See `Recogniser`."""
        return [word for word in self._words if word.start < until]

    def take(self, until: float) -> asyncio.Future[Sequence[Word]]:
        """See `Recogniser`."""
        begin, end = self._begin, max(self._begin, int(until * self._rate))
        whole = self._samples[: end - begin]
        words = [word for word in self._words if word.start < until]
        told = self._decoded >= min(begin + len(whole), self._voice_until()) and self._decoding is None
        self._samples, self._begin = self._samples[len(whole) :], begin + len(whole)
        self._words = [word for word in self._words if word.start >= until]
        if told:
            return given(words)
        taking = asyncio.create_task(self._taken(whole, begin, self._decoding))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        return taking

    async def aclose(self) -> None:
        """See `Recogniser`."""
        under_way = [*self._taking, *([self._decoding] if self._decoding is not None else [])]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _taken(self, samples: Samples, begin: int, before: asyncio.Task[None] | None) -> Sequence[Word]:
        if before is not None:
            await asyncio.wait([before])
        if self._latest == (begin, begin + len(samples)):
            return self._latest_words
        return await self._ask(samples, begin)

    def _voice_until(self) -> int:
        return int(seconds(self._activity.last) * self._rate)

    def _decode(self) -> None:
        if self._decoding is None:
            self._decoding = asyncio.create_task(self._think(self._samples, self._begin))
            self._decoding.add_done_callback(self._done)

    def _done(self, _task: asyncio.Task[None]) -> None:
        self._decoding = None

    async def _think(self, samples: Samples, begin: int) -> None:
        words = await self._ask(samples, begin)
        self._latest, self._latest_words = (begin, begin + len(samples)), words
        if begin >= self._begin:  # else they were taken meanwhile
            self._words = words
        self._decoded = max(self._decoded, begin + len(samples))

    async def _ask(self, samples: Samples, begin: int) -> list[Word]:
        found: list[dict[str, Any]] = []
        if len(samples) >= SHORTEST * self._rate:
            form = {"response_format": "verbose_json", "timestamp_granularities[]": "word", "language": "en"}
            sound = ("speech.wav", wav_bytes(samples, self._rate), "audio/wav")
            try:
                answer = await self._client.post(self._url, data=form, files={"file": sound}, timeout=30)
                answer.raise_for_status()
                found = answer.json().get("words", [])
            except (httpx.HTTPError, ValueError) as error:
                log.warning("vendors.engines_away", error=str(error))
        return [_word(word, begin / self._rate) for word in found]


def _word(told: dict[str, Any], begin: float) -> Word:
    text = str(told["word"]).strip()
    start, end = begin + float(told["start"]), begin + float(told["end"])
    return Word(text, round(start, 3), round(end, 3), round(float(told.get("probability", 0.95)), 6), text)
