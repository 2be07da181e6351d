"""The language model of rehearsals: one for the whole process, and how often it may be asked.

Calls ask one in their agents, by the same accounts. Deliberately not here: what is asked and which of its words may be
said (`rehearsal.writers`).
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from interviewer.bootstrap.settings import Settings
from interviewer.providers.accounts import ProviderUnusable
from interviewer.providers.lineup import language_model
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

AT_ONCE: Final = 4
"""Rehearsals that words are written for at the same time: calls have the same account's limits."""
EVERY: Final = 2.0
"""Seconds to the next time, once the store of them is used up: an author needs longer to read and to reply."""
STORED: Final = 20
"""Times that may follow each other at once, after a while without any."""


class ModelMissing(Exception):
    """No language model can be used here: set INTERVIEWER_LLM and its key, or rehearse with authored words."""


class ModelBusy(Exception):
    """The language model writes for too many rehearsals now. Nothing of yours is lost: send it again in a moment."""


class Rationed:
    """See `Writing`; raises `ModelBusy` in place of asking more often than is paid for."""

    def __init__(self, writing: Writing, *, now: Callable[[], float] = time.monotonic) -> None:
        self.name = writing.name
        self._writing = writing
        self._now = now
        self._running = 0
        self._stored, self._since = float(STORED), now()

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        """See `Writing.write`."""
        self._take()
        stream = self._writing.write(instructions=instructions, turns=turns, ask=ask, size=size)
        self._running += 1
        try:
            async for found in stream:
                yield found
        finally:
            self._running -= 1
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()

    def _take(self) -> None:
        now = self._now()
        self._stored = min(STORED, self._stored + (now - self._since) / EVERY)
        self._since = now
        if self._running >= AT_ONCE or self._stored < 1:
            raise ModelBusy
        self._stored -= 1


@asynccontextmanager
async def rehearsal_model(settings: Settings, breakers: Breakers) -> AsyncIterator[Rationed | None]:
    """By the settings; None where there is none, or none that can be used: an api does without it."""
    accounts = settings.accounts(settings.engines_url)
    async with AsyncExitStack() as opened:
        writing: Writing | None = None
        try:
            model = language_model(accounts, policy=settings.policy, breakers=breakers)
            writing = await opened.enter_async_context(model)
        except ProviderUnusable as error:
            log.warning("rehearsals.without_model", reason=str(error))
        yield None if writing is None else Rationed(writing)
