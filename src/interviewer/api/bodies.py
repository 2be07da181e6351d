"""How much a request may hold: nobody fills our memory, whether the size is told or not.

Files of candidates are large and wait on the disk (`importing`); all else is small.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.api.answers import answer
from interviewer.api.idempotency import LARGEST_REQUEST
from interviewer.api.refusals import TooLarge
from interviewer.providers.knowledge.blocks import LARGEST as LARGEST_DOCUMENT

LARGEST: Final = 1 << 20
FILES: Final = re.compile(r"/v1/campaigns/[^/]+/candidates")
DOCUMENTS: Final = re.compile(r"/v1/(?:jobs/[^/]+/documents/[^/]+|candidates/[^/]+/cv)")

LARGER: Final = {FILES: LARGEST_REQUEST, DOCUMENTS: LARGEST_DOCUMENT}


class Bodies:
    """Refuses a body that is too large, before it is read or as soon as it shows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = next((size for path, size in LARGER.items() if path.fullmatch(scope["path"])), LARGEST)
        refusal = TooLarge(f"The body is larger than {most >> 20} MiB. Nothing was taken.")
        told = Headers(scope=scope).get("Content-Length", "")
        if told.isdecimal() and int(told) > most:
            await answer(refusal)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise refusal
            return message

        await self._app(scope, counted, send)
