"""Heartbeats of all agents of this process, written together: a few statements a second, however many agents."""

from __future__ import annotations

import asyncio
from uuid import UUID

from interviewer.kernel.writer import LOST
from interviewer.providers.heartbeats import Beat, Heartbeats
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
WRITE_SECONDS = 0.25
"""A lease lives twelve times as long without a heartbeat."""


class Pulse:
    """Collects beats and writes them."""

    def __init__(self, heartbeats: Heartbeats) -> None:
        self._heartbeats = heartbeats
        self._beats: dict[UUID, Beat] = {}

    def note(self, beat: Beat) -> None:
        """The agent is alive."""
        self._beats[beat.link_id] = beat

    def forget(self, link_id: UUID) -> None:
        """The link is closed; what was heard over it counts no more."""
        self._beats.pop(link_id, None)

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            beats, self._beats = self._beats, {}
            try:
                await self._heartbeats.seen(*beats.values())
            except LOST as error:
                log.warning("heartbeats.not_kept", error=type(error).__name__, agents=len(beats))
