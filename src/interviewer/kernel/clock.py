"""Time as a port: the world's time, which starts and runs as the settings say, against the real time of the database.

Everything that is decided or recorded goes by `now()`; whatever has to wait is told by `real()` when its time comes.
At speed 1 both are the same. Deliberately not here: timers; they are rows of the queue.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DRIFT = 5e-4
"""By how much of the time passed two clocks may part: what adjusting a clock slowly does at most."""


@dataclass(frozen=True, slots=True)
class Scale:
    """At the real time `anchor` the world's clocks showed `start`, and they run `speed` times as fast."""

    anchor: datetime = EPOCH
    start: datetime = EPOCH
    speed: float = 1.0


REAL = Scale()


class SharedTime:
    """The database's clock, carried on between two readings by a clock that no adjustment or suspension stops.

    Processes on machines whose clocks differ agree by it. Until the first reading it is this machine's clock. A reading
    is uncertain by half the time it took, so a slow one does not replace a better one that it agrees with.
    """

    def __init__(self) -> None:
        self._offset = time.time() - _boot()
        self._uncertain = math.inf
        """By how many seconds the last reading taken over may have been wrong."""
        self._taken = _boot()

    def __call__(self) -> datetime:
        """The real time, UTC."""
        return EPOCH + timedelta(seconds=_boot() + self._offset)

    def read(self, database_now: datetime, *, asked: float, answered: float) -> None:
        """Look at a reading of the database's clock; when it was asked and answered, by `moment`."""
        offset = (database_now - EPOCH).total_seconds() - (asked + answered) / 2
        uncertain = (answered - asked) / 2
        grown = self._uncertain + (answered - self._taken) * DRIFT
        was_set = abs(offset - self._offset) > uncertain + grown
        if uncertain <= grown or was_set:
            self._offset, self._uncertain, self._taken = offset, uncertain, answered

    @staticmethod
    def moment() -> float:
        """Seconds on the clock that readings are carried on by."""
        return _boot()


class Steady:
    """Unix time as this machine showed it once, carried on by a clock that no adjustment moves: for one call."""

    def __init__(self, wall: Callable[[], float] = time.time, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self.offset = wall() - ticks()
        """What makes Unix time of monotonic seconds."""

    def __call__(self) -> float:
        """Unix time, in seconds."""
        return self.offset + self._ticks()

    def utc(self) -> datetime:
        """The same as a moment."""
        return datetime.fromtimestamp(self(), UTC)


class Clock:
    """The world's time. `source` tells the real time."""

    def __init__(self, scale: Scale = REAL, source: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.scale = scale
        self._source = source

    def now(self) -> datetime:
        """The world's time, UTC."""
        return self.world(self._source())

    def real(self, moment: datetime) -> datetime:
        """The real time at which the world's clocks show `moment`; the last there is for one beyond all calendars."""
        scale = self.scale
        try:
            return scale.anchor + (moment - scale.start) / scale.speed
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)

    def world(self, real: datetime) -> datetime:
        """What the world's clocks show at that real time."""
        return self.scale.start + (real - self.scale.anchor) * self.scale.speed

    def real_seconds(self, seconds: float) -> float:
        """How long so many of the world's seconds really last."""
        return seconds / self.scale.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of the world's seconds."""
        await asyncio.sleep(self.real_seconds(seconds))


def _boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
