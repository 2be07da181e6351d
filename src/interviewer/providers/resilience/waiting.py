"""Somebody waits for what is being written: since when, told by whoever knows when their turn was over.

    with waiting_for() as wait:  # around the request, which may be made before the turn is over
        ...
    wait.over(at)  # from elsewhere, once it is

A `Writing` takes no notice of it but the one of this package, whose deadlines count from then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from contextvars import ContextVar


class Wait:
    """For one reply. `since`: when the candidate's turn ended, in the event loop's time; None: it is not over yet."""

    def __init__(self) -> None:
        self.since: float | None = None
        self.lost_tokens = 0
        """What requests cost whose words were not taken, because another one was quicker: reckoned."""
        self._told = asyncio.Event()

    def over(self, since: float) -> None:
        """The turn is over since then; what is told first counts."""
        if self.since is None:
            self.since = since
            self._told.set()

    async def told(self) -> None:
        """Returns once the turn is over."""
        await self._told.wait()


_wait: ContextVar[Wait | None] = ContextVar("wait", default=None)


@contextlib.contextmanager
def waiting_for(wait: Wait) -> Iterator[None]:
    """What is asked for within the block is waited for by `wait`."""
    token = _wait.set(wait)
    try:
        yield
    finally:
        _wait.reset(token)


def current() -> Wait:
    """The wait around this request; without one, somebody waits from now on."""
    if (wait := _wait.get()) is not None:
        return wait
    wait = Wait()
    wait.over(asyncio.get_running_loop().time())
    return wait
