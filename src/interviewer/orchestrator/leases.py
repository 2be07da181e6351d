"""Watches the leases: an agent that is silent too long loses its calls, and another gets them.

Judged on the database's clock alone, and only by who has been able to read it without a gap: after a gap, or while
no api was there to take heartbeats, every lease starts afresh, so that an outage of ours ends no call.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import LoseLease
from interviewer.interviews.decider import Rejected
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.kernel.log import LogError, Metadata
from interviewer.kernel.writer import LOST
from interviewer.providers.heartbeats import API_BEAT_SECONDS, Held, Reading
from interviewer.telemetry import logs
from interviewer.wire.agent_link import CLOSED_LINK_SECONDS, LEASE_SECONDS

log = logs.get_logger(__name__)
LOOK_SECONDS = 0.1
GAP = timedelta(seconds=1.0)
"""Longest time between two looks, and between two beats of whichever api, that counts as watching."""
API_BEAT = timedelta(seconds=API_BEAT_SECONDS)
CAUSE = UUID("0c9b36b4-3e0f-4f3e-8d0b-6c1f6b2f4a55")


@dataclass(slots=True)
class Judge:
    """Which leases are over, look by look. Pure: time is what the readings say."""

    last: datetime | None = None
    since: datetime | None = None
    """From when on leases are counted: the last gap's end."""
    api: datetime | None = None
    """The last beat of an api."""

    def over(self, reading: Reading) -> tuple[tuple[Held, Literal["silent", "link_closed"]], ...]:
        """The leases that are over at this reading, each with the reason."""
        api = reading.api_seen_at
        if (
            self.last is None
            or self.api is None
            or api is None
            or reading.now - self.last > GAP
            or api - self.api > GAP
        ):
            self.since = reading.now
        self.last, self.api = reading.now, api
        # No further than an api has listened: one that was killed has heard nobody since, alive or not.
        until = min(reading.now, api + API_BEAT) if api is not None else reading.now
        found: list[tuple[Held, Literal["silent", "link_closed"]]] = []
        for held in reading.held:
            if self._older(until, held.seen_at or held.since, LEASE_SECONDS):
                found.append((held, "silent"))
            elif held.closed_at is not None and self._older(until, held.closed_at, CLOSED_LINK_SECONDS):
                found.append((held, "link_closed"))
        return tuple(found)

    def _older(self, until: datetime, moment: datetime, seconds: float) -> bool:
        assert self.since is not None  # noqa: S101 - `over` has just set it
        return until - max(moment, self.since) > timedelta(seconds=seconds)


class LeaseWatcher:
    """Looks at the leases for ever."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane
        self._judge = Judge()

    async def run(self) -> None:
        """Look, judge, and take over leases back."""
        while True:
            with contextlib.suppress(*LOST):
                reading = await self._plane.heartbeats.read()
                now = self._plane.clock.world(reading.now)
                await asyncio.gather(*(self._lose(held, reason, now) for held, reason in self._judge.over(reading)))
            await asyncio.sleep(LOOK_SECONDS)

    async def _lose(self, held: Held, reason: str, now: datetime) -> None:
        view = view_of(await self._plane.store.read_stream(stream_of(held.interview_id)))
        with logs.bind(session_id=held.interview_id, correlation_id=view.correlation_id):
            try:
                await self._plane.execute(
                    held.interview_id,
                    LoseLease(held.epoch, "agent_lost", now),
                    Metadata(view.correlation_id, causation_id=f"lease:{held.epoch}", actor="orchestrator"),
                    uuid5(CAUSE, f"{held.interview_id}:{held.epoch}"),
                )
            except (Rejected, LogError) as error:
                log.warning("lease.not_taken_back", epoch=held.epoch, error=type(error).__name__)
                return
            log.warning("lease.over", epoch=held.epoch, agent_id=held.agent_id, reason=reason)
