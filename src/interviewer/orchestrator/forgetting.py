"""Forgetting a candidate: nobody is called any more, all that tells who it was is destroyed, and that is noted.

The work may be done twice. It is done once more an hour later, for a piece of sound that was still on its way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import timedelta

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling import forgetting
from interviewer.calling.forgetting import FORGETTING, FORGETTINGS, CandidateForgotten, NoteForgotten
from interviewer.calling.permission import CONSENT, CONSENT_PREFIX, ConsentRecorded, WithdrawConsent
from interviewer.interviews.commands import Cancel
from interviewer.interviews.decider import Rejected
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.interviews.waiting import EVALUATIONS
from interviewer.kernel.execute import load
from interviewer.kernel.log import Dequeue, Enqueue, Metadata
from interviewer.kernel.queue import Claim
from interviewer.orchestrator.worker import NotNow
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
ACTOR = Metadata("", actor="orchestrator")
IN_A_CALL_SECONDS = 5.0
SWEEP_AFTER = timedelta(hours=1)


class Forgetter:
    """Works off `FORGETTINGS`."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    async def work(self, claim: Claim) -> None:
        """Forget one candidate. Raises `NotNow` while a call with the candidate goes on."""
        plane, candidate_id = self._plane, claim.key
        interviews = await plane.summaries.of_candidate(candidate_id)
        so_far, _ = await load(plane.store, FORGETTING, forgetting.STREAM_PREFIX + candidate_id)
        if not isinstance(so_far, CandidateForgotten):
            await self._call_off(interviews)
            await self._withdraw(candidate_id)
        await plane.tombstones.put(candidate_id, plane.clock.now())
        await plane.candidates.forget(candidate_id)
        deleted = sum([await plane.blobs.delete(interview_id) for interview_id in interviews])
        if isinstance(so_far, CandidateForgotten):
            log.info("candidate.swept", candidate_id=candidate_id, blobs=deleted)
            return
        streams = [CONSENT_PREFIX + candidate_id, *map(stream_of, interviews)]
        in_plain = await plane.candidates.in_plain(streams)
        now = plane.clock.now()
        await plane.execute_forgetting(
            candidate_id,
            NoteForgotten(interviews, deleted, in_plain, now),
            ACTOR,
            also=(
                *(Dequeue(EVALUATIONS, interview_id) for interview_id in interviews),
                Enqueue(FORGETTINGS, candidate_id, now + SWEEP_AFTER),
            ),
        )
        log.info("candidate.forgotten", candidate_id=candidate_id, interviews=len(interviews), blobs=deleted)

    async def _call_off(self, interviews: Sequence[str]) -> None:
        for interview_id in interviews:
            with contextlib.suppress(Rejected):  # its call goes on
                command = Cancel("forgotten", "system", self._plane.clock.now())
                await self._plane.execute(interview_id, command, ACTOR)
            if not view_of(await self._plane.store.read_stream(stream_of(interview_id))).over:
                raise NotNow(IN_A_CALL_SECONDS, "a call with the candidate goes on")

    async def _withdraw(self, candidate_id: str) -> None:
        consent, _ = await load(self._plane.store, CONSENT, CONSENT_PREFIX + candidate_id)
        if isinstance(consent, ConsentRecorded):
            command = WithdrawConsent("system", self._plane.clock.now())
            await self._plane.execute_consent(candidate_id, command, ACTOR)
