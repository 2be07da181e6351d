"""Somebody who is told by webhook: a real server that keeps what it got, in order, and answers as a test wants."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from standardwebhooks import Webhook

from held_interview import eventually
from running_api import serving

Behaviour = Callable[[], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Got:
    """One request."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def message(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def type(self) -> str:
        return str(self.message["type"])

    def verified_by(self, secret: str) -> bool:
        """As a receiver would do it, with the library."""
        return bool(Webhook(secret).verify(self.body, self.headers))


@dataclass
class Receiver:
    """`behaviours` are for the next requests, one each; after these it takes everything."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    behaviours: list[int | Behaviour] = field(default_factory=list)
    always: int | Behaviour = 204

    async def take(self, request: Request) -> Response:
        self.got.append(Got(dict(request.headers), await request.body()))
        behaviour = self.behaviours.pop(0) if self.behaviours else self.always
        return Response(status_code=behaviour) if isinstance(behaviour, int) else await behaviour()

    async def has(self, count: int) -> list[Got]:
        """What it got, once these are so many."""

        async def there() -> bool:
            return len(self.got) >= count

        await eventually(there)
        return self.got


@dataclass
class Hanging:
    """Answers only when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)
    open: int = 0

    async def __call__(self) -> Response:
        self.open += 1
        await self.let.wait()
        return Response(status_code=204)


@contextlib.asynccontextmanager
async def receiving(port: int = 0, *always: int | Behaviour) -> AsyncIterator[Receiver]:
    """A receiver on this port of this machine, a free one for 0."""
    receiver = Receiver()
    if always:
        receiver.always = always[0]
    app = FastAPI()
    app.post("/hook")(receiver.take)
    async with serving(app, port) as url:
        receiver.url = f"{url}/hook"
        yield receiver
