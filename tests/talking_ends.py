"""A candidate behind a network of the harness's and an interviewer beside a real livekit-server; both sound."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from livekit import rtc

from interviewer.providers.rooms import LiveKitRooms
from interviewer.simulation.candidate.microphone import Microphone
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.chaos.network import Network, between
from real_livekit import KEY, SECRET, livekit_server

ROOM = "a-room"
PIECE = 480
AUDIBLE = 1000
TONE: Samples = (np.sin(2 * np.pi * 400 * np.arange(PIECE) / 48_000) * 8000).astype(np.int16)
QUIET_ROOM: Samples = np.random.default_rng(0).normal(0, 15, PIECE).astype(np.int16)


@dataclass
class End:
    """One participant that sounds without end; how loud the other one was, piece by piece."""

    url: str
    name: str
    heard: list[int] = field(default_factory=list)
    room: rtc.Room = field(default_factory=rtc.Room)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    microphone: Microphone = field(default_factory=Microphone)
    sounds: Samples = field(default_factory=lambda: TONE)
    """Ten milliseconds of it."""

    async def join(self, rooms: LiveKitRooms) -> None:
        self.room.on("track_subscribed", self._listens)
        await self.room.connect(self.url, rooms.token(ROOM, self.name, role="candidate"))
        source = rtc.AudioSource(48_000, 1)
        await self.microphone.publish(self.room, source)
        self.tasks.append(asyncio.create_task(self._sound(source)))

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.room.disconnect()

    async def hears(self) -> None:
        """Until the other one is audible."""
        del self.heard[:]
        async with asyncio.timeout(15):
            while not any(level > AUDIBLE for level in self.heard):
                await asyncio.sleep(0.02)

    async def hears_nothing(self) -> None:
        """Until half a second of silence came."""
        async with asyncio.timeout(15):
            while len(self.heard) < 25 or max(self.heard[-25:]) > AUDIBLE:
                await asyncio.sleep(0.02)

    def _listens(self, track: rtc.Track, *_: object) -> None:
        self.tasks.append(asyncio.create_task(self._listen(track)))

    async def _listen(self, track: rtc.Track) -> None:
        async for event in rtc.AudioStream(track, sample_rate=16_000, num_channels=1, frame_size_ms=20):
            self.heard.append(int(np.abs(np.frombuffer(event.frame.data, np.int16).astype(np.int32)).max()))

    async def _sound(self, source: rtc.AudioSource) -> None:
        while True:
            data = self.microphone.carries(self.sounds).tobytes()
            await source.capture_frame(rtc.AudioFrame(data, 48_000, 1, PIECE))


@contextlib.asynccontextmanager
async def talking(home: Path) -> AsyncIterator[tuple[Network, End, End]]:
    """A candidate behind a network and an interviewer beside the server; each hears the other."""
    async with livekit_server(home) as url, between(url) as network, LiveKitRooms(url, KEY, SECRET) as rooms:
        await rooms.create(ROOM)
        candidate, interviewer = End(network.url, "candidate"), End(url, "interviewer")
        try:
            await interviewer.join(rooms)
            await candidate.join(rooms)
            await asyncio.gather(candidate.hears(), interviewer.hears())
            yield network, candidate, interviewer
        finally:
            await asyncio.gather(candidate.leave(), interviewer.leave())
