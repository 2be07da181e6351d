"""A stream of Deepgram's as its protocol has it, without a client library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from known_speech import RATE, Samples

QUERY = {"model": "nova-3", "encoding": "linear16", "sample_rate": str(RATE), "channels": "1"}
FLUX = {"model": "flux-general-en", "encoding": "linear16", "sample_rate": str(RATE)}


class Live:
    """A stream of `/v1/listen` or `/v2/listen` as its protocol has it, without a client library."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self, samples: Samples, step: int = RATE // 20) -> None:
        for at in range(0, len(samples), step):
            await self.socket.send_bytes(samples[at : at + step].tobytes())

    async def tell(self, kind: str, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while not wanted(message := await self.socket.receive_json()):
                pass
        return dict(message)

    async def rest(self) -> list[dict[str, Any]]:
        """All that is said until the vendor closes."""
        async with asyncio.timeout(10):
            return [json.loads(message.data) async for message in self.socket if message.type == aiohttp.WSMsgType.TEXT]

    async def everything(self, samples: Samples) -> list[dict[str, Any]]:
        """All that is said about these samples."""
        await self.hear(samples)
        await self.tell("CloseStream")
        return await self.rest()


def finals(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == "Results" and message["is_final"]]


def heard(messages: list[dict[str, Any]]) -> list[str]:
    """The words of all final results."""
    return [
        word.get("punctuated_word", word["word"])
        for message in finals(messages)
        for word in message["channel"]["alternatives"][0]["words"]
    ]
