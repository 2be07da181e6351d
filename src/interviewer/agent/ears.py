"""The candidate's microphone as the session's audio input, with a tap for the recorder."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

from livekit import rtc
from livekit.agents.voice import io

from interviewer.agent.mouth import SAMPLE_RATE

FRAME_MS = 50
BACKLOG_FRAMES = 100
"""Five seconds: a session that is further behind loses sound rather than memory."""


class Ears(io.AudioInput):
    """Audio input of a session: 24 kHz mono. A new track takes the old one's place without the session noticing.

    `heard` gets each frame's bytes and when its last sample arrived (Unix time).
    """

    def __init__(self, heard: Callable[[bytes, float], None]) -> None:
        super().__init__(label="Ears")
        self._heard = heard
        self._frames: asyncio.Queue[rtc.AudioFrame] = asyncio.Queue(BACKLOG_FRAMES)
        self._pump: asyncio.Task[None] | None = None
        self.dropped = 0
        """Frames that the session did not take in time."""

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

    async def __anext__(self) -> rtc.AudioFrame:
        """The next frame, as the session wants it."""
        return await self._frames.get()

    async def _read(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(
            track, sample_rate=SAMPLE_RATE, num_channels=1, frame_size_ms=FRAME_MS, capacity=BACKLOG_FRAMES
        )
        try:
            async for event in stream:
                self._heard(bytes(event.frame.data), time.time())
                try:
                    self._frames.put_nowait(event.frame)
                except asyncio.QueueFull:
                    self.dropped += 1
        finally:
            await stream.aclose()
