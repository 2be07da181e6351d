"""The interviewer's voice into the room, paced by us, so that what was played is known to the frame.

One speech at a time. It can be made quieter, held where it is and gone on with, or dropped; little of it is ahead of
the ear (`feeder`). Deliberately not here: what is said, and when to hold it (`dialogue`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from livekit import rtc

from interviewer.kernel.clock import Steady
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

SAMPLE_RATE = 24_000
FRAME_SAMPLES = SAMPLE_RATE // 50
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
FRAME_BYTES = FRAME_SAMPLES * 2
DUCKED: Final = 0.25
"""How loud the interviewer is while it hears whether somebody wants to speak: 12 dB less."""


class Source(Protocol):
    """Where frames go out, in time: `feeder.Source`."""

    gain: float
    """How loud they are, 1 is as given."""

    @property
    def queued_duration(self) -> float:
        """Seconds that were taken and not played yet."""
        ...

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame once there is room for it."""
        ...

    def cut(self) -> int:
        """Drop what was taken and not played yet; how many samples that were."""
        ...

    async def wait_for_playout(self) -> None:
        """Return when everything was played."""
        ...

    async def aclose(self) -> None:
        """Free what it holds."""
        ...


class Mouth:
    """24 kHz mono 16-bit; `ended` is told once a speech was played to its end, `failed` when no more can be said.

    Beside speeches there are murmurs: a word between what the candidate says, played to its end before anything else.
    """

    def __init__(self, source: Source, wall: Callable[[], float] | None = None) -> None:
        self._wall = wall or Steady()
        self.ended: Callable[[], None] = lambda: None
        self.failed: Callable[[], None] = lambda: None
        self._source = source
        self._frames: list[bytes] = []
        self._rest = b""
        self._murmur: deque[bytes] = deque()
        self._next = 0
        self._whole = False
        self._open = False
        self._held = False
        self._muted = False
        self._more = asyncio.Event()
        self._pacer: asyncio.Task[None] | None = None
        self.first_sound_at: float | None = None
        """When the speech was first heard, Unix time."""
        self.position = 0.0
        """Seconds of the speech that were played when it ended or was held."""

    def start(self) -> None:
        """Begin to pace."""
        self._pacer = asyncio.create_task(self._pace(), name="mouth")
        self._pacer.add_done_callback(self._paced)

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
        self._open, self._whole, self._held = True, False, False
        self._source.gain = 1.0
        self.first_sound_at, self.position = None, 0.0

    def murmur(self, pcm: bytes) -> float:
        """Say this before anything else; Unix time at which it is heard first."""
        self._murmur.extend(_frames(pcm + bytes(-len(pcm) % FRAME_BYTES)))
        self._more.set()
        return self._wall() + self._source.queued_duration

    def add(self, pcm: bytes) -> None:
        """More of the speech, in chunks of any length."""
        data = self._rest + pcm
        whole = len(data) // FRAME_BYTES * FRAME_BYTES
        self._frames.extend(_frames(data[:whole]))
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
        self._source.gain = DUCKED

    def restore(self) -> None:
        """Be as loud as before again."""
        self._source.gain = 1.0

    def hold(self) -> None:
        """Stop now, and keep the rest; `position` says where. What was queued and not heard was not played."""
        if not self._open or self._held:
            return
        self._next -= min(round(self._source.cut() / FRAME_SAMPLES), self._next)
        self._held = True
        self.position = self._next * FRAME_SECONDS

    def go_on(self, seconds: float) -> None:
        """Go on with a held speech from this position."""
        self._next = min(self._next, max(0, round(seconds / FRAME_SECONDS)))
        self._held = False
        self._source.gain = 1.0
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
        self._source.cut()

    async def close(self) -> None:
        """Stop pacing and free the source."""
        if self._pacer is not None:
            self._pacer.cancel()
        await self._source.aclose()

    async def _pace(self) -> None:
        while True:
            if self._muted:
                return
            if self._murmur:
                await self._play(self._murmur.popleft())
                continue
            if not self._open or self._held or self._next >= len(self._frames):
                if self._open and not self._held and self._whole:
                    await self._play_out()
                    continue
                self._more.clear()
                await self._more.wait()
                continue
            data = self._frames[self._next]
            self._next += 1
            if self.first_sound_at is None:
                self.first_sound_at = self._wall() + self._source.queued_duration
            await self._play(data)

    async def _play(self, frame: bytes) -> None:
        await self._source.capture_frame(rtc.AudioFrame(frame, SAMPLE_RATE, 1, FRAME_SAMPLES))

    def _paced(self, pacer: asyncio.Task[None]) -> None:
        if not pacer.cancelled() and (error := pacer.exception()) is not None:
            log.error("mouth.failed", error=str(error))
            self.failed()

    async def _play_out(self) -> None:
        await self._source.wait_for_playout()
        if self._open and not self._held and self._whole and self._next >= len(self._frames):
            self._open = False
            self.position = self._next * FRAME_SECONDS
            self.ended()


def _frames(pcm: bytes) -> list[bytes]:
    return [pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm), FRAME_BYTES)]
