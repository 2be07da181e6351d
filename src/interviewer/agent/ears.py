"""The candidate's microphone, whichever track carries it, in frames of one window of the voice detector."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from livekit import rtc

SAMPLE_RATE = 16_000
FRAME_MS = 32
BACKLOG_FRAMES = 5_000 // FRAME_MS
"""Five seconds: an event loop that is further behind loses sound rather than memory."""


class Ears:
    """16 kHz mono; a new track takes the old one's place without the listener noticing.

    `heard` gets each frame and when its last sample arrived (Unix time, by `wall`).
    """

    def __init__(self, heard: Callable[[rtc.AudioFrame, float], None], wall: Callable[[], float]) -> None:
        self._heard = heard
        self._wall = wall
        self._pump: asyncio.Task[None] | None = None

    def listen_to(self, track: rtc.Track) -> None:
        """Hear this track from now on."""
        if self._pump is not None:
            self._pump.cancel()
        self._pump = asyncio.create_task(self._read(track), name="ears")

    async def close(self) -> None:
        """Stop hearing."""
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump

    async def _read(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(
            track, sample_rate=SAMPLE_RATE, num_channels=1, frame_size_ms=FRAME_MS, capacity=BACKLOG_FRAMES
        )
        try:
            async for event in stream:
                self._heard(event.frame, self._wall())
        finally:
            await stream.aclose()
