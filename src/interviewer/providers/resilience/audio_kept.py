"""The candidate's sound that nobody is known to have understood yet, and where in it the voice was.

Positions are seconds of the call's sound. Frames are kept as they came, not copied.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from livekit import rtc

from interviewer.providers.recognition.port import HEARD_RATE


@dataclass(slots=True)
class Stretch:
    """Of voice, by the edges of the call's detector, which come late; without `off` it goes on."""

    on: float
    off: float | None = None


class AudioKept:
    """What was pushed last, at most so many seconds of it."""

    def __init__(self, seconds: float) -> None:
        self._most = round(seconds * HEARD_RATE)
        self._frames: deque[tuple[int, rtc.AudioFrame]] = deque()  # first sample, frame
        self._voices: deque[Stretch] = deque()
        self._samples = 0
        self.edges = 0
        """How often the voice began or ended."""
        self.fell_off = 0.0
        """The end of what there was no room for any more."""

    @property
    def end(self) -> float:
        """Where the sound ends so far."""
        return self._samples / HEARD_RATE

    @property
    def begin(self) -> float:
        """Where what is kept begins."""
        return (self._frames[0][0] if self._frames else self._samples) / HEARD_RATE

    @property
    def speaking(self) -> bool:
        """Whether the voice is on."""
        return bool(self._voices) and self._voices[-1].off is None

    @property
    def voices(self) -> Sequence[Stretch]:
        """The stretches of voice in what is kept."""
        return self._voices

    def push(self, frame: rtc.AudioFrame) -> None:
        """Keep a frame, at the cost of the oldest if there is no room."""
        self._frames.append((self._samples, frame))
        self._samples += frame.samples_per_channel
        while self._samples - self._frames[0][0] > self._most:
            first, oldest = self._frames.popleft()
            self.fell_off = (first + oldest.samples_per_channel) / HEARD_RATE

    def voice(self, speaking: bool) -> None:  # noqa: FBT001 - an edge, on or off
        """An edge of the voice, at the end of the sound so far."""
        if speaking == self.speaking:
            return
        self.edges += 1
        if speaking:
            self._voices.append(Stretch(self.end))
        else:
            self._voices[-1].off = self.end

    def forget(self, until: float) -> None:
        """Keep no frame that ends before a position."""
        sample, frames, voices = until * HEARD_RATE, self._frames, self._voices
        while frames and frames[0][0] + frames[0][1].samples_per_channel <= sample:
            frames.popleft()
        while len(voices) > 1 and (off := voices[0].off) is not None and off <= until:
            voices.popleft()

    def between(self, begin: float, end: float) -> list[tuple[float, rtc.AudioFrame]]:
        """The frames that begin in there, each with where."""
        first, last = begin * HEARD_RATE - 0.5, end * HEARD_RATE - 0.5
        return [(sample / HEARD_RATE, frame) for sample, frame in self._frames if first <= sample < last]

    def quietest(self, at: float, before: float) -> float:
        """Where the quietest frame begins that begins so shortly before `at`; of equal ones the last.

        There is the least to lose in beginning to listen.
        """
        found = self.between(at - before, at) or self.between(at - 0.1, at)
        if not found:
            return max(self.begin, at)
        return min(reversed(found), key=lambda each: _power(each[1]))[0]


def _power(frame: rtc.AudioFrame) -> int:
    samples = np.frombuffer(frame.data, np.int16).astype(np.int64)
    return int(np.dot(samples, samples))
