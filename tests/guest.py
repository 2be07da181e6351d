"""A person in an interview's room whom the test plays: it says what the test wants, and is silent else."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator

import httpx
from livekit import rtc

RATE = 24_000
FRAME = RATE // 50
LOUD = 1000
"""Of a sample of 16 bits; the room itself is silent."""
WHILE = 2 * 50
"""Frames of 20 ms in two seconds."""


class Guest:
    """A candidate's seat with a microphone."""

    def __init__(self, engines_url: str) -> None:
        self._engines_url = engines_url
        self._source = rtc.AudioSource(RATE, 1)
        self._room = rtc.Room()
        self._saying: deque[bytes] = deque()
        self._listening: set[asyncio.Task[None]] = set()
        self.gone = asyncio.Event()
        self.spoken_to = asyncio.Event()
        """Somebody has been talking for a while."""
        self._room.on("disconnected", lambda _reason: self.gone.set())
        self._room.on("track_subscribed", lambda track, *_: self._listening.add(asyncio.create_task(self._hear(track))))

    async def say(self, text: str) -> None:
        """Say this with the engines' voice; returns once it is on its way."""
        asked = {"model": "piper", "voice": "joe", "input": text, "response_format": "pcm"}
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.post(f"{self._engines_url}/audio/speech", json=asked)
        sound = answer.raise_for_status().content
        size = FRAME * 2
        self._saying.extend(sound[at : at + size].ljust(size, b"\0") for at in range(0, len(sound), size))

    async def _hear(self, track: rtc.Track) -> None:
        """Listen until there were two seconds of sound."""
        loud = 0
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=20)
        async for event in stream:
            loud += max(event.frame.data, default=0) > LOUD
            if loud >= WHILE:
                self.spoken_to.set()
                break
        await stream.aclose()

    async def _enter(self, seat: dict[str, str]) -> None:
        await self._room.connect(seat["livekit_url"], seat["token"])
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self._room.local_participant.publish_track(track, options)

    async def _speak(self) -> None:
        silence = bytes(FRAME * 2)
        while True:
            data = self._saying.popleft() if self._saying else silence
            await self._source.capture_frame(rtc.AudioFrame(data, RATE, 1, FRAME))

    async def _leave(self) -> None:
        for task in self._listening:
            task.cancel()
        await self._room.disconnect()
        await self._source.aclose()


@contextlib.asynccontextmanager
async def seated(client: httpx.AsyncClient, join_url: str, engines_url: str) -> AsyncIterator[Guest]:
    """A guest in the room that this link opens, until the end of the block."""
    token = join_url.rpartition("/")[2]
    seat = (await client.post(f"/v1/join/{token}")).raise_for_status().json()
    guest = Guest(engines_url)
    await guest._enter(seat)
    speaking = asyncio.create_task(guest._speak())
    try:
        yield guest
    finally:
        speaking.cancel()
        await guest._leave()
