"""Which methods an address knows: of two routes at one address, each knows its own alone.

The page's files, which are looked for wherever nothing else is (`pages`), do not count. What knows GET knows HEAD.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANYWHERE: Final = "/{path:path}"


def of(app: FastAPI, path: str) -> list[str]:
    """In the order of the alphabet; none where there is nothing."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        if route.path not in (None, ANYWHERE) and _pattern(route.path).match(path):
            found |= set(route.methods or ())
    return sorted(found | {"HEAD"} if "GET" in found else found)


@functools.cache
def _pattern(path: str) -> re.Pattern[str]:
    return compile_path(path)[0]


class Heads:
    """Answers HEAD as GET, without the body; the end is told at once, for some bodies never end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        asked = {**scope, "method": "GET"}  # the server holds the scope, and has to know what was asked of it
        try:
            await self._app(asked, receive, headed)
        finally:
            scope.update({name: asked[name] for name in ("route",) if name in asked})
