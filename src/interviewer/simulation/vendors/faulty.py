"""Lays the faults that are switched on over every request to the emulated vendors: to their answers and their streams.

What a stream did not get, or did not say, it will not get or say later: its connection stays dead until it is closed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from interviewer.simulation.vendors.faults import Came, Fault, Faults

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

GARBAGE: Final = '<html><body>{"type": Results, "choices": [{"delta": ,,,'
_STATUS: Final = {"too_many": 429, "error": 500, "unauthorised": 401}
_DEAF: Final = ("silent", "black_hole", "keep_alives")
"""A stream hears nothing any more."""
_MUTE: Final = ("silent", "black_hole", "keep_alives", "drip")
"""A stream says nothing any more; of a message of a hundred bytes, one a second, nothing comes in time either."""
KEEP_ALIVE_EVERY: Final = 1.0
DRIP_EVERY: Final = 1.0


class Faulty:
    """An application behind faults."""

    def __init__(self, app: App, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith("/faults"):
            await self._app(scope, receive, send)
            return
        came = self._faults.came(self._faults.doors.door(scope["server"][1]))
        fault = self._faults.acting(came)
        kind = fault.kind if fault else ""
        if fault and kind in _STATUS:
            await _refused(scope, receive, send, fault)
        elif kind == "black_hole":
            await _until_gone(receive)
        elif scope["type"] == "websocket":
            await _Stream(self._faults, came, scope, receive, send).run(self._app)
        else:
            await _Answer(self._faults, came, scope, receive, send).run(self._app)


class _Answer:
    """An HTTP answer, whole or in pieces."""

    def __init__(
        self, faults: Faults, came: Came, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        self._faults, self._came, self._scope = faults, came, scope
        self._receive, self._send = receive, send
        self._events = False
        self._pieces = 0
        self._over = False

    async def run(self, app: App) -> None:
        await app(self._scope, self._receive, self._say)

    async def _say(self, message: Message) -> None:
        if self._over:
            return
        fault = self._faults.acting(self._came)
        kind = fault.kind if fault else ""
        if fault and kind == "slow":
            now = time.monotonic()
            await asyncio.sleep((now - self._came.begun) * (fault.times - 1) if self._pieces == 0 else 0)
        if message["type"] == "http.response.start" and kind != "black_hole":
            headers = [(name, value) for name, value in message.get("headers", ()) if name != b"content-length"]
            self._events = any(b"event-stream" in value for _, value in headers)
            await self._send({**message, "headers": headers})
            return
        if fault is None:
            await self._piece(message)
        elif kind in ("silent", "black_hole"):
            self._over = True
            await _until_gone(self._receive)
        elif kind == "keep_alives":
            self._over = True
            await self._keep_alive()
        elif kind in ("reset", "truncated") and self._pieces >= fault.pieces:
            await self._cut(message, fault)
        else:
            await self._piece(message, fault)

    async def _piece(self, message: Message, fault: Fault | None = None) -> None:
        body: bytes = message.get("body", b"")
        self._pieces += bool(body)
        match fault.kind if fault else "":
            case "garbage" if body:
                body = f"data: {GARBAGE}\n\n".encode() if self._events else GARBAGE.encode()
            case "duplicated" if self._events:
                body = body * 2
            case "wrong_rate" if not self._events:
                body = b"".join(body[at : at + 2] for at in range(0, len(body), 4))
            case "drip":
                for at in range(len(body)):
                    await asyncio.sleep(DRIP_EVERY)
                    await self._send({**message, "body": body[at : at + 1], "more_body": True})
                body = b""
        await self._send({**message, "body": body})

    async def _cut(self, message: Message, fault: Fault) -> None:
        self._over = True
        if fault.kind == "reset":
            # What was written must be on its way before the connection is cut.
            await asyncio.sleep(0.02)
            self._faults.doors.reset(self._scope["client"])
            return
        body: bytes = message.get("body", b"")
        await self._send({**message, "body": body[: len(body) // 4 * 2], "more_body": False})

    async def _keep_alive(self) -> None:
        gone = asyncio.create_task(_until_gone(self._receive))
        try:
            while not gone.done():
                body = b": keep-alive\n\n" if self._events else b"\0\0"
                await self._send({"type": "http.response.body", "body": body, "more_body": True})
                await asyncio.wait({gone}, timeout=KEEP_ALIVE_EVERY)
        finally:
            gone.cancel()


class _Stream:
    """A WebSocket."""

    def __init__(
        self, faults: Faults, came: Came, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        self._faults, self._came, self._scope = faults, came, scope
        self._receive, self._send = receive, send
        self._dead = ""
        self._gone = False
        self._tasks: list[asyncio.Task[None]] = []
        self._late: asyncio.Task[None] | None = None
        self._held_up: deque[tuple[float, Message]] = deque()

    async def run(self, app: App) -> None:
        try:
            await app(self._scope, self._hear, self._say)
            while self._dead and not self._gone:  # whoever waits for it is not told that it has ended
                await self._hear()
            if self._late is not None:
                await self._late
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hear(self) -> Message:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._gone = True
                return message
            kind = self._acting(opening=message["type"] == "websocket.connect")
            if kind == "reset":
                self._faults.doors.reset(self._scope["client"])
            if self._dead not in _DEAF:
                return message

    async def _say(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            await self._send(message)
            return
        fault = self._faults.acting(self._came)
        kind = self._acting()
        if self._dead in _MUTE:
            return
        if kind == "slow" or self._held_up:
            self._hold_up(message, fault.delay if fault and kind == "slow" else 0.0)
            return
        text = message.get("text")
        if kind == "garbage" and text:
            message = {**message, "text": GARBAGE}
        elif kind == "truncated" and text:
            await self._send({**message, "text": text[: len(text) // 2]})
            message = {"type": "websocket.close", "code": 1011, "reason": ""}
            self._dead = "drip"
        await self._send(message)
        if kind == "duplicated" and text and _is_final(text):
            await self._send(message)

    def _acting(self, *, opening: bool = False) -> str:
        """What goes wrong now; from some of it there is no way back."""
        fault = self._faults.acting(self._came)
        kind = fault.kind if fault else ""
        if kind in _MUTE and not opening and not self._dead:
            self._dead = kind
            if kind == "keep_alives":
                self._tasks.append(asyncio.create_task(self._keep_alive()))
        return kind

    def _hold_up(self, message: Message, delay: float) -> None:
        self._held_up.append((time.monotonic() + delay, message))
        if len(self._held_up) == 1:
            self._late = asyncio.create_task(self._say_late())
            self._tasks.append(self._late)

    async def _say_late(self) -> None:
        while self._held_up:
            due, message = self._held_up[0]
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._send(message)
            self._held_up.popleft()

    async def _keep_alive(self) -> None:
        while True:
            await self._send({"type": "websocket.send", "text": '{"type":"KeepAlive"}'})
            await asyncio.sleep(KEEP_ALIVE_EVERY)


async def _refused(scope: MutableMapping[str, Any], receive: Receive, send: Send, fault: Fault) -> None:
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    status = _STATUS[fault.kind]
    headers = [(b"content-type", b"application/json")]
    if fault.kind == "too_many":
        headers.append((b"retry-after", str(fault.retry_after).encode()))
    body = json.dumps({"error": {"message": f"emulated {status}", "type": "emulated", "param": None, "code": None}})
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body.encode(), "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while not (await receive())["type"].endswith(".disconnect"):
        pass


def _is_final(text: str) -> bool:
    message = json.loads(text)
    return bool(message.get("is_final") or message.get("event") == "EndOfTurn")
