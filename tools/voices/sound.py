"""What is done to rendered speech before it is stored: trimming, levelling, the noise of a room, Ogg Opus."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import pairwise
from typing import Final

import av
import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]

LEVEL: Final = 0.09
"""Root mean square of the speech itself, the same for every voice (-21 dBFS)."""

PEAK: Final = 0.95
ROOM: Final = 0.0006
"""Root mean square of the noise below speech and pauses (-64 dBFS): a line with digital silence sounds dead."""

BITRATE: Final = 24_000
FRAME: Final = 0.01
TAIL: Final = 0.04
"""Seconds kept after the last audible frame, so that a final consonant is whole."""


def trimmed(audio: Audio, rate: int) -> Audio:
    """The audio from just before its first audible frame to just after its last."""
    size = int(rate * FRAME)
    loud = np.flatnonzero(_levels(audio, size) > _levels(audio, size).max() * 0.015)
    first, last = int(loud[0]), int(loud[-1]) + 1
    tail = int(rate * TAIL)
    return audio[max(0, first * size - tail) : last * size + tail]


def levelled(audio: Audio, rate: int) -> Audio:
    """The audio at the common level of its speech, its pauses not counted; never above the peak."""
    levels = _levels(audio, int(rate * FRAME))
    speech = levels[levels > levels.max() * 0.1]
    gain = LEVEL / float(np.sqrt(np.mean(speech**2)))
    louder: Audio = audio * np.float32(min(gain, PEAK / float(np.abs(audio).max())))
    return louder


def in_a_room(audio: Audio, seed: int) -> Audio:
    """The audio over a faint, dull noise; the same seed gives the same noise."""
    white = np.random.default_rng(seed).standard_normal(len(audio) + 8)
    dull = np.convolve(white, np.ones(9) / 9, mode="valid")
    heard: Audio = (audio + dull * (ROOM / dull.std())).astype(np.float32)
    return heard


def with_short_pauses(audio: Audio, rate: int, longest: float = 0.4) -> Audio:
    """The audio with every stretch of quiet cut to at most so many seconds."""
    size = int(rate * FRAME)
    levels = _levels(audio, size)
    loud = np.concatenate([[0], np.flatnonzero(levels > levels.max() * 0.015), [len(levels) - 1]])
    most = int(longest / FRAME)
    pieces = [audio[a * size : (b if b - a <= most else a + most) * size] for a, b in pairwise(loud)]
    return np.concatenate([*pieces, audio[loud[-1] * size :]])


def silence(seconds: float, rate: int) -> Audio:
    """So many seconds of zeros."""
    return np.zeros(int(seconds * rate), dtype=np.float32)


def to_opus(audio: Audio, rate: int) -> bytes:
    """An Ogg Opus file, mono; `rate` is one that Opus knows (24000 or 48000)."""
    samples = np.round(np.clip(audio, -1.0, 1.0) * 32767).astype(np.int16).reshape(1, -1)
    stored = io.BytesIO()
    with av.open(stored, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=rate, layout="mono")
        stream.bit_rate = BITRATE
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return stored.getvalue()


def from_opus(stored: bytes, rate: int) -> Audio:
    """The samples of an Ogg Opus file at the wanted rate, from -1 to 1."""
    resampler = av.AudioResampler("flt", "mono", rate)
    with av.open(io.BytesIO(stored), "r") as container:
        frames = [f for decoded in container.decode(audio=0) for f in resampler.resample(decoded)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)


def _levels(audio: Audio, size: int) -> npt.NDArray[np.float64]:
    whole = audio[: len(audio) // size * size].reshape(-1, size)
    levels: npt.NDArray[np.float64] = np.sqrt(np.mean(whole.astype(np.float64) ** 2, axis=1))
    return levels
