"""Ends interrupted interviews that nobody comes back to: no agent took them, and the candidate is gone."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import GiveUp, NoteCandidateLeft
from interviewer.interviews.decider import Rejected
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import InterviewView, candidate_in, view_of
from interviewer.interviews.waiting import AGENTS
from interviewer.kernel.log import LogError, Metadata, TooLate
from interviewer.kernel.writer import LOST
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
PATIENCE = timedelta(seconds=60)
"""Without a campaign's say."""
LOOK_SECONDS = 5.0
VALID = timedelta(seconds=2)
"""How long, in real time, a decision to give up holds: a process that was frozen meanwhile looks again."""
CAUSE = UUID("a1d9a3a8-27a5-4a87-8a37-1b9c3a0c9d0e")


def lost_for(view: InterviewView, now: datetime) -> timedelta | None:
    """How long a call has had neither interviewer nor candidate; None when it has one, or none has been there yet."""
    if view.leased or view.candidate_present:
        return None
    match view:
        case InterviewView(state="interrupted", line="phone", candidate_left_at=None):
            return None  # the telephone still rings; whoever rings says how that ends
        case InterviewView(state="interrupted", interrupted_at=datetime() as since, candidate_left_at=left):
            return now - max(since, left or since)
        case InterviewView(state="dialling", line="phone", candidate_left_at=datetime() as left):
            return now - left  # answered, met by nobody, and hung up
        case _:
            return None


class GivingUp:
    """Looks at the interviews that wait for an agent."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    async def run(self) -> None:
        """Look for ever."""
        while True:
            with contextlib.suppress(LogError, *LOST):
                await self.look(self._plane.clock.now())
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, now: datetime) -> None:
        """Give up what has been lost for longer than its campaign waits."""
        for job in await self._plane.store.jobs(AGENTS, due_by=now):
            view = view_of(await self._plane.store.read_stream(stream_of(job.key)))
            with (
                logs.bind(session_id=job.key, correlation_id=view.correlation_id),
                contextlib.suppress(Rejected, TooLate),
            ):
                await self._look_at(job.key, view, now)

    async def _look_at(self, interview_id: str, view: InterviewView, now: datetime) -> None:
        metadata = Metadata(view.correlation_id, actor="orchestrator")
        if not view.leased and view.candidate_present and await self._gone(interview_id, view):
            await self._plane.execute(interview_id, NoteCandidateLeft("not_in_the_room", now), metadata)
            return
        lost = lost_for(view, now)
        if lost is not None and lost > await self._patience(view):
            command_id = uuid5(CAUSE, f"{interview_id}:{view.epoch}:{len(view.attempts)}")
            not_after = self._plane.clock.real(self._plane.clock.now()) + VALID
            command = GiveUp("candidate_lost", now)
            await self._plane.execute(interview_id, command, metadata, command_id, not_after=not_after)
            log.info("interview.given_up", epoch=view.epoch)

    async def _patience(self, view: InterviewView) -> timedelta:
        campaign = await self._plane.campaign(view.campaign_id) if view.campaign_id else None
        return timedelta(seconds=campaign.terms.give_up_seconds) if campaign else PATIENCE

    async def _gone(self, interview_id: str, view: InterviewView) -> bool:
        """The log has the candidate in the room, the room has not: LiveKit was restarted, or its report got lost."""
        try:
            return candidate_in(interview_id, view) not in await self._plane.rooms.participants(view.room)
        except RoomsUnavailable:
            return False
