"""Whether the candidate is speaking, and how likely their turn is over, from the sound alone.

The model is `livekit.local_inference.VAD`: Silero's network in native code, 17 µs for a window of 32 ms where
onnxruntime takes more than 100. Its licence allows it only together with LiveKit Agents, which the agent is built on.
Tones (ringing, fax at 1100 and 2100 Hz), white noise and keyboard clicks it takes for no voice, speech at -55 dBFS over
a floor of -70 for one. Every window goes to it: a gate that keeps quiet ones away saves 0.05 % of a core a call, and
the network, which lives on what it heard before, then finds the next word up to 0.4 s late. What an edge means is
decided elsewhere.
"""

from __future__ import annotations

import asyncio
import functools
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from livekit.local_inference import EOT, EOT_MAX_SAMPLES, VAD, VAD_WINDOW_SAMPLES
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
WINDOW_BYTES = VAD_WINDOW_SAMPLES * 2
RECENT_BYTES = EOT_MAX_SAMPLES * 2
"""1.2 s: all that the end-of-turn model looks at."""

ON_ABOVE = 0.35
"""Low, for a quick onset: out of quiet the model warms up slowly. What is no voice stays below 0.15."""
OFF_BELOW = 0.25
SURE_ABOVE = 0.5
"""After the last window above it comes only what the model remembers of the voice."""
ON_WINDOWS = 2
"""64 ms: one window alone is a click or a breath."""
LEVEL = SAMPLE_RATE // 100
"""Samples over which loudness is taken."""
LAG = 25
"""Steps of 10 ms by which the model may be late about an end."""
BELOW_SPEECH = 32.0
"""A step this far below the loud ones, in dB, holds no word."""
OFF_WINDOWS = math.ceil(0.15 * SAMPLE_RATE / VAD_WINDOW_SAMPLES)

_beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="end-of-turn")
"""One at a time: a prediction takes 28 ms on more than one core, and all calls of the process share these."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The voice began (`on`) or ended at this sample, counted from the first that was fed."""

    on: bool
    sample: int


class VoiceDetector:
    """Finds the edges of the voice in one stream of 16 kHz mono 16-bit sound.

    An edge tells when it was, not when it was found. "On" is found about 100 ms after the voice began, "off" five
    windows (160 ms) after it ended.
    """

    def __init__(self) -> None:
        self._model = VAD()
        self._rest = b""
        self._recent = bytearray()
        self._windows = 0
        self._run = 0
        self._ended = 0
        self.on = False
        """Whether the voice is on, as of the last edge."""
        self.probability = 0.0
        """Of speech in the last whole window."""

    @property
    def samples(self) -> int:
        """How many samples were fed so far, those of the unfinished window included."""
        return self._windows * VAD_WINDOW_SAMPLES + len(self._rest) // 2

    @property
    def recent(self) -> bytes:
        """The last 1.2 seconds, or less at the beginning: what `end_of_turn` wants."""
        return bytes(self._recent + self._rest)[-RECENT_BYTES:]

    def feed(self, pcm: bytes) -> tuple[Edge, ...]:
        """Take sound in pieces of any length; the edges that became certain by it. ValueError: half a sample."""
        if len(pcm) % 2:
            raise ValueError(f"16-bit sound has an even number of bytes; {len(pcm)} came, and none of them was taken")
        data = self._rest + pcm
        whole = len(data) // WINDOW_BYTES * WINDOW_BYTES
        self._rest = data[whole:]
        if not whole:
            return ()
        windows = np.frombuffer(data, np.int16, whole // 2).reshape(-1, VAD_WINDOW_SAMPLES)
        edges = [self._judge(window) for window in windows]
        return tuple(edge for edge in edges if edge is not None)

    def _judge(self, window: NDArray[np.int16]) -> Edge | None:
        self.probability = self._model.predict(window)
        self._windows += 1
        self._recent += window.tobytes()
        if len(self._recent) > 2 * RECENT_BYTES:
            del self._recent[:-RECENT_BYTES]
        return self._await_end() if self.on else self._await_onset()

    def _await_onset(self) -> Edge | None:
        if self.probability <= ON_ABOVE:
            self._run = 0
            return None
        self._run += 1
        if self._run < ON_WINDOWS:
            return None
        # The model has an opinion only when it has heard a good part of a window: the voice began in the one before.
        began = max((self._windows - self._run - 1) * VAD_WINDOW_SAMPLES, self._ended)
        self.on, self._run, self._ended = True, 0, self._windows * VAD_WINDOW_SAMPLES
        return Edge(on=True, sample=began)

    def _await_end(self) -> Edge | None:
        if self.probability > SURE_ABOVE:
            self._ended = self._windows * VAD_WINDOW_SAMPLES
        if self.probability >= OFF_BELOW:
            self._run = 0
            return None
        self._run += 1
        if self._run < OFF_WINDOWS:
            return None
        self.on, self._run = False, 0
        return Edge(on=False, sample=self._last_loud(self._ended))

    def _last_loud(self, ended: int) -> int:
        """Where the voice was loud last, at or shortly before the model's opinion of its end, which lags."""
        heard = np.frombuffer(self._recent[-RECENT_BYTES:], np.int16)
        first = self._windows * VAD_WINDOW_SAMPLES - len(heard)
        last = (ended - first) // LEVEL
        steps = heard[: last * LEVEL].reshape(-1, LEVEL).astype(np.float32)
        if not len(steps):
            return ended
        level = 10 * np.log10(np.square(steps).mean(axis=1) + 1e-3)
        loud = np.flatnonzero(level[-LAG:] > np.percentile(level, 95) - BELOW_SPEECH)
        return ended if not loud.size else first + (last - min(LAG, len(level)) + int(loud[-1]) + 1) * LEVEL


async def prepare() -> None:
    """Load the end-of-turn model before a call needs it: 0.2 s, and 210 MB for the process."""
    await asyncio.get_running_loop().run_in_executor(_beside, _model_of_endings)


async def end_of_turn(recent: bytes) -> float:
    """How likely the turn is over, 0 to 1, by the sound of its last 1.2 seconds, 16 kHz mono 16-bit.

    Less is padded with silence, of more the end counts. Runs beside the event loop.
    """
    pcm = np.frombuffer(recent[-RECENT_BYTES:], np.int16)
    return await asyncio.get_running_loop().run_in_executor(_beside, _predict, pcm)


@functools.cache
def _model_of_endings() -> EOT:
    return EOT()


def _predict(pcm: NDArray[np.int16]) -> float:
    return _model_of_endings().predict(pcm)
