"""The doors of the vendors that `checks` and the adapters knock at, on one local server that answers as it is told.

What a vendor would do with a good request is in the emulators (`interviewer.simulation.vendors`); here are the answers
that those give nobody.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse, Response, StreamingResponse

from interviewer.providers.accounts import Accounts
from running_api import serving

SECRETS = ("dg-very-secret", "az-very-secret", "sk-very-secret", "ao-very-secret")


@dataclass
class HostedVendors:
    """`status` is what every door answers from 400 on; the rest is what good answers hold."""

    url: str = ""
    status: int = 200
    echo: str = ""
    """What refusals say besides: some vendors repeat the key."""
    voices: list[str] = field(default_factory=lambda: ["en-US-AvaNeural"])
    models: list[str] = field(default_factory=lambda: ["gpt-4o-mini", "gpt-4o-mini-tts"])
    body: Any = None
    """Answered instead, whatever is asked."""
    sound: tuple[str, list[bytes]] = ("audio/pcm", [])
    """Content type and chunks of a voice."""
    spoken: list[bytes] = field(default_factory=list)
    """What voices were asked to say, as it was sent."""
    headers: list[dict[str, str]] = field(default_factory=list)
    hangs_after: int | None = None
    """Chunks after which a voice falls silent, or a model stops writing, without ending."""
    words: tuple[str, ...] = ()
    """What a model writes."""
    finish: str | None = "stop"
    """Why it ends; None: it breaks off without a word about it."""
    ports: list[int] = field(default_factory=list)
    """The callers' ends of the connections that voices were asked on."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Whoever listened to a hanging voice has left."""

    def accounts(self, **more: str) -> Accounts:
        deepgram, azure, openai, azure_openai = SECRETS
        given = {
            "deepgram_api_key": deepgram,
            "deepgram_url": self.url,
            "azure_speech_key": azure,
            "azure_speech_url": self.url,
            "openai_api_key": openai,
            "openai_url": f"{self.url}/v1",
            "azure_openai_endpoint": self.url,
            "azure_openai_api_key": azure_openai,
        }
        return Accounts(**given | more)

    def _answer(self, good: Any) -> Response:
        if self.body is not None:
            return JSONResponse(self.body)
        if self.status >= 400:
            return JSONResponse({"error": {"message": f"no {self.echo}", "code": "told"}}, self.status)
        return JSONResponse(good)

    async def _streamed(self, chunks: list[bytes]) -> AsyncIterator[bytes]:
        try:
            for chunk in chunks[: self.hangs_after]:
                yield chunk
                await asyncio.sleep(0)
            if self.hangs_after is not None:
                while True:  # what keeps a connection alive is no word
                    yield b": \n\n" if self.words else b""
                    await asyncio.sleep(0.05)
        finally:
            self.left.set()

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/cognitiveservices/voices/list")
        async def voices() -> Response:
            return self._answer([{"ShortName": name} for name in self.voices])

        @app.get("/v1/models")
        async def models() -> Response:
            return self._answer({"data": [{"id": name} for name in self.models]})

        @app.post("/openai/deployments/{deployment}/chat/completions")
        async def complete(deployment: str) -> Response:
            assert deployment
            return self._answer({"choices": []})

        @app.post("/cognitiveservices/v1")
        @app.post("/v1/audio/speech")
        async def speak(request: Request) -> Response:
            self.spoken.append(await request.body())
            self.headers.append(dict(request.headers))
            self.ports.append(request.client.port if request.client else 0)
            if self.status >= 400:
                return self._answer(None)
            kind, chunks = self.sound
            return StreamingResponse(self._streamed(chunks), media_type=kind)

        @app.post("/v1/chat/completions")
        async def write() -> Response:
            pieces = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in self.words]
            chunks = [f"data: {json.dumps(piece)}\n\n".encode() for piece in pieces]
            done = {"choices": [{"index": 0, "delta": {}, "finish_reason": self.finish}]}
            end = [f"data: {json.dumps(done)}\n\n".encode()] if self.finish else []
            end.append(b"data: [DONE]\n\n")
            return StreamingResponse(self._streamed([*chunks, *end]), media_type="text/event-stream")

        @app.websocket("/v1/listen")
        @app.websocket("/v2/listen")
        async def listen(socket: WebSocket) -> None:
            if self.status >= 400:
                await socket.send_denial_response(self._answer(None))
                return
            await socket.accept()
            await socket.receive()
            await socket.send_json({"type": "Metadata"})
            await socket.close()

        return app


@asynccontextmanager
async def hosted_vendors() -> AsyncIterator[HostedVendors]:
    """The server, listening; it is gone when the block ends."""
    vendors = HostedVendors()
    async with serving(vendors.app()) as url:
        vendors.url = url
        yield vendors
