"""Keeps what each interviewer sounds like at the candidate's ear, and when: each on its own, where there are two."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate.ears import Arrivals
from interviewer.simulation.candidate.sound import Samples, levels_db

HEAR_MS: Final = 50
INTERVIEWER: Final = "interviewer-"
AT_ONCE: Final = 0.02
"""Seconds into which the sounds of two interviewers are put to be compared."""


@dataclass(slots=True)
class Track:
    """What came from one interviewer: pieces, each with the time of its last sample."""

    pieces: list[tuple[float, Samples]] = field(default_factory=list)

    def sounding(self) -> set[int]:
        """Every AT_ONCE in which it sounded, by number."""
        found: set[int] = set()
        for until, samples in self.pieces:
            count = len(samples) // hearing.WINDOW
            levels = levels_db(samples[: count * hearing.WINDOW].reshape(count, hearing.WINDOW)).tolist()
            for index, level in enumerate(levels):
                if level > hearing.SOUND_DB:
                    found.add(int((until - (count - index) * 0.01) / AT_ONCE))
        return found

    @property
    def began(self) -> float:
        """The time of its first sample."""
        return self.pieces[0][0] - len(self.pieces[0][1]) / hearing.RATE

    def first_sound(self) -> float | None:
        """When it sounded first."""
        sounding = self.sounding()
        return min(sounding) * AT_ONCE if sounding else None

    def samples(self) -> Samples:
        """All of it, silence where nothing came."""
        if not self.pieces:
            return np.zeros(0, np.int16)
        first = self.began
        whole = np.zeros(round((self.pieces[-1][0] - first + 1) * hearing.RATE), np.int16)
        at = 0
        for until, samples in self.pieces:
            wanted = round((until - first) * hearing.RATE) - len(samples)
            # A piece that follows closely follows exactly: a hole of a few samples is none.
            at = wanted if wanted - at > hearing.RATE // 5 else at
            fits = samples[: max(0, len(whole) - at)]
            whole[at : at + len(fits)] = fits
            at += len(samples)
        return whole


@dataclass(slots=True)
class Observed:
    """What was heard in the room, by identity."""

    tracks: dict[str, Track] = field(default_factory=dict)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def begins(self, track: rtc.Track, whose: str) -> None:
        """Keep this one, too."""
        if whose.startswith(INTERVIEWER):
            self._tasks[track.sid] = asyncio.create_task(_listen(track, self.tracks.setdefault(whose, Track())))

    def ends(self, track: rtc.Track) -> None:
        """No more of it."""
        if task := self._tasks.get(track.sid):
            task.cancel()

    async def stop(self) -> None:
        """Listen no longer."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def two_at_once(self) -> float:
        """Seconds in which two interviewers sounded at once."""
        sounding = [track.sounding() for track in self.tracks.values()]
        return sum(len(one & other) for one, other in combinations(sounding, 2)) * AT_ONCE


@contextlib.asynccontextmanager
async def observed() -> AsyncIterator[Observed]:
    """Keeps every track that it is told of until the end of the block."""
    found = Observed()
    try:
        yield found
    finally:
        await found.stop()


async def _listen(track: rtc.Track, kept: Track) -> None:
    arrivals = Arrivals()
    stream = rtc.AudioStream(track, sample_rate=hearing.RATE, num_channels=1, frame_size_ms=HEAR_MS, capacity=200)
    try:
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).copy()
            kept.pieces.append((arrivals.until(len(samples) / hearing.RATE, time.monotonic()), samples))
    finally:
        await stream.aclose()
