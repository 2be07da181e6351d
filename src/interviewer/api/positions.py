"""Read your writes: a write's answer tells the log's position that shows it, and a read waits until it shows that far.

`Log-Position` of a write is handed back as `Wait-For-Position` of a read, to whatever process. A read's answer says in
`Read-Position` how far it shows, and `Stale: true` if that is not far enough.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.api.answers import answer
from interviewer.api.problems import shown
from interviewer.api.refusals import RequestInvalid
from interviewer.kernel.log import LogUnavailable
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import Projection, ProjectionStopped, catch_up
from interviewer.kernel.reached import reaching

if TYPE_CHECKING:
    from interviewer.api.context import Context

WAIT_SECONDS: Final = 1.0
LEAST_SECONDS: Final = 0.3
"""For so long a read model is waited for when all the time went by in vain for the log, to show what that holds."""
LOOK_SECONDS: Final = 0.02
PATIENCE_SECONDS: Final = 0.15
"""How long a read model may stand still behind the log before the reader takes it that nobody keeps it."""
LOOK = """
select coalesce((select max(global_position) from events), 0) as head,
       coalesce((select global_position from checkpoints where projection = $1), 0) as done,
       exists (select from checkpoints where projection = $1 and stopped_at is not null) as stopped
"""
LOG, WAIT, READ, STALE = "Log-Position", "Wait-For-Position", "Read-Position", "Stale"
WELL_FORMED = re.compile(r"[0-9]{1,18}")
SAFE = frozenset({"GET", "HEAD"})
LINES = "application/x-ndjson"
"""What is told line by line has begun to be answered before it is done: it has no position to tell."""


@dataclass(slots=True)
class Reading:
    """How far a request waits to see the log, and what it is shown. `stale`: less than that."""

    goal: int | None
    read: int | None = None
    stale: bool = False
    until: float = field(default_factory=lambda: time.monotonic() + WAIT_SECONDS)
    """When it has waited long enough, for whatever."""

    @property
    def left(self) -> float:
        """For how many seconds more it may wait."""
        return self.until - time.monotonic()


_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextlib.contextmanager
def showing(reading: Reading) -> Iterator[None]:
    """Have the read models wait as this request wants it, and note in it what they show."""
    token = _READING.set(reading)
    try:
        yield
    finally:
        _READING.reset(token)


class ReadModels:
    """Has requests wait for read models; the orchestrators keep them.

    Where no orchestrator runs, whoever reads brings them up to date.
    """

    def __init__(self, store: PostgresStore, *, patience: float = PATIENCE_SECONDS) -> None:
        """`patience`: seconds that a read model may stand still until it counts as kept by nobody."""
        self._store = store
        self._patience = patience
        self._left: dict[str, int] = {}
        """Where a reader of this process left a read model: as long as it stands there, nobody else keeps it."""

    async def caught_up(self, projection: Projection) -> None:
        """Wait a moment for what the request wants to see, which is all that the log holds now unless it says."""
        reading = _READING.get() or Reading(None)
        began, name = time.monotonic(), projection.name
        head, done, stopped = await self._look(name)
        goal, first = head if reading.goal is None else reading.goal, done
        while done < goal and reading.left > 0:
            patient = time.monotonic() - began < self._patience
            kept = done != self._left.get(name) and (done != first or patient)
            if done < head and (stopped or not kept):
                try:
                    left = await catch_up(self._store, projection, within=reading.left)
                except ProjectionStopped:  # told elsewhere, and no reason to refuse
                    break
                self._left[name] = left
                if left == done:
                    await asyncio.sleep(LOOK_SECONDS)
            else:
                await asyncio.sleep(LOOK_SECONDS)
            head, done, stopped = await self._look(name)
        reading.read = done if reading.read is None else min(done, reading.read)
        reading.stale = reading.stale or done < goal

    async def _look(self, name: str) -> tuple[int, int, bool]:
        row = await self._store.pool.fetchrow(LOOK, name)
        assert row is not None  # noqa: S101 - the statement always gives a row
        return row["head"], row["done"], row["stopped"]


class Positions:
    """Puts the headers on answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        store = cast("Context", scope["app"].state.context).plane.store
        if scope["method"] in SAFE:
            await self._read(store, scope, receive, send)
        else:
            await self._write(store, scope, receive, send)

    async def _read(self, store: PostgresStore, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reading = Reading(wanted := _wanted(Headers(scope=scope).get(WAIT)))
            head = None if wanted is None else await _until(store, wanted)
            if wanted is not None and head is not None and head < wanted:
                reading.goal, reading.until = head, time.monotonic() + LEAST_SECONDS
        except Exception as error:
            if shown(error) is None:
                raise
            await answer(error)(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers, read = MutableHeaders(scope=message), head if reading.read is None else reading.read
                if read is not None:
                    headers[READ] = str(read)
                if reading.stale or (wanted is not None and read is not None and read < wanted):
                    headers[STALE] = "true"
            await send(message)

        with showing(reading):
            await self._app(scope, receive, tagged)

    async def _write(self, store: PostgresStore, scope: Scope, receive: Receive, send: Send) -> None:
        with reaching() as reached:

            async def tagged(message: Message) -> None:
                if message["type"] == "http.response.start" and message["status"] < 300:  # noqa: PLR2004 - done
                    headers, position = MutableHeaders(scope=message), reached.position
                    if headers.get("Content-Type") != LINES:
                        if position is None:
                            with contextlib.suppress(LogUnavailable):  # what was done is done
                                position = await store.head()
                        if position is not None:
                            headers[LOG] = str(position)
                await send(message)

            await self._app(scope, receive, tagged)


def _wanted(given: str | None) -> int | None:
    if given is None:
        return None
    if not WELL_FORMED.fullmatch(given):
        raise RequestInvalid(f"{WAIT} is a position of the log, as {LOG} gave it: a whole number from 0.")
    return int(given)


async def _until(store: PostgresStore, wanted: int) -> int:
    """The log's head, once it is there or nobody can wait for it any longer."""
    if (head := await store.head()) >= wanted:
        return head
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WAIT_SECONDS):
            await store.grown(wanted - 1)
    return await store.head()
