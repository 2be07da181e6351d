"""Makes the room of an interview that dials, and closes it when the interview is over."""

from __future__ import annotations

import asyncio
import contextlib

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.kernel.queue import Claim
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
GOODBYE_SECONDS = 10.0
"""How long an interviewer may stay after the interview's end, to finish its last sentence and recording."""
LOOK_SECONDS = 0.5


class RoomKeeper:
    """Works off the queue `ROOMS`."""

    def __init__(self, plane: ControlPlane, *, goodbye: float = GOODBYE_SECONDS) -> None:
        self._plane = plane
        self._goodbye = goodbye

    async def work(self, claim: Claim) -> None:
        """Make or close the room that the job names."""
        view = view_of(await self._plane.store.read_stream(stream_of(claim.payload["interview_id"])))
        with logs.bind(correlation_id=view.correlation_id):
            await self._work(claim)

    async def _work(self, claim: Claim) -> None:
        if claim.payload["wanted"]:
            await self._plane.rooms.create(claim.key)
            log.info("room.made")
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._interviewer_gone(claim.key), self._goodbye)
        await self._plane.rooms.delete(claim.key)
        log.info("room.closed")

    async def _interviewer_gone(self, room: str) -> None:
        while any(who.startswith("interviewer-") for who in await self._plane.rooms.participants(room)):  # noqa: ASYNC110 - LiveKit does not tell
            await asyncio.sleep(LOOK_SECONDS)
