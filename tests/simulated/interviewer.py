"""An interviewer that is a loudspeaker with manners: says its buzzes in order, each after the candidate has answered."""

from __future__ import annotations

import asyncio
import time

import numpy as np
from livekit import rtc
from simulated.synthetic_voice import voice

from interviewer.simulation.candidate.ears import Arrivals, Ears, SoundBegan, SoundEnded

RATE = 24_000


class ScriptedInterviewer:
    """Its ears and its voice; `began` and `ended` are what it heard of the candidate, `spoke` when it started itself."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.source = rtc.AudioSource(RATE, 1, queue_size_ms=100)
        self.ears = Ears()
        self.began: list[float] = []
        self.ended: list[float] = []
        self.spoke: list[float] = []
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.room.on("track_subscribed", self._on_track)

    async def join(self, url: str, token: str) -> None:
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

    async def candidate_began(self, times: int) -> None:
        await self._until(self.began, times)

    async def candidate_ended(self, times: int) -> None:
        await self._until(self.ended, times)

    async def leave(self) -> None:
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
            samples = np.frombuffer(event.frame.data, dtype=np.int16)
            for noticed in self.ears.hear(samples, arrivals.until(len(samples) / 16_000, time.monotonic())):
                if isinstance(noticed, SoundBegan):
                    self.began.append(noticed.at)
                if isinstance(noticed, SoundEnded):
                    self.ended.append(noticed.at)
                self._changed.set()
