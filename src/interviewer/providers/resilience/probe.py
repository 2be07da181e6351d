"""Whether a recogniser hears, asked with a second of a voice that belongs to no call.

It says "Yes, that's fine.", synthetic, 16 kHz mono in 16 bits.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import wave
from importlib.resources import files

from livekit import rtc

from interviewer.providers.recognition.port import HEARD_RATE, Hearing, Recognition, Words

FRAME = HEARD_RATE // 50
BEFORE, AFTER = 0.3, 1.0
"""Seconds of quiet around the voice."""


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
        with contextlib.suppress(Exception):
            await hearing.aclose()


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
