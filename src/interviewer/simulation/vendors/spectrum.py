"""The power of sound in twenty bands every 10 ms, the same whatever rate the sound was sampled at.

Bands up to 3.4 kHz only: what a telephone lets pass.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

BANDS: Final = 20
PER_SECOND: Final = 100
"""Frames a second."""
WINDOW_SECONDS: Final = 0.032
LOWEST_HZ: Final = 150.0
HIGHEST_HZ: Final = 3400.0
SILENCE: Final = 1e-10
"""Power that no microphone goes below; full scale is 1."""

Powers = NDArray[np.float32]
"""One row of BANDS a frame."""
Samples = NDArray[np.int16]


class Spectrum:
    """Frames of a stream of mono samples, however it is cut into pieces."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._size = round(rate * WINDOW_SECONDS)
        self._weights, self._window = _tables(rate)
        self._rest = np.zeros(0, np.int16)
        self._begin = 0  # sample of the stream at which `_rest` begins
        self._frames = 0

    def feed(self, samples: Samples) -> Powers:
        """The frames that these samples complete; frame n begins n / PER_SECOND seconds into the stream."""
        rest = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        count = max(0, (self._begin + len(rest) - self._size) * PER_SECOND // self._rate + 1 - self._frames)
        starts = (np.arange(self._frames, self._frames + count) * self._rate) // PER_SECOND - self._begin
        pieces = rest[starts[:, None] + np.arange(self._size)] if count else np.zeros((0, self._size), np.int16)
        self._frames += count
        keep = max(0, self._frames * self._rate // PER_SECOND - self._begin)
        self._rest, self._begin = rest[keep:], self._begin + keep
        if not count:
            return np.zeros((0, BANDS), np.float32)
        lines = np.fft.rfft(pieces * self._window, axis=1)
        powers: Powers = ((lines.real**2 + lines.imag**2).astype(np.float32) @ self._weights) + SILENCE
        return powers


def levels_db(powers: Powers) -> NDArray[np.float32]:
    """Level of each frame over all bands, in dB below full scale."""
    decibels: NDArray[np.float32] = 10.0 * np.log10(powers.sum(axis=1))
    return decibels


@lru_cache(maxsize=8)
def _tables(rate: int) -> tuple[Powers, NDArray[np.float32]]:
    """Triangles on the mel scale, and a window that makes a full-scale tone's power 1."""
    size = round(rate * WINDOW_SECONDS)
    lines = np.fft.rfftfreq(size, 1 / rate)
    edges = _hertz(np.linspace(_mel(LOWEST_HZ), _mel(min(HIGHEST_HZ, rate * 0.47)), BANDS + 2))
    weights = np.zeros((len(lines), BANDS), np.float32)
    for band in range(BANDS):
        low, middle, high = edges[band : band + 3]
        triangle = np.clip(np.minimum((lines - low) / (middle - low), (high - lines) / (high - middle)), 0, None)
        weights[:, band] = triangle / max(float(triangle.sum()), 1e-9)
    window = np.hanning(size).astype(np.float32)
    return weights, (window * (2 / window.sum() / 32768)).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    hertz: NDArray[np.float64] = 700 * (10 ** (mel / 2595) - 1)
    return hertz
