"""The network of the chaos harness: a candidate's media and signalling pass through it alone, and it does to them
what it is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc

from interviewer.providers.rooms import LiveKitRooms
from interviewer.simulation.chaos.network import CALM, Network, Way, Weather, between
from real_livekit import KEY, SECRET, livekit_server

ROOM = "a-room"
PIECE = 480
AUDIBLE = 1000


@dataclass
class End:
    """One participant that sounds without end; how loud the other one was, piece by piece."""

    url: str
    name: str
    heard: list[int] = field(default_factory=list)
    room: rtc.Room = field(default_factory=rtc.Room)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def join(self, rooms: LiveKitRooms) -> None:
        self.room.on("track_subscribed", self._listens)
        await self.room.connect(self.url, rooms.token(ROOM, self.name, role="candidate"))
        source = rtc.AudioSource(48_000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(track, options)
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
        wave = (np.sin(2 * np.pi * 400 * np.arange(PIECE) / 48_000) * 8000).astype(np.int16).tobytes()
        while True:
            await source.capture_frame(rtc.AudioFrame(wave, 48_000, 1, PIECE))


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


@pytest.mark.timeout(60)
async def test_media_pass_through_the_network_and_no_other_way(tmp_path: Path) -> None:
    """With everything held not a sound reaches either ear, nor a datagram the other end; then all is as before."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        assert min(network.passed) > 0
        network.becomes(Weather(Way(loss=1.0), Way(loss=1.0), signalling=False))
        passed = network.passed
        await asyncio.gather(candidate.hears_nothing(), interviewer.hears_nothing())
        assert network.passed == passed
        assert min(network.lost) > 10  # they went on sending, and only here
        network.becomes(CALM)
        await asyncio.gather(candidate.hears(), interviewer.hears())


@pytest.mark.timeout(60)
async def test_one_way_is_held_and_the_other_passes(tmp_path: Path) -> None:
    """The candidate is not heard, and goes on hearing; what keeps the connection up passes."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        network.becomes(Weather(up=Way(loss=1.0, sound_only=True)))
        await interviewer.hears_nothing()
        await candidate.hears()
        assert network.lost[0] > 0
        assert network.lost[1] == 0


@pytest.mark.timeout(60)
async def test_a_share_of_the_datagrams_is_lost_and_the_rest_comes_late(tmp_path: Path) -> None:
    """A fifth is lost of what passes, and both still hear each other, later."""
    async with talking(tmp_path) as (network, candidate, interviewer):
        before = sum(network.passed)
        bad = Way(loss=0.2, delay=0.1, jitter=0.05)
        network.becomes(Weather(bad, bad))
        async with asyncio.timeout(20):
            while sum(network.passed) - before + sum(network.lost) < 400:
                await asyncio.sleep(0.05)
        share = sum(network.lost) / (sum(network.passed) - before + sum(network.lost))
        assert 0.12 < share < 0.28
        await asyncio.gather(candidate.hears(), interviewer.hears())
