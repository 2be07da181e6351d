"""Who is let in where: the one table from routes to scopes, and the door that judges each request by it.

Whatever lies beneath `/v1` needs a scope unless it is named as open, so that a new route is never open by accident.
Deliberately not here: what a key is (`providers.api_keys`), and sessions of browsers (`sessions`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from interviewer.api import callers, methods, pages
from interviewer.api.answers import answer
from interviewer.api.callers import Caller
from interviewer.api.problems import shown
from interviewer.api.refusals import CrossSite, KeyMissing, ScopeMissing
from interviewer.api.tokens import COOKIE, Sessions
from interviewer.bootstrap.settings import Settings
from interviewer.providers.api_keys import ApiKey, ApiKeys
from interviewer.wire.access import Scope
from interviewer.wire.agent_link import PATH as AGENT_LINK

if TYPE_CHECKING:
    from interviewer.api.context import Context

AGAIN_SECONDS: Final = 1.0
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
EXCEPTIONS: Final[Mapping[tuple[str, str], Scope]] = {
    ("POST", "/v1/interviews/{interview_id}/review"): "review",
    ("DELETE", "/v1/candidates/{candidate_id}"): "admin",
    ("GET", "/v1/api-keys"): "admin",
    ("POST", "/v1/api-keys"): "admin",
    ("GET", "/v1/api-keys/{key_id}"): "admin",
    ("DELETE", "/v1/api-keys/{key_id}"): "admin",
    ("POST", "/v1/webhooks"): "admin",
    ("PUT", "/v1/webhooks/{webhook_id}"): "admin",
    ("DELETE", "/v1/webhooks/{webhook_id}"): "admin",
    ("POST", "/v1/webhooks/{webhook_id}/secret"): "admin",
    ("POST", "/v1/providers/check"): "admin",
    ("POST", "/v1/rehearsals"): "read",
}
"""Routes that need another scope than their method says: read for what changes nothing, operate for the rest."""
OPEN: Final[Mapping[str, str]] = {
    "/v1/session": "it is where a browser shows its key",
    "/v1/join/{token}": "the link is the credential",
    "/v1/join/{token}/reschedule": "the link is the credential",
    "/v1/livekit/webhook": "LiveKit signs its reports",
    AGENT_LINK: "agents show a secret of their own",
}
"""What lies beneath /v1 and needs no key, and why."""
OUTSIDE: Final = ("/healthz", "/readyz", "/metrics", "/openapi.json", *pages.ADDRESSES, methods.ANYWHERE)
"""What lies elsewhere: probes, counts, the API's own description, the page. Nothing of a person is in it."""


def _pattern(path: str) -> re.Pattern[str]:
    """As the router reads a path: what is let in here must be what is served there, to the last character."""
    return compile_path(path)[0]


_OPEN: Final = tuple(_pattern(path) for path in OPEN)
_EXCEPTIONS: Final = tuple((method, _pattern(path), scope) for (method, path), scope in EXCEPTIONS.items())


def scope_of(method: str, path: str) -> Scope | None:
    """What a request needs; None: it is at an open door."""
    if path != "/v1" and not path.startswith("/v1/"):
        return None
    if any(pattern.match(path) for pattern in _OPEN):
        return None
    method = "GET" if method == "HEAD" else method
    for of, pattern, scope in _EXCEPTIONS:
        if of == method and pattern.match(path):
            return scope
    return "read" if method in SAFE else "operate"


class Access:
    """Lets each request in as somebody, or refuses it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._asks = settings.asks_for_keys
        self._sessions = Sessions(settings.agent_secret)
        self._own = urlsplit(settings.api_url).netloc

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        needed = scope_of(scope["method"], path)
        try:
            if needed is None:
                caller = callers.CANDIDATE if path.startswith("/v1/join/") else callers.NOBODY
            else:
                caller = await self._judged(HTTPConnection(scope), scope["method"], needed)
        except Exception as error:
            if shown(error) is None:
                raise
            await answer(error)(scope, receive, send)
            return
        with callers.acting(caller):
            await self._app(scope, receive, send)

    async def _judged(self, connection: HTTPConnection, method: str, needed: Scope) -> Caller:
        """Who it is. Raises KeyMissing, KeyRefused, ScopeMissing, CrossSite."""
        keys = cast("Context", connection.app.state.context).plane.api_keys
        kind, _, secret = connection.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            caller = _caller(await keys.judged(secret=secret.strip()))
        elif key_id := self._sessions.key_id(connection.cookies.get(COOKIE, "")):
            caller = _caller(await keys.judged(key_id=key_id))
            self._refuse_foreign(connection, method, unless_told=True)
        elif self._asks:
            raise KeyMissing
        else:
            caller = callers.LOCAL
            self._refuse_foreign(connection, method)
        if not caller.may(needed):
            raise ScopeMissing(needed)
        return caller

    def _refuse_foreign(self, connection: HTTPConnection, method: str, *, unless_told: bool = False) -> None:
        """Browsers act without being asked wherever a page tells them to: no foreign page may write in our user's name.

        `unless_told`: also what tells nothing of where it comes from is refused. Raises `CrossSite`.
        """
        if method in SAFE:
            return
        headers = connection.headers
        if (site := headers.get("Sec-Fetch-Site")) is not None:
            foreign = site not in ("same-origin", "none")
        elif (origin := headers.get("Origin")) is not None:
            foreign = urlsplit(origin).netloc not in (self._own, headers.get("Host"))
        else:
            foreign = unless_told
        if foreign:
            raise CrossSite


class Watch:
    """Looks from time to time whether the caller of a request that lasts is still let in."""

    def __init__(self, keys: ApiKeys) -> None:
        self._keys = keys
        self._caller = callers.current()
        self._judged = time.monotonic()

    async def look(self) -> None:
        """Raises KeyRefused once its key opens nothing any more."""
        if self._caller.key_id is not None and time.monotonic() - self._judged > AGAIN_SECONDS:
            await self._keys.judged(key_id=self._caller.key_id)
            self._judged = time.monotonic()


def _caller(key: ApiKey) -> Caller:
    return Caller(f"key:{key.name}", key.id, frozenset(key.scopes), key.id)
