"""What follows from a changed campaign, a number on the do-not-call list, a consent given or withdrawn, an opt-out.

Each is a job that committed with its cause, and may be done twice. The log refuses a forbidden dial all the same;
this only brings interviews that wait to where they belong at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from uuid import UUID, uuid5

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling.permission import ListNumber
from interviewer.interviews.commands import Cancel, Consider
from interviewer.interviews.decider import Rejected
from interviewer.interviews.ids import stream_of
from interviewer.interviews.lifecycle import CancelReason
from interviewer.interviews.waiting import TIMERS
from interviewer.kernel.log import Metadata
from interviewer.kernel.projection import ProjectionStopped, catch_up
from interviewer.kernel.queue import Claim
from interviewer.orchestrator.situations import Situations
from interviewer.orchestrator.worker import LONGEST_RETRY_SECONDS, NotNow
from interviewer.providers.summaries import InterviewSummaries
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
ACTOR = Metadata("", actor="orchestrator")
OPTING_OUT = ("interview.opted_out", "call.ended")
"""What tells the wish; the second alone where it arrived too late to end the interview."""
CAUSE = UUID("3f0f6a0e-8d52-4b0e-9d3e-6f5c1a2b7c44")


class Reactions:
    """Works off `CAMPAIGNS`, `CONTACTS`, `CONSENTS` and `OPT_OUTS`."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane
        self._situations = Situations(plane)

    async def campaign_changed(self, claim: Claim) -> None:
        """Look at all interviews of the campaign anew, or call them off with it."""
        campaign = await self._plane.campaign(claim.key)
        if campaign is None:
            return
        interviews = await self._waiting(campaign_id=claim.key)
        if campaign.status == "cancelled":
            await self._cancel(interviews, "campaign_cancelled")
        else:
            await self._plane.jobs.hasten(TIMERS, interviews)

    async def contact_changed(self, claim: Claim) -> None:
        """Call off the interviews of a number that may not be called any more."""
        found = await self._plane.people.listed(claim.key)
        if found:
            await self._cancel(await self._waiting(contact=claim.key), "do_not_call")

    async def consent_changed(self, claim: Claim) -> None:
        """Look at the candidate's interviews anew."""
        for interview_id in await self._waiting(candidate_id=claim.key):
            await self._look_again(interview_id, claim.key)

    async def opted_out(self, claim: Claim) -> None:
        """Put the number on the do-not-call list, with where the wish came from."""
        contact = str(claim.payload["contact"])
        command = ListNumber("said so in a call", f"interview:{claim.key}", self._plane.clock.now())
        said = await self._plane.store.read_stream(stream_of(claim.key))
        cause = next(row for row in reversed(said) if row.type in OPTING_OUT)
        metadata = Metadata(said[0].metadata.correlation_id, causation_id=str(cause.id), actor="orchestrator")
        await self._plane.execute_contact(contact, command, metadata, uuid5(CAUSE, claim.key))

    async def _look_again(self, interview_id: str, candidate_id: str) -> None:
        """Consider one interview now, whatever its timer says."""
        campaign_id = await self._plane.summaries.campaign_of(interview_id)
        situation = await self._situations.of(candidate_id, campaign_id)
        with contextlib.suppress(Rejected):
            await self._plane.execute(interview_id, Consider(situation, self._plane.clock.now()), ACTOR)

    async def _waiting(
        self, *, campaign_id: str | None = None, contact: str | None = None, candidate_id: str | None = None
    ) -> tuple[str, ...]:
        try:
            await catch_up(self._plane.store, InterviewSummaries())
        except ProjectionStopped as stopped:  # who is on the list is not known
            raise NotNow(LONGEST_RETRY_SECONDS, str(stopped)) from stopped
        summaries = self._plane.summaries
        return await summaries.waiting(campaign_id=campaign_id, contact=contact, candidate_id=candidate_id)

    async def _cancel(self, interviews: Iterable[str], reason: CancelReason) -> None:
        for interview_id in interviews:
            with contextlib.suppress(Rejected):  # its call has begun
                await self._plane.execute(interview_id, Cancel(reason, "system", self._plane.clock.now()), ACTOR)
