"""`/v1/session`: a browser's cookie in place of a key, for a page can put no header on a live stream.

The cookie names the key and is signed; each request has the key judged anew, so that a revoked one ends its sessions.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

import jwt
from fastapi import APIRouter, Response

from interviewer.api.context import Here
from interviewer.wire import access as wire

router = APIRouter(prefix="/v1/session", tags=["access"])
COOKIE: Final = "interviewer_session"
PATH: Final = "/v1"
LIFE: Final = timedelta(hours=12)
AUDIENCE: Final = "interviewer-session"


class Sessions:
    """Signs and reads session cookies with a key derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"session", hashlib.sha256).digest()

    def issue(self, key_id: str, ends: datetime) -> str:
        """The cookie of a browser that acts with this key until then."""
        claims = {"sub": key_id, "aud": AUDIENCE, "exp": int(ends.timestamp())}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def key_id(self, cookie: str) -> str | None:
        """The key that a cookie names; None unless it was signed here and is still good."""
        options: jwt.types.Options = {"require": ["sub", "exp"]}
        try:
            claims = jwt.decode(cookie, self._key, algorithms=["HS256"], audience=AUDIENCE, options=options)
        except jwt.InvalidTokenError:
            return None
        return str(claims["sub"])


@router.post("", status_code=HTTPStatus.CREATED)
async def begin(here: Here, wanted: wire.NewSession, response: Response) -> wire.Session:
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
async def end() -> Response:
    """Have this browser forget its session."""
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
    return response
