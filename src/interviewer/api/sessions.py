"""`/v1/session`: a browser's cookie in place of a key, for a page can put no header on a live stream.

The cookie names the key and is signed; each request has the key judged anew, so that a revoked one ends its sessions.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from interviewer.api.context import Here
from interviewer.api.tokens import COOKIE, Sessions
from interviewer.wire import access as wire
from interviewer.wire.problems import Problem

router = APIRouter(prefix="/v1/session", tags=["access"])
PATH: Final = "/v1"
LIFE: Final = timedelta(hours=12)


@router.post("", status_code=HTTPStatus.CREATED, responses={HTTPStatus.UNAUTHORIZED: {"model": Problem}})
async def begin_session(here: Here, wanted: wire.NewSession, response: Response) -> wire.Session:
    """Let this browser act with an API key for twelve hours, by a cookie that no script can read."""
    key = await here.plane.api_keys.judged(secret=wanted.key)
    ends = datetime.now(UTC).replace(microsecond=0) + LIFE
    if key.expires_at is not None:
        ends = min(ends, key.expires_at)
    response.set_cookie(
        COOKIE,
        Sessions(here.settings.agent_secret).issue(key.id, ends),
        max_age=max(0, int((ends - datetime.now(UTC)).total_seconds())),
        path=PATH,
        secure=here.settings.api_url.startswith("https://"),
        httponly=True,
        samesite="strict",
    )
    response.headers["Cache-Control"] = "no-store"
    return wire.Session(name=f"key:{key.name}", scopes=list(key.scopes), expires_at=ends)


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
async def end_session() -> Response:
    """Have this browser forget its session."""
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
    return response
