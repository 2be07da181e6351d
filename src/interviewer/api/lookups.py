"""What agents look up in the documents of a job, on one link. Nothing else waits for it, and nobody waits for it long.

The words of a question are the candidate's: they are in no log.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.conversation.knowledge import NOTHING, Found
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import view_of
from interviewer.kernel.log import LogUnavailable
from interviewer.kernel.writer import LOST
from interviewer.providers.knowledge.search import Place
from interviewer.telemetry import logs
from interviewer.wire.agent_link import FoundPassages, Message, Sought

log = logs.get_logger(__name__)
SECONDS: Final = 0.7
"""A little less than the agent waits."""
AT_ONCE: Final = 32
"""Questions of one link that are looked up at a time; of more, nothing is found."""
REMEMBERED: Final = 256


class Lookups:
    """Answers the questions of one link; `holding` tells which interviews are its own."""

    def __init__(
        self, plane: ControlPlane, holding: dict[str, int], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        self._plane = plane
        self._holding = holding
        self._send = send
        self._running = 0
        self._places: OrderedDict[str, Place] = OrderedDict()

    async def answer(self, sought: Sought) -> None:
        """Look, and tell what was found. What goes wrong is nothing found; a link that is gone is nobody to tell."""
        found = NOTHING
        if self._holding.get(sought.interview_id) == sought.epoch and self._running < AT_ONCE:
            self._running += 1
            try:
                found = await self._found(sought)
            finally:
                self._running -= 1
        told = FoundPassages(interview_id=sought.interview_id, epoch=sought.epoch, id=sought.id, found=found)
        await self._send(told)

    async def _found(self, sought: Sought) -> Found:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(SECONDS):
                found = await self._plane.search.find(await self._place(sought.interview_id), sought.question)
        except (TimeoutError, LogUnavailable, *LOST) as error:
            log.warning("knowledge.away", session_id=sought.interview_id, error=type(error).__name__)
            return NOTHING
        log.info(
            "knowledge.searched",
            session_id=sought.interview_id,
            passages=len(found.passages),
            answerable=found.answerable,
            score=found.passages[0].score if found.passages else None,
            latency_ms=round((time.monotonic() - begun) * 1000),
        )
        return found

    async def _place(self, interview_id: str) -> Place:
        if (place := self._places.get(interview_id)) is None:
            view = view_of(await self._plane.store.read_stream(stream_of(interview_id)))
            kept = await self._plane.catalog.plan(view.plan_id)
            place = self._places[interview_id] = Place(kept.job_id, kept.plan.plan.language)
            if len(self._places) > REMEMBERED:
                self._places.popitem(last=False)
        return place
