"""What is sent to whoever meets an error: RFC 9457 problem details, by the table of `problems`."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from interviewer.api import methods, mistakes
from interviewer.api.problems import TABLE, shown
from interviewer.api.refusals import MediaTypeUnknown, RequestInvalid, ScopeMissing
from interviewer.catalog.check import PlanInvalid
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


def problem(
    status: int, code: str, title: str, detail: str, *, retry_after: int | None = None, **more: object
) -> JSONResponse:
    """A problem+json answer."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
        "code": code,
        **more,
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(body, status_code=int(status), media_type=MEDIA_TYPE, headers=headers)


def answer(error: BaseException) -> JSONResponse:
    """The answer to an error of the table; anything else is ours to explain and its words stay in the log."""
    found = shown(error)
    if found is None:
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke here",
            "This is a fault of ours. What was confirmed before is kept; the log names it by the correlation id.",
        )
    more: dict[str, object] = {}
    if isinstance(error, PlanInvalid):
        kept = ("line", "column", "field", "message", "remedy", "rule", "severity")
        more["problems"] = [{k: v for k, v in asdict(p).items() if k in kept} for p in error.problems]
    if isinstance(error, ScopeMissing):
        more["scope"] = error.scope
    detail = found.detail or str(error) or (type(error).__doc__ or "").strip()
    answered = problem(found.status, found.code, found.title, detail, retry_after=found.retry_after, **more)
    if found.status == HTTPStatus.UNAUTHORIZED:
        answered.headers["WWW-Authenticate"] = 'Bearer realm="interviewer"'
    return answered


def elsewhere(request: Request) -> JSONResponse:
    """The answer to a request for which there is no route: another method has one, or there is nothing at all."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    known = methods.of(request.app, path)
    if not known:
        said = "There is nothing at this address; /openapi.json tells those that there are."
        return problem(HTTPStatus.NOT_FOUND, "not_found", "Not found", said)
    allowed = ", ".join(known)
    answered = problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        f"{request.method} means nothing at this address, which knows {allowed}.",
    )
    answered.headers["Allow"] = allowed
    return answered


def install(app: FastAPI) -> None:
    """Answer every error of this app as a problem."""

    async def known(_: Request, error: Exception) -> Response:
        found = answer(error)
        if found.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("request.failed", error=type(error).__name__, status=found.status_code)
        return found

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
        if mistakes.whole_body(error.errors()) and not mistakes.is_json(request.headers.get("Content-Type", "")):
            return answer(
                MediaTypeUnknown("Send it as application/json, and say so in Content-Type. Nothing was kept.")
            )
        row, found = TABLE[RequestInvalid], mistakes.of(error.errors())
        said = "; ".join(f"{one['field']}: {one['message']}" for one in found)
        kept = "" if request.method == "GET" else " Nothing was kept."
        return problem(row.status, row.code, row.title, f"{said}.{kept}", errors=found)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return elsewhere(request)
        title = HTTPStatus(error.status_code).phrase
        answered = problem(error.status_code, title.lower().replace(" ", "_"), title, str(error.detail))
        answered.headers.update(error.headers or {})
        return answered

    for cls in TABLE:
        if issubclass(cls, Exception):
            app.add_exception_handler(cls, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(asyncpg.PostgresError, known)
