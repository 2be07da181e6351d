"""An interviewer that is a loudspeaker with ears: it buzzes when a test tells it to, and hears the candidate."""

from __future__ import annotations

import asyncio
import time

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate.ears import Arrivals, Ears, SoundBegan, SoundEnded
from simulated.synthetic_voice import voice

RATE = 24_000


class ScriptedInterviewer:
    """`began` and `ended` are when it heard the candidate's stretches of voice, `spoke` when it started itself."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.source = rtc.AudioSource(RATE, 1, queue_size_ms=100)
        self.ears = Ears()
        self.began: list[float] = []
        self.ended: list[float] = []
        self.spoke: list[float] = []
        self._changed = asyncio.Event()
        self._microphone = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.room.on("track_subscribed", self._on_track)

    async def join(self, url: str, token: str) -> None:
        """Enter the room and open its voice."""
        await self.room.connect(url, token)
        track = rtc.LocalAudioTrack.create_audio_track("voice", self.source)
        await self.room.local_participant.publish_track(track)

    async def say(self, *stretches: float) -> None:
        """Buzz and pause by turns; returns when the last of it is out."""
        samples = voice(*stretches, rate=RATE)
        samples = np.concatenate([samples, np.zeros(-len(samples) % 480, np.int16)])
        self.spoke.append(time.monotonic() + self.source.queued_duration)
        for start in range(0, len(samples), 480):
            await self.source.capture_frame(rtc.AudioFrame(samples[start : start + 480].tobytes(), RATE, 1, 480))
        await self.source.wait_for_playout()

    async def candidate_is_there(self) -> None:
        """Return when the candidate is in the room and its microphone is heard."""
        async with asyncio.timeout(20):
            await self._microphone.wait()

    async def candidate_began(self, times: int) -> None:
        """Return when so many stretches of its voice have begun."""
        await self._until(self.began, times)

    async def candidate_ended(self, times: int) -> None:
        """Return when so many stretches of its voice have been heard to their end."""
        await self._until(self.ended, times)

    async def leave(self) -> None:
        """Leave the room; a second time does nothing."""
        for task in self._tasks:
            task.cancel()
        await self.room.disconnect()
        await self.source.aclose()

    async def _until(self, heard: list[float], times: int) -> None:
        async with asyncio.timeout(40):
            while len(heard) < times:
                self._changed.clear()
                await self._changed.wait()

    def _on_track(self, track: rtc.Track, *_: object) -> None:
        task = asyncio.create_task(self._listen(track))
        self._tasks.add(task)

    async def _listen(self, track: rtc.Track) -> None:
        arrivals = Arrivals()
        async for event in rtc.AudioStream(track, sample_rate=16_000, num_channels=1, frame_size_ms=50):
            self._microphone.set()
            samples = np.frombuffer(event.frame.data, dtype=np.int16)
            for noticed in self.ears.hear(samples, arrivals.until(len(samples) / 16_000, time.monotonic())):
                if isinstance(noticed, SoundBegan):
                    self.began.append(noticed.at)
                if isinstance(noticed, SoundEnded):
                    self.ended.append(noticed.at)
                self._changed.set()
