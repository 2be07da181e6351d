"""Whether a recogniser hears, asked with a second of a voice that belongs to no call.

It says "Yes, that's fine.", synthetic, 16 kHz mono in 16 bits.
"""

from __future__ import annotations

import asyncio
import functools
import wave
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from livekit import rtc

from interviewer.providers.recognition.port import HEARD_RATE, Hearing, Recognition, RecognitionFailed, Words
from interviewer.providers.resilience.beside import aside
from interviewer.providers.resilience.ears import Ears

FRAME: Final = HEARD_RATE // 50
BEFORE: Final = 0.3
AFTER: Final = 1.0
"""Seconds of quiet around the voice."""
DOUBLED: Final = 3
"""Times that the wait until the next probe doubles."""


class Probing:
    """Asks the recogniser that a call was begun with, while another one listens, whether it hears again."""

    def __init__(self, ears: Ears, *, language: str, draw: Callable[[], float]) -> None:
        self.hears = False
        """Whether it does."""
        self._ears = ears
        self._language = language
        self._draw = draw
        self._probes = 0
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """From now on, if not already."""
        if self._task is None:
            self._task = asyncio.create_task(self._ask(), name="hearing-probe")

    def end(self) -> None:
        """No more: it listens itself, or nobody does."""
        self.hears = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def well(self) -> None:
        """It gave words in the call: when it fails again, it is asked again soon."""
        self._probes = 0

    async def _ask(self) -> None:
        first = self._ears.all[0]
        numbers = first.numbers
        while not self.hears:
            wait = numbers.probe_every * 2 ** min(self._probes, DOUBLED)
            self._probes += 1
            await asyncio.sleep(wait * (0.5 + self._draw()))
            if not await self._ears.may(first):
                continue
            self.hears = await hears(first.provider, language=self._language, within=numbers.probe_within)
            if self.hears:
                self._ears.served(first)
            else:
                error = RecognitionFailed(f"{first.name} did not hear what it was asked to.", late=True)
                await self._ears.failed(first, error, numbers.probe_within)


async def hears(recognition: Recognition, *, language: str, within: float) -> bool:
    """Whether it finds any word in the voice within so many seconds."""
    try:
        hearing = recognition.open(keyterms=(), language=language)
    except Exception:  # noqa: BLE001 - whatever a plugin raises: it does not hear
        return False
    try:
        async with asyncio.timeout(within):
            return await _finds_words(hearing)
    except Exception:  # noqa: BLE001 - the same
        return False
    finally:
        aside(hearing.aclose())


async def _finds_words(hearing: Hearing) -> bool:
    _give(hearing, bytes(2 * round(BEFORE * HEARD_RATE)))
    hearing.voice(True)
    _give(hearing, voice())
    hearing.voice(False)
    _give(hearing, bytes(2 * round(AFTER * HEARD_RATE)))
    async for found in hearing:
        if isinstance(found, Words) and found.text:
            return True
    return False


def _give(hearing: Hearing, pcm: bytes) -> None:
    for at in range(0, len(pcm) - 2 * FRAME + 1, 2 * FRAME):
        hearing.push(rtc.AudioFrame(pcm[at : at + 2 * FRAME], HEARD_RATE, 1, FRAME))


@functools.cache
def voice() -> bytes:
    """The samples."""
    with files(__package__).joinpath("probe.wav").open("rb") as file, wave.open(file) as sound:
        return bytes(sound.readframes(sound.getnframes()))
