"""A consent that was taken back: the call ends, if another interviewer holds it by now, and its recordings are deleted.

The work may be done twice. It is done once more an hour later, for a piece of sound that was still on its way.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import GiveUp
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.interviews.withdrawal import moment
from interviewer.kernel.log import Metadata
from interviewer.kernel.queue import Claim
from interviewer.orchestrator.worker import NotNow
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
SWEEP_AFTER_SECONDS = 3600.0
CAUSE = UUID("6c5f0b9e-0d0c-4b8e-9a54-2f6f1f0f7a31")


class Withdrawer:
    """Works off `WITHDRAWALS`."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    async def work(self, claim: Claim) -> None:
        """Delete what was recorded of one interview. Raises `NotNow` the first time, to look once more later."""
        plane, interview_id = self._plane, claim.key
        rows = await plane.store.read_stream(stream_of(interview_id))
        view = view_of(rows)
        said = moment(rows)
        if said is not None and not view.over:  # it was told late, or by an interviewer that was lost just then
            metadata = Metadata(view.correlation_id, causation_id=str(said.id), actor="orchestrator")
            command_id = uuid5(CAUSE, str(said.id))
            await plane.execute(interview_id, GiveUp("withdrawn", plane.clock.now()), metadata, command_id)
        deleted = await plane.blobs.delete(interview_id)
        log.info("recording.deleted", reason="withdrawn", blobs=deleted)
        if claim.attempts == 1:
            raise NotNow(SWEEP_AFTER_SECONDS, "a piece may still be on its way", counted=True)
