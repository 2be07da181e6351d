"""What a network does to what passes through it, each way on its own."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Final

MEDIA: Final = range(128, 192)
"""The first byte of a datagram that carries sound or tells of it (RFC 7983); others keep the connection up."""


@dataclass(frozen=True, slots=True)
class Way:
    """One direction."""

    loss: float = 0.0
    """Share of the datagrams that do not arrive; 1: none does, and streams stand still, too."""
    delay: float = 0.0
    """Seconds more than without it, for each."""
    jitter: float = 0.0
    """So many more at most, drawn for each datagram: one that was sent later may come first."""
    sound_only: bool = False
    """What holds the connection up passes unhurt: both sides take the line for whole."""


@dataclass(frozen=True, slots=True)
class Weather:
    """`up` is from the candidate, `down` to it; these carry the sound."""

    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    signalling: bool = True
    """Whether the signalling passes; where not, it is silent both ways, and new connections are not answered."""


CALM: Final = Weather()


class Sky:
    """The weather of the moment."""

    def __init__(self, seed: float) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
        self.weather = CALM
        self._turned = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def turn(self, weather: Weather) -> None:
        """It becomes this; whoever waits looks again."""
        self.weather = weather
        task = asyncio.ensure_future(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def way(self, *, up: bool) -> Way:
        """What one direction is like now."""
        return self.weather.up if up else self.weather.down

    def loses(self, data: bytes, *, up: bool) -> bool:
        """Whether this datagram does not arrive."""
        way = self.way(up=up)
        spared = way.sound_only and not (data and data[0] in MEDIA)
        return not spared and way.loss > 0 and self._chance.random() < way.loss

    def late(self, *, up: bool) -> float:
        """By how many seconds this datagram is late."""
        way = self.way(up=up)
        return way.delay + (self._chance.uniform(0, way.jitter) if way.jitter else 0.0)

    async def flows(self, *, up: bool) -> None:
        """Until a stream gets through in this direction."""
        async with self._turned:
            await self._turned.wait_for(lambda: self.way(up=up).loss < 1 or self.way(up=up).sound_only)

    async def signals(self) -> None:
        """Until signalling passes."""
        async with self._turned:
            await self._turned.wait_for(lambda: self.weather.signalling)

    async def _tell(self) -> None:
        async with self._turned:
            self._turned.notify_all()
