"""Both sides of a call as Opus, in segments that survive the process.

Two channels on one clock: the interviewer left, the candidate right. The candidate is heard at 16 kHz and brought to
the interviewer's 24 kHz when a segment is made. Until `keep` is called everything stays in memory; `discard` forgets
it. A segment is whole in the blob store before it is reported.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Awaitable, Callable

import av
import numpy as np
from numpy.typing import NDArray

from interviewer.agent import ears
from interviewer.agent.mouth import SAMPLE_RATE
from interviewer.kernel.clock import Steady
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

SEGMENT_SECONDS = 5.0
SETTLE_SECONDS = 0.6
"""How long after a moment frames for it may still arrive."""
RESYNC_SECONDS = 0.12
"""Arrival jitter up to this is smoothed away; more is a real gap."""
PACKET = SAMPLE_RATE // 50
BIT_RATE = 48_000

Samples = NDArray[np.int16]


MARGIN = 16
"""Samples beside a stretch that bringing it to another rate needs."""
_KERNEL = np.sinc(np.arange(-3 * MARGIN, 3 * MARGIN + 1) / 3) * np.hanning(6 * MARGIN + 3)[1:-1]


class Channel:
    """One side's samples by position on the recording's clock; silence where nothing was written."""

    def __init__(self, rate: int = SAMPLE_RATE) -> None:
        self.rate = rate
        self._samples: Samples = np.zeros(rate * 10, dtype=np.int16)
        self._before: Samples = np.zeros(MARGIN, dtype=np.int16)
        self._base = 0
        self._next = 0

    def write(self, data: bytes, start: int) -> None:
        """Place samples that begin about `start`: right after the last ones if that is where they belong."""
        if abs(start - self._next) < RESYNC_SECONDS * self.rate:
            start = self._next
        samples = np.frombuffer(data, dtype=np.int16)
        skip = max(0, self._base - start)
        samples, begin = samples[skip:], start + skip - self._base
        if len(samples) == 0:
            return
        while begin + len(samples) > len(self._samples):
            self._samples = np.concatenate([self._samples, np.zeros_like(self._samples)])
        self._samples[begin : begin + len(samples)] = samples
        self._next = start + skip + len(samples)

    def take(self, count: int) -> Samples:
        """Remove and return the first `count` samples."""
        return self.take_between(count)[MARGIN : MARGIN + count]

    def take_between(self, count: int) -> Samples:
        """The same, with `MARGIN` samples from before and after them."""
        if count + MARGIN > len(self._samples):
            self._samples = np.concatenate([self._samples, np.zeros(count + MARGIN, dtype=np.int16)])
        taken = np.concatenate([self._before, self._samples[: count + MARGIN]])
        self._before = taken[count : count + MARGIN].copy()
        self._samples = np.concatenate([self._samples[count:], np.zeros(count, dtype=np.int16)])
        self._base += count
        return taken


class Recorder:
    """Records one call of one epoch.

    `put` keeps a segment, whole or not at all; `stored` is told key, start and seconds of each one kept.
    """

    def __init__(
        self,
        put: Callable[[str, bytes], Awaitable[None]],
        *,
        epoch: int,
        stored: Callable[[str, float, float], None],
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._clock = clock or Steady()
        self._put = put
        self._epoch = epoch
        self._stored = stored
        self._started_at: float | None = None
        self._keeping = False
        self._taken = 0
        self._count = 0
        self._interviewer = Channel()
        self._candidate = Channel(ears.SAMPLE_RATE)
        self._task: asyncio.Task[None] | None = None
        self._ended_at: float | None = None
        self._writing = asyncio.Lock()

    @property
    def started_at(self) -> float | None:
        """Unix time of the first sample, None before `start`."""
        return self._started_at

    def start(self) -> None:
        """Begin to hold sound in memory."""
        self._started_at = self._clock()

    def interviewer(self, data: bytes, sounds_at: float) -> None:
        """A frame of the interviewer's, and when it begins to sound."""
        self._write(self._interviewer, data, sounds_at)

    def candidate(self, data: bytes, arrived_at: float) -> None:
        """A frame of the candidate's, and when its last sample arrived."""
        self._write(self._candidate, data, arrived_at - len(data) / 2 / self._candidate.rate)

    def keep(self) -> None:
        """There is consent: write what is held, and all that follows, to the store."""
        if not self._keeping and self._started_at is not None and self._ended_at is None:
            self._keeping = True
            self._task = asyncio.create_task(self._run(), name="recorder")

    def discard(self) -> None:
        """Forget everything and hear nothing more."""
        self._ended_at = self._ended_at or self._clock()
        if not self._keeping:
            self._interviewer, self._candidate = Channel(), Channel(ears.SAMPLE_RATE)

    async def stop(self) -> None:
        """The call is over: store the rest. Segments that cannot be stored are named in the log."""
        self._ended_at = self._ended_at or self._clock()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            await self._write_until(self._ended_at)

    def _write(self, channel: Channel, data: bytes, at: float) -> None:
        if self._started_at is None or self._ended_at is not None:
            return
        channel.write(data, round((at - self._started_at) * channel.rate))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SEGMENT_SECONDS / 5)
            settled = self._clock() - SETTLE_SECONDS
            if settled - (self._started_at or 0) - self._taken / SAMPLE_RATE >= SEGMENT_SECONDS:
                await asyncio.shield(self._write_until(settled))

    async def _write_until(self, moment: float) -> None:
        async with self._writing:
            await self._write_segment(moment)

    async def _write_segment(self, moment: float) -> None:
        if self._started_at is None:
            return
        count = round((moment - self._started_at) * SAMPLE_RATE) - self._taken
        count = max(0, count) // PACKET * PACKET
        if count == 0:
            return
        left = self._interviewer.take(count)
        right = self._candidate.take_between(count * self._candidate.rate // SAMPLE_RATE)
        start, self._taken, self._count = self._taken / SAMPLE_RATE, self._taken + count, self._count + 1
        key = f"{self._epoch}-{self._count:05d}.ogg"
        try:
            await self._put(key, await asyncio.to_thread(_segment, left, right))
        except Exception as error:  # noqa: BLE001 - nothing about a recording ends a call; the gap is named by what the log does not hold
            log.error("recording.segment_lost", key=key, seconds=count / SAMPLE_RATE, error=str(error))  # noqa: TRY400
            return
        self._stored(key, start, count / SAMPLE_RATE)


def _segment(left: Samples, right_between: Samples) -> bytes:
    return encode(left, raised(right_between))


def raised(between: Samples) -> Samples:
    """16 kHz as 24 kHz; `between` has `MARGIN` samples on both sides that are not in the result."""
    stuffed = np.zeros(len(between) * 3, dtype=np.float32)
    stuffed[::3] = between
    dense = np.convolve(stuffed, _KERNEL.astype(np.float32), mode="same")[3 * MARGIN : -3 * MARGIN]
    return np.clip(np.round(dense[::2]), -32_768, 32_767).astype(np.int16)


def encode(left: Samples, right: Samples) -> bytes:
    """One Ogg Opus file of two channels from equally long 24 kHz samples."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo", bit_rate=BIT_RATE)
        stream.codec_context.options = {"application": "voip", "frame_duration": "20"}
        frame = av.AudioFrame.from_ndarray(
            np.stack([left, right], axis=1).reshape(1, -1), format="s16", layout="stereo"
        )
        frame.sample_rate = SAMPLE_RATE
        frame.pts = 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return buffer.getvalue()
