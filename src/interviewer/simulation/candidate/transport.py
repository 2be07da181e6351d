"""How long sound takes through a room, each way: a tone with the same microphone and ear as the candidate's turns.

Two participants in a room of their own on the server that carries the calls, while they go on, so that the way is
measured under the same load. Deliberately not here: what is made of it (`demo_report`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import numpy as np
from livekit import rtc

from interviewer.providers.rooms import LiveKitRooms, RoomsUnavailable
from interviewer.simulation.candidate import connection, sound
from interviewer.simulation.candidate.ears import Ears, SoundBegan
from interviewer.simulation.candidate.mouth import Mark, Mouth

EVERY: Final = 1.5
"""Seconds between two tones; what takes longer is lost."""
TONE_SECONDS: Final = 0.25
TONE_HZ: Final = 440.0
LOUDNESS: Final = 9000


@dataclass(slots=True)
class Transport:
    """Seconds that each tone took: to the other end, and back."""

    there: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)


def tone() -> sound.Sound:
    """A tone that begins at once."""
    at = np.arange(int(TONE_SECONDS * sound.RATE)) / sound.RATE
    return sound.of_samples((np.sin(2 * np.pi * TONE_HZ * at) * LOUDNESS).astype(np.int16))


def taken(said: Sequence[float], heard: Sequence[float]) -> list[float]:
    """Seconds from each tone to the next sound at the other end; one that was not heard is left out."""
    found = (next((at - left for at in heard if 0 < at - left < EVERY), None) for left in said)
    return [seconds for seconds in found if seconds is not None]


@contextlib.asynccontextmanager
async def measured(url: str, key: str, secret: str) -> AsyncIterator[Transport]:
    """Tones go to and fro while the block runs; what they took is there once it is left.

    Raises `RoomsUnavailable` or `rtc.ConnectError` when there is no such server.
    """
    found = Transport()
    room = f"transport-{uuid4().hex[:12]}"
    async with LiveKitRooms(url, key, secret) as rooms:
        await rooms.create(room)
        near, far = _End(), _End()
        ends = {"near": near, "far": far}
        beeping: asyncio.Task[None] | None = None
        try:
            for name, end in ends.items():
                await end.join(url, rooms.token(room, name, role="candidate"))
            beeping = asyncio.create_task(_beep(near, far))
            yield found
        finally:
            if beeping is not None:
                beeping.cancel()
                await asyncio.gather(beeping, return_exceptions=True)
            for end in ends.values():
                await end.leave()
            with contextlib.suppress(RoomsUnavailable):  # it closes by itself once it is empty
                await rooms.delete(room)
            found.there, found.back = taken(near.said, far.heard), taken(far.said, near.heard)


async def _beep(near: _End, far: _End) -> None:
    beep, number = tone(), 0
    while True:
        await asyncio.sleep(EVERY)
        (near, far)[number % 2].mouth.say(beep)
        number += 1


class _End:
    """One participant: says a tone when told, and notes when it hears one."""

    def __init__(self) -> None:
        self.said: list[float] = []
        self.heard: list[float] = []
        self.mouth = Mouth()
        self._ears = Ears()
        self._room = rtc.Room()
        self._source = connection.source()
        self._tasks: list[asyncio.Task[None]] = []
        self._room.on("track_subscribed", self._on_track)

    async def join(self, url: str, token: str) -> None:
        await self._room.connect(url, token)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self._room.local_participant.publish_track(track, options)
        self._tasks.append(asyncio.create_task(self._speak()))

    async def leave(self) -> None:
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
            marks = await connection.play(self._source, frame, frame.samples)
            self.said.extend(leaves for mark, leaves in marks if mark is Mark.VOICE_BEGINS)

    async def _listen(self, track: rtc.Track) -> None:
        async with contextlib.aclosing(connection.pieces(track)) as pieces:
            async for samples, until in pieces:
                self.heard.extend(n.at for n in self._ears.hear(samples, until) if isinstance(n, SoundBegan))
