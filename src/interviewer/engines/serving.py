"""What all routes of the engines share: reading an upload, noticing that the caller has gone, errors in OpenAI's form.

Deliberately not in it: what any one endpoint does.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi.responses import JSONResponse
from starlette.formparsers import MultiPartException, MultiPartParser

from interviewer.engines.errors import BadInput, Busy, EngineError, TooLarge
from interviewer.telemetry import logs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Coroutine

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")

LARGEST: Final = 25 << 20
"""Bytes of one upload, as OpenAI takes."""
CORRELATION: Final = "X-Correlation-ID"


class CallerGone(Exception):
    """The caller closed the connection; what was not begun was not done."""


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; cancels it and raises CallerGone when the caller closes the connection first.

    The request's body must have been read.
    """
    doing, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise CallerGone
    finally:
        doing.cancel()
        gone.cancel()


@contextlib.asynccontextmanager
async def upload(request: Request) -> AsyncIterator[FormData]:
    """A multipart form, kept in memory: a candidate's voice must not reach a disk. Raises BadInput or TooLarge."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise BadInput("Send a multipart form with the audio in the field `file`.")
    parser = MultiPartParser(request.headers, _limited(request), max_files=1, max_fields=32)
    parser.spool_max_size = LARGEST + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise BadInput(f"The multipart form is damaged: {error.message}") from error
    try:
        yield form
    finally:
        await form.close()


def problem(error: EngineError) -> JSONResponse:
    """The error as OpenAI writes errors."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else None
    return JSONResponse(problem_body(str(error), error.kind, error.code), error.status, headers)


def problem_body(message: str, kind: str, code: str | None) -> dict[str, dict[str, str | None]]:
    """OpenAI's form of an error."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


class Correlated:
    """Puts the caller's correlation id on every log line of its request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = CORRELATION.lower().encode()
        given = next((value.decode("latin-1")[:128] for key, value in scope["headers"] if key == name), "")
        with logs.bind(correlation_id=given or logs.new_correlation_id()):
            await self._app(scope, receive, send)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge(f"The upload is larger than {LARGEST >> 20} MB. Cut the audio or send it compressed.")
        yield chunk
