"""Whether anything comes from the candidate: sound, the silence of a live microphone, or nothing at all.

Where nothing arrives, WebRTC plays exact silence, as it does of a microphone that is dead or off. What tells them apart
is whether packets come, and those are only counted while it is that quiet. Deliberately not here: what is said about it
(`conversation.line`), and what the log holds of it (`notes`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from livekit import rtc

Condition = Literal["well", "doubtful", "lost", "muted", "silent_microphone"]
"""Doubtful: it is as quiet as if it were lost, for a moment so far. Lost: no packet comes."""
LOOKS_EVERY: Final = 0.1
NOTHING: Final = 4
"""Samples up to this, of 32767, are no sound: a quiet room in a live microphone makes 10 and more."""
DOUBTFUL_AFTER: Final = 0.2
"""Seconds; what WebRTC makes up for what is missing sounds for as long before it fades."""
LOST_AFTER: Final = 1.5
"""Seconds without a packet. Of silence a browser sends one every 0.4 s; three in a row are lost only with the line."""
COUNTS_EVERY: Final = 0.4
COUNTED_WITHIN: Final = 1.0
BACK_AFTER: Final = 0.6
"""Seconds for which a lost line carries sound again before it is well: its other way takes as long to."""
SILENT_AFTER: Final = 5.0
"""Seconds in which a microphone gave no sound at all, though packets of it came."""
SLEPT: Final = 0.5
"""Seconds by which this process may look late; then it was itself that heard nothing."""
GATED_SILENT_AFTER: Final = 20.0
"""The same of one that gives none between words either, because the browser takes the noise of the room away."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The line is now so, since a moment (monotonic), and was so before, for so many seconds."""

    now: Condition
    since: float
    before: Condition
    seconds: float


class Line:
    """Fed with frames; `packets` counts those that came, None where that is not known; `changed` is told."""

    def __init__(self, packets: Callable[[], Awaitable[int | None]], changed: Callable[[Changed], None]) -> None:
        self._packets = packets
        self._changed = changed
        self._since = self._sound_at = self._frame_at = time.monotonic()
        self._counted: int | None = None
        self._counted_at = 0.0
        self._moved_at = 0.0
        """When the count was last known to be another one."""
        self._sound_before = 0.0
        """When it was first counted in this silence: the sound before it."""
        self._gated = False
        """This microphone gives no sound between words either: its silence is a person's."""
        self.condition: Condition = "well"
        """As it was found last."""
        self.muted = False
        """The candidate switched its microphone off."""
        self._was_muted = False
        self._back_since: float | None = None
        """Since when a line that was lost carries sound again."""

    def hear(self, frame: bytes, now: float) -> None:
        """A frame of the candidate's, 16-bit."""
        self._frame_at = now
        samples = np.frombuffer(frame, np.int16)
        if len(samples) and (samples.max() > NOTHING or samples.min() < -NOTHING):
            self._sound_at = now

    def begins(self, now: float) -> None:
        """A track of the candidate's is there, or we have slept: what was before tells nothing."""
        self._sound_at = self._frame_at = now
        self._counted = None

    async def watch(self) -> None:
        """Until cancelled."""
        looked = time.monotonic()
        self.begins(looked)
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            now = time.monotonic()
            if now - looked > SLEPT and self.condition != "lost":
                self.begins(now)
            await self.look(now)
            looked = time.monotonic()

    async def look(self, now: float) -> None:
        """Find what it is like now."""
        if self._was_muted and not self.muted:  # until now nothing was counted, and nothing had to come
            self.begins(now)
        self._was_muted = self.muted
        if now - self._sound_at < DOUBTFUL_AFTER:
            if self.condition == "lost":
                self._back_since = self._back_since or now
                if now - self._back_since < BACK_AFTER:
                    return
            back, self._back_since = self._back_since or now, None
            self._gated = self._gated or (self._counted is not None and self._moved_at > self._sound_before)
            self._counted = None
            self._becomes("well", self._sound_at, back)
        elif self.muted:
            self._becomes("muted", self._sound_at, now)
        elif now - self._frame_at >= LOST_AFTER:
            self._back_since = None
            self._becomes("lost", self._frame_at, now)  # there is no track any more
        elif self._counted is None or now - self._counted_at >= COUNTS_EVERY:
            await self._count(now)
            self._judge(now)

    async def _count(self, now: float) -> None:
        count = await self._packets()
        if self._counted is None:
            self._moved_at = self._sound_before = self._sound_at
        if count is None or (self._counted is not None and count != self._counted):
            self._moved_at = now
        self._counted, self._counted_at = count or 0, now

    def _judge(self, now: float) -> None:
        if now - self._moved_at >= LOST_AFTER:
            self._back_since = None
            self._becomes("lost", self._moved_at, now)
        elif self._moved_at == self._sound_before:
            if self.condition == "well" and not self._gated:
                self._becomes("doubtful", self._sound_at, now)
        elif now - self._sound_at >= (GATED_SILENT_AFTER if self._gated else SILENT_AFTER):
            self._becomes("silent_microphone", self._sound_at, now)
        elif self.condition != "silent_microphone":
            self._becomes("well", self._moved_at, now)

    def _becomes(self, condition: Condition, since: float, now: float) -> None:
        if condition == self.condition:
            return
        before, seconds = self.condition, now - self._since
        self.condition, self._since = condition, since
        self._changed(Changed(condition, since, before, seconds))


async def packets_of(track: rtc.Track) -> int | None:
    """How many came of a track of somebody else's."""
    try:
        async with asyncio.timeout(COUNTED_WITHIN):
            found = await track.get_stats()
    except Exception:  # noqa: BLE001 - whatever the native part says: then nothing is known
        return None
    for one in found:
        if one.WhichOneof("stats") == "inbound_rtp":
            return int(one.inbound_rtp.received.packets_received)
    return None
