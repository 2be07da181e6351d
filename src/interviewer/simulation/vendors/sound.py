"""The sound of one stream as a client sends it: decoded, in frames, with the time at which each moment arrived."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from interviewer.simulation.vendors.activity import Activity
from interviewer.simulation.vendors.spectrum import Powers, Samples, Spectrum

ENCODINGS: Final = ("linear16", "mulaw", "alaw")
"""What the emulators can decode of what the vendors take."""
REMEMBERED: Final = 60.0
"""Seconds of sound whose arrival is remembered."""


class Sound:
    """A stream of one encoding; several channels are mixed."""

    def __init__(self, encoding: str | None, rate: int, channels: int = 1) -> None:
        self.decodable = encoding in ENCODINGS
        self.rate = rate
        self.seconds = 0.0
        """How much has arrived."""
        self.activity = Activity()
        self._encoding = encoding
        self._channels = channels
        self._spectrum = Spectrum(rate)
        self._samples = 0
        self._rest = b""
        self._arrivals: deque[tuple[float, float]] = deque()

    def feed(self, data: bytes, now: float) -> tuple[Samples, Powers]:
        """What arrived at `now`, as mono samples and as the frames that it completes."""
        size = (2 if self._encoding == "linear16" else 1) * self._channels
        data = self._rest + data if self._rest else data
        whole = len(data) // size * size
        self._rest = data[whole:]
        samples = _decoded(self._encoding, data[:whole])
        if self._channels > 1:
            samples = samples.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        self._samples += len(samples)
        self.seconds = self._samples / self.rate
        self._arrivals.append((self.seconds, now))
        while self._arrivals[0][0] < self.seconds - REMEMBERED:
            self._arrivals.popleft()
        powers = self._spectrum.feed(samples)
        self.activity.feed(powers)
        return samples, powers

    def arrived(self, moment: float) -> float:
        """When the sound of this moment of the stream, in seconds, had arrived."""
        found = self._arrivals[-1][1] if self._arrivals else 0.0
        for end, at in reversed(self._arrivals):
            if end < moment:
                break
            found = at
        return found


def _decoded(encoding: str | None, data: bytes) -> Samples:
    if encoding == "linear16":
        return np.frombuffer(data, "<i2")
    table = _MULAW if encoding == "mulaw" else _ALAW
    return table[np.frombuffer(data, np.uint8)]


def _mulaw() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _alaw() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, (code & 0x0F) << 4
    magnitude = np.where(exponent == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


_MULAW: Final = _mulaw()
_ALAW: Final = _alaw()
