"""The interviewer's voice into the room, paced by us, so that what was played is known to the frame.

LiveKit's own output knows how much it queued; this one keeps at most `QUEUE_MS` ahead of the ear, tells the
recorder every frame with the moment it sounds, and can pause where it is.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from livekit import rtc
from livekit.agents.voice import io

SAMPLE_RATE = 24_000
FRAME_SAMPLES = SAMPLE_RATE // 50
"""20 ms."""
QUEUE_MS = 100


class Mouth(io.AudioOutput):
    """Audio output of a session: 24 kHz mono 16-bit. `heard` gets each frame's bytes and when it sounds (Unix time)."""

    def __init__(self, heard: Callable[[bytes, float], None]) -> None:
        super().__init__(
            label="Mouth",
            sample_rate=SAMPLE_RATE,
            capabilities=io.AudioOutputCapabilities(pause=True),
        )
        self._heard = heard
        self._source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
        self._pending: deque[bytes] = deque()
        self._rest = b""
        self._more = asyncio.Event()
        self._enabled = asyncio.Event()
        self._enabled.set()
        self._flushed = False
        self._segment_open = False
        self._played = 0.0
        self._muted = False
        self._pacer: asyncio.Task[None] | None = None
        self._text_at: Callable[[float], str] = lambda _seconds: ""
        self.first_sound_at: float | None = None
        """When the current speech was first heard, Unix time."""
        self.position = 0.0
        """Seconds of the current speech that were played, once it is finished."""

    async def publish(self, room: rtc.Room) -> rtc.LocalTrackPublication:
        """Open the microphone track and begin to pace."""
        track = rtc.LocalAudioTrack.create_audio_track("interviewer", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await room.local_participant.publish_track(track, options)
        self._pacer = asyncio.create_task(self._pace(), name="mouth")
        return publication

    def mute(self) -> None:
        """Say nothing more, for good: somebody else holds the interview now."""
        self._muted = True
        self._pending.clear()
        self._source.clear_queue()

    async def close(self) -> None:
        """Stop pacing and free the source."""
        if self._pacer is not None:
            self._pacer.cancel()
        await self._source.aclose()

    def begin(self, text_at: Callable[[float], str]) -> None:
        """A new speech follows; `text_at` tells the words that its first so many seconds hold."""
        self._text_at, self.first_sound_at, self.position = text_at, None, 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Take a frame of the current speech; never waits for playing."""
        await super().capture_frame(frame)
        if not self._segment_open:
            self._segment_open, self._flushed, self._played, self.first_sound_at = True, False, 0.0, None
        size = FRAME_SAMPLES * 2
        data = self._rest + bytes(frame.data)
        whole = len(data) // size * size
        self._pending.extend(data[i : i + size] for i in range(0, whole, size))
        self._rest = data[whole:]
        self._more.set()

    def flush(self) -> None:
        """The current speech has no more frames."""
        super().flush()
        if self._rest:
            self._pending.append(self._rest.ljust(FRAME_SAMPLES * 2, b"\0"))
            self._rest = b""
        if self._segment_open:
            self._flushed = True
            self._more.set()

    def clear_buffer(self) -> None:
        """Stop now; what was queued and not heard does not count as played."""
        if not self._segment_open:
            return
        queued = self._source.queued_duration
        self._source.clear_queue()
        self._finish(max(0.0, self._played - queued), interrupted=True)

    def pause(self) -> None:
        """Hold the speech where it is."""
        super().pause()
        self._enabled.clear()

    def resume(self) -> None:
        """Go on where it was held."""
        super().resume()
        self._enabled.set()

    def _finish_if_played_out(self) -> None:
        if self._flushed and not self._pending:
            self._finish(self._played, interrupted=False)

    def _finish(self, position: float, *, interrupted: bool) -> None:
        self._segment_open = self._flushed = False
        self._pending.clear()
        self._rest = b""
        self._enabled.set()
        self.position = position
        text = self._text_at(position) if interrupted else None
        self.on_playback_finished(playback_position=position, interrupted=interrupted, synchronized_transcript=text)

    async def _pace(self) -> None:
        while True:
            if not self._pending:
                if self._flushed:
                    await self._source.wait_for_playout()
                    self._finish_if_played_out()
                    continue
                self._more.clear()
                await self._more.wait()
                continue
            await self._enabled.wait()
            if not self._pending:
                continue
            data = self._pending.popleft()
            if self._muted:
                continue
            sounds_at = time.time() + self._source.queued_duration
            self._played += FRAME_SAMPLES / SAMPLE_RATE
            if self.first_sound_at is None:
                self.first_sound_at = sounds_at
                self.on_playback_started(created_at=sounds_at)
            self._heard(data, sounds_at)
            await self._source.capture_frame(rtc.AudioFrame(data, SAMPLE_RATE, 1, len(data) // 2))
