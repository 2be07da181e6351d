"""The last frames of a stream, and the noise that lies under them."""

from __future__ import annotations

from typing import Final

import numpy as np

from interviewer.simulation.vendors.spectrum import BANDS, PER_SECOND, SILENCE, Powers

KEPT: Final = 15 * PER_SECOND
"""Frames that are kept at least."""
NOISE_FRAMES: Final = 3 * PER_SECOND
NOISE_EVERY: Final = PER_SECOND // 4
NOISE_QUANTILE: Final = 0.15
QUANTILE_TO_MEAN: Final = 1.7
"""The mean power of noise over the quantile that is taken of it."""


class Heard:
    """Frames by their number in the stream."""

    def __init__(self) -> None:
        self.count = 0
        """Frames heard; the next one has this number."""
        self.noise: Powers = np.full(BANDS, SILENCE, np.float32)
        """Mean power of the noise in each band."""
        self._rows = np.zeros((2 * KEPT, BANDS), np.float32)
        self._filled = 0
        self._noise_at = 0

    @property
    def oldest(self) -> int:
        """The first frame that is still there."""
        return self.count - self._filled

    def append(self, powers: Powers) -> None:
        """The next frames."""
        powers = powers[-KEPT:]
        if self._filled + len(powers) > len(self._rows):
            kept = KEPT - len(powers)
            self._rows[:kept] = self._rows[self._filled - kept : self._filled]
            self._filled = kept
        self._rows[self._filled : self._filled + len(powers)] = powers
        self._filled += len(powers)
        self.count += len(powers)
        if self._filled and self.count >= self._noise_at:
            self._noise_at = self.count + NOISE_EVERY
            recent = self._rows[max(0, self._filled - NOISE_FRAMES) : self._filled]
            rank = int(len(recent) * NOISE_QUANTILE)
            self.noise = np.partition(recent, rank, axis=0)[rank] * QUANTILE_TO_MEAN + SILENCE

    def rows(self, begin: int, end: int) -> Powers:
        """Frames from `begin` to before `end`, which must be there."""
        return self._rows[begin - self.oldest : end - self.oldest]
