"""Whatever 16-bit PCM a voice gives, as the samples that are played: SAMPLE_RATE, mono, whole samples."""

from __future__ import annotations

import re

import numpy as np
from livekit import rtc

from interviewer.providers.speech.port import SAMPLE_RATE, SpeechUnavailable

RATES = range(8_000, 96_001)
FULL_SAMPLE = 2
AUDIBLE = 130
"""48 dB below full scale."""
LEAD = SAMPLE_RATE // 200
"""Samples left before the first that is audible, so that it does not begin with a click."""


def rate_of(content_type: str) -> int:
    """The rate that `audio/pcm;rate=…` names; SAMPLE_RATE when it names none. Raises `SpeechUnavailable`."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith(("audio/", "application/octet-stream")):
        raise SpeechUnavailable(f"The voice answered {kind}, which is no sound.")
    if (channels := re.search(r"channels=(\d+)", content_type)) and int(channels[1]) != 1:
        raise SpeechUnavailable(f"The voice answered {channels[1]} channels; ask it for one.")
    found = re.search(r"rate=(\d+)", content_type)
    rate = int(found[1]) if found else SAMPLE_RATE
    if rate not in RATES:
        raise SpeechUnavailable(f"The voice answered {rate} samples a second, which no voice has.")
    return rate


class AsSpoken:
    """Bytes of mono PCM at `rate` in, cut anywhere; whole samples at SAMPLE_RATE out."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._odd = b""
        same = rate == SAMPLE_RATE
        self._resampler = None if same else rtc.AudioResampler(rate, SAMPLE_RATE, num_channels=1)

    def push(self, data: bytes) -> bytes:
        """What is ready; the last few milliseconds may stay inside until more comes."""
        data = self._odd + data
        whole = len(data) - len(data) % FULL_SAMPLE
        data, self._odd = data[:whole], data[whole:]
        if self._resampler is None or not data:
            return data
        frame = rtc.AudioFrame(data, self._rate, 1, len(data) // FULL_SAMPLE)
        return _joined(self._resampler.push(frame))

    def flush(self) -> bytes:
        """What was kept inside; half a sample is dropped."""
        self._odd = b""
        return b"" if self._resampler is None else _joined(self._resampler.flush())


class Trimmed:
    """Speech without the silence that it begins with: that would be waited for at each reply."""

    def __init__(self) -> None:
        self._begun = False
        self._kept = b""

    def push(self, pcm: bytes) -> bytes:
        """What is there of it: from shortly before the first sound on."""
        if self._begun:
            return pcm
        self._kept += pcm
        loud = np.flatnonzero(np.abs(np.frombuffer(self._kept, np.int16).astype(np.int32)) > AUDIBLE)
        if not loud.size:
            return b""
        self._begun = True
        return self._kept[max(0, int(loud[0]) - LEAD) * FULL_SAMPLE :]

    def flush(self) -> bytes:
        """The whole of it, if there was no sound in it."""
        return b"" if self._begun else self._kept


def _joined(frames: list[rtc.AudioFrame]) -> bytes:
    return b"".join(bytes(frame.data.cast("B")) for frame in frames)
