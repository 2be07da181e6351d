"""The interviewer's voice into the room, paced by us, so that what was played is known to the frame.

One speech at a time. It can be made quieter, held where it is and gone on with, or dropped; at most `QUEUE_MS` of it
are ahead of the ear. Deliberately not here: what is said, and when to hold it (`dialogue`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from livekit import rtc

SAMPLE_RATE = 24_000
FRAME_SAMPLES = SAMPLE_RATE // 50
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
FRAME_BYTES = FRAME_SAMPLES * 2
QUEUE_MS = 60
DUCKED: Final = 0.25
"""How loud the interviewer is while it hears whether somebody wants to speak: 12 dB less."""
RAMP: Final = np.linspace(1.0, DUCKED, FRAME_SAMPLES, dtype=np.float32)
STEADY: Final = np.full(FRAME_SAMPLES, DUCKED, dtype=np.float32)


class Source(Protocol):
    """Where frames go out, in time: `rtc.AudioSource` or what takes its place."""

    @property
    def queued_duration(self) -> float:
        """Seconds that were taken and not played yet."""
        ...

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame once there is room for it."""
        ...

    def clear_queue(self) -> None:
        """Drop what was taken and not played yet."""
        ...

    async def wait_for_playout(self) -> None:
        """Return when everything was played."""
        ...

    async def aclose(self) -> None:
        """Free what it holds."""
        ...


class Mouth:
    """24 kHz mono 16-bit.

    `heard` gets each frame's bytes and when it sounds (Unix time); `ended` is told once a speech was played to its end.
    """

    def __init__(self, heard: Callable[[bytes, float], None], source: Source) -> None:
        self._heard = heard
        self.ended: Callable[[], None] = lambda: None
        self._source = source
        self._frames: list[bytes] = []
        self._rest = b""
        self._next = 0
        self._whole = False
        self._open = False
        self._held = False
        self._muted = False
        self._ducked = False
        self._quiet = False
        """The last frame was sent ducked."""
        self._more = asyncio.Event()
        self._pacer: asyncio.Task[None] | None = None
        self.first_sound_at: float | None = None
        """When the speech was first heard, Unix time."""
        self.position = 0.0
        """Seconds of the speech that were played when it ended or was held."""

    def start(self) -> None:
        """Begin to pace."""
        self._pacer = asyncio.create_task(self._pace(), name="mouth")

    @property
    def held(self) -> bool:
        """Whether the speech was stopped before its end."""
        return self._held

    @property
    def sounding(self) -> bool:
        """Whether a speech is being played; not while it is held."""
        return self._open and not self._held and self.first_sound_at is not None

    def begin(self) -> None:
        """A new speech follows, in place of what was left of another."""
        self._frames, self._rest, self._next = [], b"", 0
        self._open, self._whole, self._held, self._ducked = True, False, False, False
        self.first_sound_at, self.position = None, 0.0

    def add(self, pcm: bytes) -> None:
        """More of the speech, in chunks of any length."""
        data = self._rest + pcm
        whole = len(data) // FRAME_BYTES * FRAME_BYTES
        self._frames.extend(data[i : i + FRAME_BYTES] for i in range(0, whole, FRAME_BYTES))
        self._rest = data[whole:]
        self._more.set()

    def finish(self) -> None:
        """The speech has no more sound than what was added."""
        if self._rest:
            self._frames.append(self._rest.ljust(FRAME_BYTES, b"\0"))
            self._rest = b""
        self._whole = True
        self._more.set()

    def duck(self) -> None:
        """Be quieter from the next frame on."""
        self._ducked = True

    def restore(self) -> None:
        """Be as loud as before again."""
        self._ducked = False

    def hold(self) -> None:
        """Stop now, and keep the rest; `position` says where. What was queued and not heard was not played."""
        if not self._open or self._held:
            return
        unheard = min(round(self._source.queued_duration / FRAME_SECONDS), self._next)
        self._source.clear_queue()
        self._next -= unheard
        self._held = True
        self.position = self._next * FRAME_SECONDS

    def go_on(self, seconds: float) -> None:
        """Go on with a held speech from this position."""
        self._next = min(self._next, max(0, round(seconds / FRAME_SECONDS)))
        self._held = self._ducked = False
        self._more.set()

    def drop(self) -> None:
        """The speech is over, wherever it is."""
        self.hold()
        self._open = False
        self._frames = []

    def mute(self) -> None:
        """Say nothing more, for good: somebody else holds the interview now."""
        self._muted = True
        self.drop()
        self._source.clear_queue()

    async def close(self) -> None:
        """Stop pacing and free the source."""
        if self._pacer is not None:
            self._pacer.cancel()
        await self._source.aclose()

    async def _pace(self) -> None:
        while True:
            if not self._open or self._held or self._next >= len(self._frames):
                if self._open and not self._held and self._whole:
                    await self._play_out()
                    continue
                self._more.clear()
                await self._more.wait()
                continue
            if self._muted:
                return
            data = self._loudness(self._frames[self._next])
            self._next += 1
            sounds_at = time.time() + self._source.queued_duration
            if self.first_sound_at is None:
                self.first_sound_at = sounds_at
            self._heard(data, sounds_at)
            await self._source.capture_frame(rtc.AudioFrame(data, SAMPLE_RATE, 1, FRAME_SAMPLES))

    async def _play_out(self) -> None:
        await self._source.wait_for_playout()
        if self._open and not self._held and self._whole and self._next >= len(self._frames):
            self._open = False
            self.position = self._next * FRAME_SECONDS
            self.ended()

    def _loudness(self, data: bytes) -> bytes:
        if not self._ducked and not self._quiet:
            return data
        gain = STEADY if self._ducked == self._quiet else RAMP if self._ducked else RAMP[::-1]
        self._quiet = self._ducked
        softer = (np.frombuffer(data, dtype=np.int16) * gain).astype(np.int16)
        return bytes(softer.tobytes())
