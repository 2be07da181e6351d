"""Rings telephones, each attempt once: that it began is in the log before, and after a crash the room is asked.

A ring cannot be taken back or told from one that never was, once whoever made it is gone. So only the first holder of
the job rings; whoever comes after looks whether the attempt is in its room, and if not, it counts as used.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling.campaign import Campaign
from interviewer.calling.openings import Place, closed
from interviewer.calling.terms import ALONE
from interviewer.interviews.commands import NoteAnswered, NoteAttemptFailed
from interviewer.interviews.ids import attempt_identity, stream_of
from interviewer.interviews.lifecycle import AttemptOutcome
from interviewer.interviews.view import InterviewView, view_of
from interviewer.kernel.log import LogUnavailable, Metadata
from interviewer.kernel.queue import Claim
from interviewer.kernel.writer import LOST
from interviewer.orchestrator.worker import HOLD_SECONDS, NotNow
from interviewer.providers.line import Line, LineUnavailable, LineUnknown
from interviewer.providers.people import Reachable
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
LOOK_SECONDS = 0.5
LINE_AWAY_SECONDS = 2.0
LINE_PATIENCE = timedelta(seconds=60)
"""How long, in real time, to try to ring while the line or its rooms are away."""
FRESH = timedelta(seconds=HOLD_SECONDS / 3)
"""How soon after the job was taken the telephone must ring; a process that was frozen meanwhile rings no more."""
RING_WITHIN = timedelta(seconds=1)
"""How much longer than now, in real time, the window must be open: so long the request to ring may take."""
ACTOR = Metadata("", actor="orchestrator")


class Dialler:
    """Works off the queue `DIALS`."""

    def __init__(self, plane: ControlPlane, line: Line) -> None:
        self._plane = plane
        self._line = line

    async def work(self, claim: Claim) -> None:
        """Ring for the attempt that the job names, or find out what became of it."""
        attempt = int(claim.payload["attempt"])
        try:
            view = await self._view(claim.key)
        except LogUnavailable as error:
            raise NotNow(LINE_AWAY_SECONDS, str(error), counted=claim.attempts > 1) from error
        if not _on(view, attempt):
            return
        if claim.attempts == 1 and self._is_fresh(claim):
            await self._ring(claim, view, attempt)
        else:
            log.warning("dial.reconciled", attempt=attempt)
            await self._reconcile(claim.key, attempt)

    def _is_fresh(self, claim: Claim) -> bool:
        clock = self._plane.clock
        return clock.real(clock.now()) < claim.due - timedelta(seconds=HOLD_SECONDS) + FRESH

    async def _ring(self, claim: Claim, view: InterviewView, attempt: int) -> None:
        try:
            campaign = await self._plane.campaign(view.campaign_id) if view.campaign_id else None
            person = (await self._plane.people.reachable([view.candidate_id])).get(view.candidate_id)
            number = await self._plane.people.number(view.candidate_id)
            await self._plane.rooms.create(view.room)
        except (RoomsUnavailable, LogUnavailable, *LOST) as error:
            await self._not_yet(claim, view, attempt, str(error))
            return
        if person is None or number is None:  # the candidate was deleted in the meantime
            await self._note(claim.key, attempt, "unreachable")
            return
        terms = campaign.terms if campaign else ALONE
        if not self._still_allowed(view, campaign, person):
            await self._note(claim.key, attempt, "not_rung")
            return
        if not self._is_fresh(claim):
            raise NotNow(0.0, "the process was frozen")
        try:
            outcome = await self._line.dial(
                room=view.room,
                identity=attempt_identity(attempt),
                number=number,
                ring_seconds=terms.ring_seconds,
            )
        except LineUnavailable as error:
            await self._not_yet(claim, view, attempt, str(error))
            return
        except LineUnknown:
            await self._reconcile(claim.key, attempt)
            return
        log.info("dial.done", attempt=attempt, outcome=outcome)
        if outcome == "answered":
            await self._plane.execute(claim.key, NoteAnswered(attempt, self._plane.clock.now()), ACTOR)
        else:
            await self._note(claim.key, attempt, outcome)

    async def _not_yet(self, claim: Claim, view: InterviewView, attempt: int, why: str) -> None:
        """Nothing has rung: try again in a moment, but do not hold a line for ever."""
        clock = self._plane.clock
        waited = clock.real(clock.now()) - clock.real(view.attempts[-1].at)
        if waited < LINE_PATIENCE:
            raise NotNow(LINE_AWAY_SECONDS, why)
        await self._note(claim.key, attempt, "not_rung")

    def _still_allowed(self, view: InterviewView, campaign: Campaign | None, person: Reachable) -> bool:
        """A dial is decided before it rings: wishes and terms may have changed since, the window may have closed."""
        terms, version = (campaign.terms, campaign.version) if campaign else (ALONE, 0)
        if person.listed or not person.consent or person.zone is None or version != view.terms_version:
            return False
        place, clock = Place(person.zone, person.region), self._plane.clock
        moments = (clock.now(), clock.world(clock.real(clock.now()) + RING_WITHIN))
        return view.for_appointment or all(closed(terms, place, moment) is None for moment in moments)

    async def _reconcile(self, interview_id: str, attempt: int) -> None:
        """Wait until the attempt led to a call or is no longer in its room."""
        identity = attempt_identity(attempt)
        while _on(view := await self._view(interview_id), attempt):
            with contextlib.suppress(RoomsUnavailable):
                if identity not in await self._plane.rooms.participants(view.room):
                    await self._note(interview_id, attempt, "unknown")
                    return
            await asyncio.sleep(LOOK_SECONDS)

    async def _note(self, interview_id: str, attempt: int, outcome: AttemptOutcome) -> None:
        await self._plane.execute(interview_id, NoteAttemptFailed(attempt, outcome, self._plane.clock.now()), ACTOR)

    async def _view(self, interview_id: str) -> InterviewView:
        return view_of(await self._plane.store.read_stream(stream_of(interview_id)))


def _on(view: InterviewView, attempt: int) -> bool:
    """This attempt is going on and nobody has been found yet."""
    return (
        view.state in ("dialling", "interrupted")
        and view.line == "phone"
        and len(view.attempts) == attempt
        and view.attempts[-1].outcome is None
        and not view.candidate_present
    )
