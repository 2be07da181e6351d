"""What every request passes on its way in: the host it names, and the correlation id it goes by from here on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.api.answers import answer, problem
from interviewer.bootstrap.settings import Settings
from interviewer.telemetry import logs

HEADER = "X-Correlation-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
OPEN_TO_ANY_NAME = ("/healthz", "/readyz", "/metrics")
"""Probes and Prometheus come by address."""
GUARDS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
"""What keeps browsers from guessing kinds, framing pages, and telling others the addresses of join links."""

log = logs.get_logger(__name__)


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """The names under which this api may be asked for: a foreign page cannot reach it by a name of its own."""
    configured = urlsplit(settings.api_url).hostname
    return frozenset({*LOOPBACK, settings.api_host, *([configured] if configured else [])})


class Doors:
    """Refuses unknown hosts; binds a correlation id to logs and answers; logs each request once."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(HEADER, "")
        correlation_id = given if WELL_FORMED.fullmatch(given) else logs.new_correlation_id()
        with logs.bind(correlation_id=correlation_id):
            if scope["type"] == "websocket":
                await self._app(scope, receive, send)
                return
            await self._http(scope, receive, send, headers.get("host", ""), correlation_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, host: str, correlation_id: str) -> None:
        began, status = time.monotonic(), 0

        async def tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update({HEADER: correlation_id, **GUARDS})
            await send(message)

        name = _name(host)
        if name not in self._hosts and scope["path"] not in OPEN_TO_ANY_NAME:
            refusal = problem(
                HTTPStatus.BAD_REQUEST,
                "host_unknown",
                "Unknown host",
                f"This api is not known as {name!r}. Set INTERVIEWER_API_URL to the address that people use.",
            )
            await refusal(scope, receive, tagged)
            return
        try:
            await self._app(scope, receive, tagged)
        except Exception as error:
            log.exception("request.broke", method=scope["method"], route=_route(scope))
            if status:
                raise
            await answer(error)(scope, receive, tagged)
        finally:
            elapsed = round((time.monotonic() - began) * 1000, 1)
            log.info("request.done", method=scope["method"], route=_route(scope), status=status, latency_ms=elapsed)


def _name(host: str) -> str:
    """Without the port; as it stands if it is no name of a host at all."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return host


def _route(scope: Scope) -> str:
    """The route's pattern, not the path: a join link's path holds a credential."""
    return getattr(scope.get("route"), "path", "unmatched")
