"""What the company's documents say, asked of the control plane over the agent link while the candidate waits."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Final, Protocol

from interviewer.conversation.knowledge import NOTHING, Found
from interviewer.telemetry.logs import get_logger
from interviewer.wire.agent_link import LONGEST_QUESTION, Sought

log = get_logger(__name__)

PATIENCE: Final = 0.8
"""Seconds after which a question counts as one that the documents do not answer."""
_NUMBERS = itertools.count(1)


class Seeking(Protocol):
    """The agent link, as far as it is needed here."""

    async def seek(self, wanted: Sought) -> Found | None:
        """See `AgentLink.seek`."""
        ...


class LinkedKnowledge:
    """`Knowledge` of one interview in one epoch."""

    def __init__(self, link: Seeking, *, interview_id: str, epoch: int, patience: float = PATIENCE) -> None:
        self._link = link
        self._interview_id = interview_id
        self._epoch = epoch
        self._patience = patience

    async def search(self, question: str) -> Found:
        """What the documents of the interview's job say; `NOTHING` when that is not told in time."""
        asked = " ".join(question.split())[-LONGEST_QUESTION:]
        if not asked:
            return NOTHING
        wanted = Sought(interview_id=self._interview_id, epoch=self._epoch, id=str(next(_NUMBERS)), question=asked)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                found = await self._link.seek(wanted)
        except TimeoutError:
            log.warning("knowledge.too_late", patience_s=self._patience)
            return NOTHING
        if found is None:
            log.warning("knowledge.no_link")
            return NOTHING
        took = round((time.monotonic() - begun) * 1000)
        log.info("knowledge.found", passages=len(found.passages), answerable=found.answerable, latency_ms=took)
        return found
