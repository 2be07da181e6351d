"""A WebSocket of Deepgram's: sound and control messages to a stream, until either side closes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from interviewer.simulation.vendors.outbox import Message, Outbox

NORMAL: Final = 1000
POLICY_VIOLATION: Final = 1008
INTERNAL_ERROR: Final = 1011
SILENT: Final = (
    "Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001"
)
UNDECODABLE: Final = (
    "The payload cannot be decoded as audio. It is either not audio data or is a codec unsupported by Deepgram."
)


class CloseWanted(Exception):
    """The client asked for the end of the stream."""


class MessageRefused(Exception):
    """A control message is none that the vendor knows; the message says what is wrong with it."""


class Stream(Protocol):
    """One of the vendor's streams."""

    request_id: str
    decodable: bool
    """Whether the emulator understands the encoding that was asked for."""

    def hear(self, data: bytes) -> None:
        """Take sound."""
        ...

    def told(self, message: Mapping[str, Any]) -> None:
        """Take a control message. Raises CloseWanted or MessageRefused."""
        ...

    def refused(self, problem: str) -> Message:
        """What is said about a control message that was refused."""
        ...

    def finish(self) -> None:
        """Say what is to be said when the client has closed the stream."""
        ...

    def forsaken(self) -> None:
        """Say what is to be said when the client has been silent for too long."""
        ...


async def hold(websocket: WebSocket, stream: Stream, outbox: Outbox, idle_seconds: float) -> None:
    """Hold the connection until it is over."""
    saying = asyncio.create_task(outbox.run())
    try:
        code, reason = await _read(websocket, stream, outbox, idle_seconds)
        said = asyncio.ensure_future(outbox.flush())
        await asyncio.wait({saying, said}, return_when=asyncio.FIRST_COMPLETED)
        said.cancel()
        if not saying.done():
            await websocket.close(code, reason)
    except WebSocketDisconnect:
        pass
    finally:
        saying.cancel()
        failed = (await asyncio.gather(saying, return_exceptions=True))[0]
        if isinstance(failed, Exception) and not isinstance(failed, WebSocketDisconnect):
            raise failed


async def _read(websocket: WebSocket, stream: Stream, outbox: Outbox, idle_seconds: float) -> tuple[int, str]:
    """Read until the connection is to be closed; with which code and reason."""
    while True:
        try:
            async with asyncio.timeout(idle_seconds):
                message = await websocket.receive()
        except TimeoutError:
            stream.forsaken()
            return INTERNAL_ERROR, SILENT
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", NORMAL))
        data = message.get("bytes")
        if data and not stream.decodable:
            return POLICY_VIOLATION, UNDECODABLE
        if data:
            stream.hear(data)
            continue
        try:
            stream.told(_parsed(message.get("text")))
        except CloseWanted:
            stream.finish()
            return NORMAL, ""
        except MessageRefused as refused:
            outbox.put(0, stream.refused(str(refused)))
            return POLICY_VIOLATION, "DATA-0000"


def _parsed(text: str | None) -> Mapping[str, Any]:
    if text is None:  # an empty frame of sound is an old way to close
        raise CloseWanted
    try:
        message = json.loads(text)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise MessageRefused("expected a JSON object")
    return message
