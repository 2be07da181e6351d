"""Whether the candidate of a call is there and heard, and how long the call waits for one who is not.

Deliberately not here: how a lost line is noticed (`line`), and what is said meanwhile (`line_keeper`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from livekit import rtc

from interviewer.agent.line import Changed, Line, packets_of

RETURNS_WITHIN: Final = 15.0
"""Seconds, counted from the last that came from the candidate; then its call is lost."""


class Presence:
    """Of one candidate: `lost` is called when it did not return in time, `changed` is told what its line is like."""

    def __init__(self, lost: Callable[[], None]) -> None:
        self.changed: Callable[[Changed], None] = lambda _: None
        self._lost = lost
        self._line = Line(self._packets, self._line_changed)
        self._track: rtc.Track | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    def hear(self, frame: bytes) -> None:
        """A frame of the candidate's, 16-bit."""
        self._line.hear(frame, time.monotonic())

    def listens_to(self, track: rtc.Track, *, muted: bool) -> None:
        """This is the candidate's microphone from now on."""
        self._track = track
        self._line.muted = muted
        self._line.begins(time.monotonic())

    def muted(self, *, muted: bool) -> None:
        """The candidate switched its microphone off or on."""
        self._line.muted = muted

    def watch(self) -> None:
        """Look after the line from now on."""
        self._watching = asyncio.create_task(self._line.watch(), name="line")

    def left(self) -> None:
        """The candidate is in the room no more, without a goodbye."""
        self._wait(RETURNS_WITHIN)

    def returned(self) -> None:
        """It is there again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Nobody is waited for any more."""
        self.returned()
        if self._watching is not None:
            self._watching.cancel()

    def _line_changed(self, change: Changed) -> None:
        if change.now == "lost":
            self._wait(RETURNS_WITHIN - (time.monotonic() - change.since))
        elif change.before == "lost":
            self.returned()
        self.changed(change)

    def _wait(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, seconds), self._lost)

    async def _packets(self) -> int | None:
        return await packets_of(self._track) if self._track is not None else None
