"""Texts as sound: from the local engines, or as tones when there are none. Each text is made once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

import av
import httpx
import numpy as np

from interviewer.simulation.vendors import tones
from interviewer.simulation.vendors.spectrum import Samples

RATE: Final = tones.RATE
KEPT: Final = 500
"""Texts whose sound is kept."""


class VoiceAway(Exception):
    """The engines did not speak the text; the message says why."""


class Voice:
    """Says texts; `client` reaches the engines, without one there are tones."""

    def __init__(self, client: httpx.AsyncClient | None = None, engines_url: str = "") -> None:
        self._client = client
        self._url = f"{engines_url.rstrip('/')}/audio/speech"
        self.said: dict[str, None] = {}
        """Every text that was asked for, once, at whatever pace."""
        self._kept: OrderedDict[tuple[str, float], Samples] = OrderedDict()
        self._making: dict[tuple[str, float], asyncio.Task[Samples]] = {}

    async def say(self, text: str, speed: float = 1.0) -> Samples:
        """The text as mono samples at RATE, spoken so many times as fast. Raises VoiceAway."""
        self.said[text] = None
        wanted = text, speed
        if (kept := self._kept.get(wanted)) is not None:
            self._kept.move_to_end(wanted)
            return kept
        making = self._making.get(wanted)
        if making is None:
            making = self._making[wanted] = asyncio.create_task(self._make(text, speed))
            making.add_done_callback(lambda _: self._making.pop(wanted, None))
        return await asyncio.shield(making)

    async def _make(self, text: str, speed: float) -> Samples:
        client = self._client
        if client is None:
            # Beside the loop: a sentence takes 50 ms to make, in which no other one that is being said may stand still.
            samples = await asyncio.to_thread(tones.speech, text, speed)
        else:
            samples = await self._asked(client, text, speed)
        self._kept[text, speed] = samples
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return samples

    async def _asked(self, client: httpx.AsyncClient, text: str, speed: float) -> Samples:
        body = {"model": "piper", "voice": "joe", "input": text, "response_format": "pcm", "speed": speed}
        try:
            answer = await client.post(self._url, json=body, timeout=30)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise VoiceAway(f"the engines at {self._url} did not speak: {error!r}") from error
        return np.frombuffer(answer.content[: len(answer.content) // 2 * 2], "<i2")


def at_rate(samples: Samples, rate: int) -> Samples:
    """The samples at another rate than RATE."""
    if rate == RATE:
        return samples
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = RATE
    pieces = [one.to_ndarray().reshape(-1) for part in (frame, None) for one in resampler.resample(part)]
    return np.concatenate(pieces).astype(np.int16, copy=False)
