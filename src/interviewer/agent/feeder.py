"""The interviewers' voices into their rooms: one task of the process wakes every 20 ms for all that are speaking.

Little is handed over ahead of the ear, so that a cut loses little and what was played is known; what is handed over is
held by native code, which does not stutter when the event loop is late. While nobody speaks the task sleeps.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

import numpy as np
from livekit import rtc

from interviewer.agent.rtc_routing import Outlet
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

SAMPLE_RATE = 24_000
TICK = 0.02
"""Seconds between two wakes, and the length of a frame."""
AHEAD = 0.04
"""Seconds: a source with less than this handed over gets another frame. A wake may be this late without being heard."""
ROUNDING = 1e-6
BACKLOG = 0.04
"""Seconds that wait in a source before `capture_frame` waits, too."""


class SourceFailed(Exception):
    """LiveKit took no more of this track's sound; what had not been played was dropped. Other calls go on."""


class SoundOut(Protocol):
    """Where a source's sound goes."""

    @property
    def error(self) -> str | None:
        """Why it is over."""

    def give(self, pcm: bytes) -> None:
        """Take whole 10 ms; never waits."""

    def clear(self) -> None:
        """Drop what was not played."""

    def track(self, name: str) -> rtc.LocalAudioTrack:
        """The track to publish."""

    async def aclose(self) -> None:
        """No more will come."""


