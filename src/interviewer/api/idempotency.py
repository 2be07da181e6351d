"""`Idempotency-Key`: a POST that is sent again, because its answer was lost, is carried out once and answered the same.

The first answer is kept for a day. A process that dies between work and answer leaves none, but whoever is asked next
makes the same ids (`new_id`, `command_id`), so that what the log holds already is not made twice. Left out on purpose:
the doors of candidates and browsers (`/v1/join`, `/v1/session`), which are harmless to open twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, cast
from uuid import UUID, uuid5

import asyncpg
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.api import callers
from interviewer.api.access import scope_of
from interviewer.api.answers import answer
from interviewer.api.problems import shown
from interviewer.api.refusals import AnswerNotKept, IdempotencyKeyInvalid, TooLarge
from interviewer.interviews import ids
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOST
from interviewer.providers.idempotency import DEAD, Answer, FirstAnswers, Turn
from interviewer.telemetry import logs

if TYPE_CHECKING:
    from interviewer.api.context import Context

log = logs.get_logger(__name__)
HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
WELL_FORMED = re.compile(r"[\x20-\x7e]{1,255}")
LARGEST_ANSWER: Final = 64 << 10
LARGEST_REQUEST: Final = (64 << 20) + 1
"""One more than an import may have, so that it is refused where all too large ones are."""
IN_MEMORY: Final = 1 << 20
PIECE: Final = 64 << 10
ALIVE_SECONDS: Final = DEAD.total_seconds() / 4
CLEARED_EVERY: Final = 3600.0
SAID_BY: Final = ("content-type", "if-match")
"""Headers that change what a request says; others may differ when it is repeated."""
HEADERS: Final = ("content-type", "location", "etag", "log-position")
AWAY = (*LOST, TimeoutError)


@dataclass(slots=True)
class Repeatable:
    """What the ids of the request at hand are made from."""

    seed: UUID
    made: Counter[str] = field(default_factory=Counter)

    def next(self, what: str) -> UUID:
        """Another one, the same for the n-th of its kind in every repetition."""
        self.made[what] += 1
        return uuid5(self.seed, f"{what} {self.made[what]}")


_REPEATABLE: ContextVar[Repeatable | None] = ContextVar("repeatable", default=None)


def new_id(prefix: str) -> str:
    """An identifier as `ids.new_id` makes it; in a request with a key, the same in every repetition."""
    request = _REPEATABLE.get()
    return ids.new_id(prefix) if request is None else ids.id_from(prefix, request.next(prefix).bytes)


def command_id(stream: str) -> UUID | None:
    """The id of the request's next command to that stream, the same in every repetition; None without a key."""
    request = _REPEATABLE.get()
    return None if request is None else request.next(f"command {stream}")


async def clear_away(answers: FirstAnswers, every: float = CLEARED_EVERY) -> None:
    """Take away for ever what was kept long enough, whatever the database says in between."""
    while True:
        try:
            await answers.clear()
        except (*AWAY, asyncpg.PostgresError) as error:
            log.warning("answers.not_cleared", error=type(error).__name__)
        await asyncio.sleep(every)


class Idempotency:
    """Carries out requests with a key once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None or scope_of("POST", scope["path"]) is None:
            await self._app(scope, receive, send)
            return
        answers = cast("Context", scope["app"].state.context).plane.first_answers
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                begun = await _begun(answers, key, scope, receive, body)
            except Exception as error:
                if shown(error) is None:
                    raise
                begun = answer(error)
            if isinstance(begun, Turn):
                await self._carry_out(answers, begun, scope, _replayed(body, receive), send)
            elif begun is not None:
                await begun(scope, receive, send)

    async def _carry_out(self, answers: FirstAnswers, turn: Turn, scope: Scope, receive: Receive, send: Send) -> None:
        kept = Kept(answers, turn, send)
        alive = asyncio.create_task(_say_alive(answers, turn))
        try:
            with _repeatable(turn.seed):
                await self._app(scope, receive, kept.send)
        finally:
            await end([alive])
            if not kept.done:
                with contextlib.suppress(*AWAY):
                    await answers.release(turn)


class Kept:
    """The way of an answer out: it is passed on as it comes, but its end not before it is kept."""

    def __init__(self, answers: FirstAnswers, turn: Turn, send: Send) -> None:
        self._answers = answers
        self._turn = turn
        self._send = send
        self._status = 0
        self._headers = Headers()
        self._body: bytearray | None = bytearray()
        self.done = False

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            if self._body is not None:
                self._body += message.get("body", b"")
                if len(self._body) > LARGEST_ANSWER:
                    self._body = None
            if not message.get("more_body", False):
                await self._finish()
        await self._send(message)

    async def _finish(self) -> None:
        if self._status >= 500 or "Retry-After" in self._headers:  # noqa: PLR2004 - our own fault
            return
        body = None if self._body is None or self._headers.get("Cache-Control") == "no-store" else bytes(self._body)
        headers = {name: self._headers[name] for name in HEADERS if name in self._headers}
        try:
            await self._answers.finish(self._turn, Answer(self._status, headers, body))
            self.done = True
        except AWAY as error:  # what was done is done; the same request will find it so
            log.warning("answer.not_kept", error=type(error).__name__)


async def _begun(
    answers: FirstAnswers, key: str, scope: Scope, receive: Receive, body: IO[bytes]
) -> Turn | Response | None:
    """The turn at carrying the request out, or the answer that it got; None when its sender is gone already."""
    if not WELL_FORMED.fullmatch(key):
        raise IdempotencyKeyInvalid
    if (request := await _read(scope, receive, body)) is None:
        return None
    begun = await answers.begin(callers.current().principal, key, request)
    return _again(begun) if isinstance(begun, Answer) else begun


async def _read(scope: Scope, receive: Receive, body: IO[bytes]) -> bytes | None:
    """Keep the whole body; the hash of all that the request says. None when its sender is gone before its end."""
    digest, size = hashlib.sha256(), 0
    headers = Headers(scope=scope)
    meant = (headers.get(name, "").encode("latin-1") for name in SAID_BY)
    for part in (scope["method"].encode(), scope["path"].encode(), scope["query_string"], *meant):
        digest.update(len(part).to_bytes(8, "big") + part)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        digest.update(chunk)
        body.write(chunk)
        if (size := size + len(chunk)) > LARGEST_REQUEST:
            raise TooLarge("The body is larger than 64 MiB. Nothing was taken; send it in parts.")
        if not message.get("more_body", False):
            body.seek(0)
            return digest.digest()


def _replayed(body: IO[bytes], receive: Receive) -> Receive:
    """The body once more, and then whatever else comes."""
    over = False

    async def again() -> Message:
        nonlocal over
        if over:
            return await receive()
        piece = body.read(PIECE)
        over = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not over}

    return again


def _again(first: Answer) -> Response:
    if first.body is None:
        raise AnswerNotKept
    answered = Response(first.body, status_code=first.status, headers=dict(first.headers))
    MutableHeaders(raw=answered.raw_headers)[REPLAYED] = "true"
    return answered


async def _say_alive(answers: FirstAnswers, turn: Turn) -> None:
    while True:
        await asyncio.sleep(ALIVE_SECONDS)
        with contextlib.suppress(*AWAY, asyncpg.PostgresError):
            await answers.alive(turn)


@contextlib.contextmanager
def _repeatable(seed: UUID) -> Iterator[None]:
    token = _REPEATABLE.set(Repeatable(seed))
    try:
        yield
    finally:
        _REPEATABLE.reset(token)
