"""A spoken line as samples, with exact knowledge of where in it a voice sounds.

Deliberately not here: playing it in time; that is the mouth's.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import av
import av.error
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

Samples = NDArray[np.int16]
"""Mono, 16 bit."""

RATE: Final = 48_000
"""Samples a second of everything the candidate says: what Opus decodes to and WebRTC encodes from."""
WINDOW: Final = RATE // 100
"""The level is taken over 10 ms."""
PAUSE: Final = int(0.15 * RATE)
"""A gap shorter than this is inside a word: the closure of a t or a k."""
BLIP: Final = int(0.03 * RATE)
"""What sounds for less than this is no voice."""
BELOW_SPEECH_DB: Final = 32.0
"""A window this far below the loud parts of the line holds no word."""
FULL_SCALE: Final = 32768.0
KNOWN: Final = 64
"""Lines that are kept decoded: to decode one keeps everybody's sound waiting for a tenth of a second."""


class SoundUnreadable(Exception):
    """An audio file cannot be played; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A line ready to be played: samples at 48 kHz, and the stretches in which a voice sounds, as sample positions."""

    samples: Samples
    voiced: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Where the first word starts."""
        return self.voiced[0][0]

    @property
    def last(self) -> int:
        """Where the last word has ended."""
        return self.voiced[-1][1]

    @property
    def seconds(self) -> float:
        """From the first word to the end of the last."""
        return (self.last - self.first) / RATE


@lru_cache(maxsize=KNOWN)
def load(path: Path) -> Sound:
    """Decode and analyse an audio file; the last ones are known. Raises SoundUnreadable when nothing is heard in it."""
    try:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            pieces = [
                resampled.to_ndarray().reshape(-1)
                for frame in (*container.decode(audio=0), None)
                for resampled in resampler.resample(frame)
            ]
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise SoundUnreadable(f"The line {path} cannot be played: {error}") from error
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    samples.setflags(write=False)
    try:
        return of_samples(samples.astype(np.int16, copy=False))
    except SoundUnreadable as error:
        raise SoundUnreadable(f"The line {path} cannot be played: {error}") from error


def of_samples(samples: Samples) -> Sound:
    """Analyse mono samples at 48 kHz. Raises SoundUnreadable when there is nothing to hear in them."""
    count = len(samples) // WINDOW
    level = levels_db(samples[: count * WINDOW].reshape(count, WINDOW)) if count else np.zeros(0, np.float32)
    loud = level > max(float(np.percentile(level, 95)) - BELOW_SPEECH_DB, -60.0) if count else np.zeros(0, np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8))) * WINDOW
    voiced: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if voiced and start - voiced[-1][1] < PAUSE:
            voiced[-1] = (voiced[-1][0], end)
        else:
            voiced.append((start, end))
    words = tuple(stretch for stretch in voiced if stretch[1] - stretch[0] >= BLIP)
    if not words:
        raise SoundUnreadable("there is nothing to hear in it")
    return Sound(samples, words)


def levels_db(windows: Samples) -> NDArray[np.float32]:
    """Level of each row of samples in dB below full scale; digital silence is -100."""
    power = np.square(windows.astype(np.float32) / FULL_SCALE).mean(axis=1)
    decibels: NDArray[np.float32] = 10.0 * np.log10(power + 1e-10)
    return decibels


def wav_bytes(samples: Samples, rate: int) -> bytes:
    """A WAV file of mono samples, for sending to a recogniser."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()