class Feeder:
    """What the sources of a process share. Its task lives as long as there are sources."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._sources: set[Source] = set()
        self._sounding: set[Source] = set()
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.skipped = 0.0
        """Seconds of silence that were heard inside of speech because a wake came too late, of all sources."""

    @property
    def now(self) -> float:
        """Seconds on the clock that paces."""
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()

    @property
    def running(self) -> bool:
        """Whether the task lives."""
        return self._task is not None

    def tick(self) -> None:
        """Top up every source that is speaking."""
        now = self.now
        for source in tuple(self._sounding):
            if not source.advance(now):
                self._sounding.discard(source)

    def join(self, source: Source) -> None:
        """A session begins."""
        self._sources.add(source)
        if self._task is None and self._clock is None:
            self._task = asyncio.create_task(self._run(), name="feeder")

    def wake(self, source: Source) -> None:
        """This source has something to say."""
        self._sounding.add(source)
        self._wanted.set()

    async def leave(self, source: Source) -> None:
        """A session ends; the last one stops the task."""
        self._sources.discard(source)
        self._sounding.discard(source)
        if not self._sources and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            due = self.now
            while self._sounding:
                self.tick()
                due = max(due + TICK, self.now)  # a late wake moves the beat; it is not made up for by a burst
                await asyncio.sleep(due - self.now)
            self._wanted.clear()


class Source:
    """One interviewer's voice: mono, 16-bit. Takes the place of `rtc.AudioSource`.

    `played` gets each frame as it goes out, with the gain in it, and in how many seconds it begins to sound.
    """

    def __init__(
        self,
        feeder: Feeder,
        sample_rate: int = SAMPLE_RATE,
        *,
        played: Callable[[bytes, float], None] | None = None,
        out: SoundOut | None = None,
    ) -> None:
        self._feeder = feeder
        self._rate = sample_rate
        self._frame = round(sample_rate * TICK) * 2
        self._played = played
        self._out: SoundOut = out if out is not None else Outlet(sample_rate)
        self._pending = bytearray()
        self._until = 0.0
        self._speaking = False
        self._gain = 1.0
        self._silent = asyncio.Event()
        self._silent.set()
        self._space = asyncio.Event()
        self._space.set()
        self._closed = False
        self.gain = 1.0
        """How loud, 1 is as given. A change takes 20 ms, and sounds after what was handed over (at most 60 ms)."""
        feeder.join(self)

    def track(self, name: str) -> rtc.LocalAudioTrack:
        """A track to publish with this voice."""
        return self._out.track(name)

    @property
    def queued_duration(self) -> float:
        """Seconds until all that was given so far will have sounded."""
        return len(self._pending) / 2 / self._rate + max(0.0, self._until - self._feeder.now)

    def push(self, pcm: bytes) -> None:
        """Say this after what was given before; never waits. Raises SourceFailed once the track is dead or closed."""
        if len(pcm) % 2:
            raise ValueError(f"16-bit sound has an even number of bytes; {len(pcm)} came, and none of them was taken")
        self._refuse_if_over()
        if not pcm:
            return
        self._pending += pcm
        self._silent.clear()
        self._feeder.wake(self)
        if self._until <= self._feeder.now and len(self._pending) >= self._frame:
            self.advance(self._feeder.now)  # the first words do not wait for the next wake
        if len(self._pending) / 2 / self._rate > BACKLOG:
            self._space.clear()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Say this after what was given before; waits while more than `BACKLOG` has not been handed over."""
        if (frame.sample_rate, frame.num_channels) != (self._rate, 1):
            raise ValueError(
                f"sound of {frame.sample_rate} Hz in {frame.num_channels} channels came to a source of {self._rate} Hz "
                "in one; none of it was taken: resample it first"
            )
        self.push(bytes(frame.data))
        await self._space.wait()
        self._refuse_if_over()

    def cut(self) -> int:
        """Stop now. Returns how many samples that were given will not be heard, to about 10 ms."""
        now = self._feeder.now
        dropped = len(self._pending) // 2 + int(max(0.0, self._until - now) * self._rate)
        if self._until > now and not self._closed:
            self._out.clear()
        self._end(now)
        return dropped

    async def wait_for_playout(self) -> None:
        """Until all that was given has sounded or was dropped. Raises SourceFailed when the track died meanwhile."""
        await self._silent.wait()
        self._refuse_if_over()

    async def aclose(self) -> None:
        """Leave the feeder and free the track's sound; what was not played is dropped. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self._end(self._feeder.now)
        await self._feeder.leave(self)
        await self._out.aclose()

    def advance(self, now: float) -> bool:
        """Hand over what is due; whether there is or was anything that still sounds. The feeder calls it."""
        if self._out.error is not None:
            log.error("LiveKit takes no more sound of this track", error=self._out.error)
            self._end(now)
            return False
        if self._until < now:
            if self._speaking and self._pending:
                self._feeder.skipped += now - self._until
            self._until = now
        while self._due(now):
            self._hand_over(now)
        self._speaking = self._until > now
        if len(self._pending) / 2 / self._rate <= BACKLOG:
            self._space.set()
        if not self._speaking and not self._pending:
            self._silent.set()
            return False
        return True

    def _due(self, now: float) -> bool:
        """A whole frame, or less at the last moment: the rest of it may be on its way."""
        ahead = self._until - now
        least = AHEAD if len(self._pending) >= self._frame else TICK
        return bool(self._pending) and ahead < least - ROUNDING

    def _hand_over(self, now: float) -> None:
        data = bytes(self._pending[: self._frame])
        del self._pending[: self._frame]
        whole_10_ms = -(-len(data) // (self._frame // 2)) * (self._frame // 2)
        data = self._with_gain(data.ljust(whole_10_ms, b"\0"))
        if self._played is not None:
            self._played(data, self._until - now)
        self._out.give(data)
        self._until += len(data) / 2 / self._rate

    def _with_gain(self, data: bytes) -> bytes:
        before, self._gain = self._gain, self.gain
        if before == self.gain == 1.0:
            return data
        samples = np.frombuffer(data, np.int16) * np.linspace(before, self.gain, len(data) // 2, dtype=np.float32)
        return np.clip(samples, -32768, 32767).astype(np.int16).tobytes()

    def _end(self, now: float) -> None:
        self._pending.clear()
        self._until, self._speaking = now, False
        self._silent.set()
        self._space.set()

    def _refuse_if_over(self) -> None:
        if self._closed:
            raise SourceFailed("The track was closed; nothing more can be said on it")
        if self._out.error is not None:
            raise SourceFailed(f"LiveKit took no more of this track's sound: {self._out.error}")
