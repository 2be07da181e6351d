"""Has interviews judged that are over, and puts the scorecard into the log.

A judge that needs this machine's processor waits while any call is on, and stops for one that begins. However it
ends, a scorecard is written: one that says that no judge ran, in the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from uuid import UUID, uuid5

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.evaluations.evaluate import evaluate
from interviewer.evaluations.hearing import Hearing, hear
from interviewer.evaluations.ports import Judge, NoJudge
from interviewer.interviews.commands import Evaluate
from interviewer.interviews.events import CODEC
from interviewer.interviews.ids import stream_of
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.view import view_of
from interviewer.kernel.log import LogUnavailable, Metadata
from interviewer.kernel.queue import Claim
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOST
from interviewer.orchestrator.worker import NotNow
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
ATTEMPTS = 3
BUSY_SECONDS = 2.0
"""How soon to look again whether the processor is free."""
RETRY_SECONDS = 10.0
OVER = ("interview.completed", "interview.abandoned", "interview.declined", "interview.failed")
CAUSE = UUID("d3a6b5b2-64c0-4b3f-b3f2-6f0e0f5a8c77")


class Evaluator:
    """Works off the queue `EVALUATIONS`. `local`: the judge needs this machine's processor."""

    def __init__(
        self,
        plane: ControlPlane,
        judge: Judge,
        *,
        local: bool,
        attempts: int = ATTEMPTS,
        look_every: float = BUSY_SECONDS,
        retry_after: float = RETRY_SECONDS,
    ) -> None:
        self._plane = plane
        self._judge = judge
        self._local = local
        self._attempts = attempts
        self._look_every = look_every
        self._retry_after = retry_after

    async def work(self, claim: Claim) -> None:
        """Judge the interview that the job names."""
        rows = await self._plane.store.read_stream(stream_of(claim.key))
        view = view_of(rows)
        if not view.over or view.judged != "no":
            return
        if self._local and await self._calls():
            raise NotNow(self._look_every, "a call is on")
        cause = next(row for row in reversed(rows) if row.type in OVER)
        with logs.bind(correlation_id=view.correlation_id):
            kept = await self._plane.catalog.plan(view.plan_id)
            hearing = hear(kept.plan, (CODEC.decode(row) for row in rows))
            log.info("evaluation.started", attempt=claim.attempts)
            scorecard = await self._judged(hearing, last=claim.attempts >= self._attempts)
            await self._plane.execute(
                claim.key,
                Evaluate(scorecard, self._plane.clock.now()),
                Metadata(view.correlation_id, causation_id=str(cause.id), actor="orchestrator"),
                uuid5(CAUSE, str(cause.id)),
            )
            log.info("evaluation.done", judge=scorecard.judge, flags=[flag.code for flag in scorecard.flags])

    async def _judged(self, hearing: Hearing, *, last: bool) -> Scorecard:
        """The scorecard; raises `NotNow` for a call that begins, or a judge that is away while attempts are left."""
        try:
            scorecard = await self._unless_a_call_begins(evaluate(self._judge, hearing))
        except (NotNow, LogUnavailable, *LOST):
            raise
        except Exception as error:
            if not last:
                raise
            log.exception("evaluation.failed")
            return await evaluate(NoJudge(f"The judge failed {self._attempts} times: {type(error).__name__}."), hearing)
        unavailable = any(flag.code == "judge_unavailable" for flag in scorecard.flags)
        if unavailable and not last and not isinstance(self._judge, NoJudge):
            why = "; ".join(flag.detail for flag in scorecard.flags if flag.code == "judge_unavailable")
            raise NotNow(self._retry_after, why, counted=True)
        return scorecard

    async def _unless_a_call_begins(self, judging: Awaitable[Scorecard]) -> Scorecard:
        task = asyncio.ensure_future(judging)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=self._look_every)
                if self._local and not task.done() and await self._calls():
                    raise NotNow(self._look_every, "a call began")
            return task.result()
        finally:
            await end([task])

    async def _calls(self) -> bool:
        return await self._plane.heartbeats.calls() > 0
