"""How long sound takes through a room, each way, measured with a tone and the same microphone and ear as the turns.

Two participants in a room of their own on the same server, at the same time as the calls: what the way costs is then in
the same run, under the same load.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Final

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate import sound
from interviewer.simulation.candidate.ears import Arrivals, Ears, SoundBegan
from interviewer.simulation.candidate.mouth import FRAME, Mark, Mouth
from voice.candidate import HEAR_MS, QUEUE_MS

EVERY: Final = 1.5
TONE_SECONDS: Final = 0.25
TONE_HZ: Final = 440.0


def tone() -> sound.Sound:
    """A tone that begins at once."""
    at = np.arange(int(TONE_SECONDS * sound.RATE)) / sound.RATE
    return sound.of_samples((np.sin(2 * np.pi * TONE_HZ * at) * 9000).astype(np.int16))


class End:
    """One participant: says a tone when told, and notes when it hears one."""

    def __init__(self) -> None:
        self.said: list[float] = []
        self.heard: list[float] = []
        self.mouth = Mouth()
        self._ears = Ears()
        self._arrivals = Arrivals()
        self._room = rtc.Room()
        self._source = rtc.AudioSource(sound.RATE, 1, queue_size_ms=QUEUE_MS)
        self._tasks: list[asyncio.Task[None]] = []
        self._room.on("track_subscribed", self._on_track)

    async def join(self, url: str, token: str) -> None:
        """Enter, with an open microphone."""
        await self._room.connect(url, token)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self._room.local_participant.publish_track(track, options)
        self._tasks.append(asyncio.create_task(self._speak()))

    async def leave(self) -> None:
        """Go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._room.disconnect()
        await self._source.aclose()

    def _on_track(self, track: rtc.Track, *_: object) -> None:
        self._tasks.append(asyncio.create_task(self._listen(track)))

    async def _speak(self) -> None:
        while True:
            frame = self.mouth.next()
            await self._source.capture_frame(rtc.AudioFrame(frame.samples.tobytes(), sound.RATE, 1, FRAME))
            leaves = time.monotonic() + min(self._source.queued_duration, QUEUE_MS / 1000) - FRAME / sound.RATE
            self.said.extend(leaves + at / sound.RATE for mark, at in frame.marks if mark is Mark.VOICE_BEGINS)

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=hearing.RATE, num_channels=1, frame_size_ms=HEAR_MS, capacity=500)
        try:
            async for event in stream:
                samples = np.frombuffer(event.frame.data, dtype=np.int16)
                until = self._arrivals.until(len(samples) / hearing.RATE, time.monotonic())
                self.heard.extend(n.at for n in self._ears.hear(samples, until) if isinstance(n, SoundBegan))
        finally:
            await stream.aclose()


async def measure(url: str, tokens: tuple[str, str], until: asyncio.Event) -> tuple[list[float], list[float]]:
    """Seconds that each tone took, to the other end and back, one of each every few seconds until told to stop."""
    near, far = End(), End()
    await near.join(url, tokens[0])
    await far.join(url, tokens[1])
    try:
        beep = tone()
        speakers = (near, far)
        number = 0
        while not until.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(until.wait(), EVERY)
            speakers[number % 2].mouth.say(beep)
            number += 1
        await asyncio.sleep(EVERY)
    finally:
        await near.leave()
        await far.leave()
    return taken(near.said, far.heard), taken(far.said, near.heard)


def taken(said: list[float], heard: list[float]) -> list[float]:
    """Seconds from each tone said to the next sound heard; one that was not heard is left out."""
    found = (next((at - left for at in heard if 0 < at - left < EVERY), None) for left in said)
    return [seconds for seconds in found if seconds is not None]
