"""The local language model: loaded when first asked for, if memory allows, and unloaded after a while without work.

It lives in a child process (`llm_process`), so that unloading gives all memory back, a crash costs one answer, and its
priority can be lower than that of speech. Deliberately not in it: prompts, and what an answer means.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx

from interviewer.engines import memory
from interviewer.engines.errors import BadInput, EngineError, Unavailable
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable
    from pathlib import Path

log = get_logger(__name__)

CONTEXT: Final = 4096
"""Tokens of prompt and answer together."""
MARGIN: Final = 600 << 20
"""Bytes that must stay free beside the model, for the calls."""
OVERHEAD: Final = 900 << 20
"""Bytes the model takes beyond its file: weights repacked for this processor, cache of 4096 tokens, prompts kept."""
_START_LIMIT: Final = 120.0
_ANSWER_LIMIT: Final = 300.0


@dataclass(frozen=True, slots=True)
class _Running:
    process: asyncio.subprocess.Process
    client: httpx.AsyncClient


class LanguageModel:
    """One model; `answer` and `stream` load it when needed. To be closed by `unload`."""

    def __init__(
        self,
        weights: Path,
        *,
        threads: int = 2,
        idle: float = 120.0,
        available: Callable[[], int] = memory.available,
    ) -> None:
        """`weights` is a GGUF file. `idle` is in seconds; `available` tells the bytes of memory that can be had."""
        self._weights, self._threads, self._idle, self._available = weights, threads, idle, available
        self._running: _Running | None = None
        self._loading = asyncio.Lock()
        self._busy = 0
        self._used = time.monotonic()

    @property
    def state(self) -> str:
        """`unloaded`, `loading` or `ready`."""
        if self._alive() is not None:
            return "ready"
        return "loading" if self._loading.locked() else "unloaded"

    @property
    def needs(self) -> int:
        """Bytes that must be available before it is loaded."""
        return self._weights.stat().st_size + OVERHEAD + MARGIN

    async def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The whole chat completion to an OpenAI request. Raises Unavailable, BadInput or EngineError."""
        async with self._at_work() as running, self._told(running):
            response = await running.client.post("/v1/chat/completions", json={**body, "stream": False})
            _check(response.status_code, response.content)
            completion: dict[str, Any] = response.json()
            return completion

    async def stream(self, body: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        """The chunks of a chat completion, the last one with `usage`. Leaving the loop stops the model."""
        wanted = {**body, "stream": True, "stream_options": {"include_usage": True}}
        async with (
            self._at_work() as running,
            self._told(running),
            running.client.stream("POST", "/v1/chat/completions", json=wanted) as response,
        ):
            if response.is_error:
                _check(response.status_code, await response.aread())
            async for line in response.aiter_lines():
                if line.startswith("data: ") and line != "data: [DONE]":
                    yield json.loads(line.removeprefix("data: "))

    async def unload(self) -> None:
        """End the child process, if there is one."""
        running, self._running = self._running, None
        if running is None:
            return
        await running.client.aclose()
        if running.process.returncode is None:
            running.process.kill()
            await running.process.wait()
        log.info("engines.llm_unloaded")

    async def unload_when_idle(self) -> None:
        """Watch until cancelled; unload after `idle` seconds without work, and notice a child that died."""
        while True:
            await asyncio.sleep(min(5.0, self._idle))
            idle = time.monotonic() - self._used >= self._idle
            if self._running and not self._busy and not self._loading.locked() and (idle or self._alive() is None):
                await self.unload()

    def _alive(self) -> _Running | None:
        return self._running if self._running and self._running.process.returncode is None else None

    @contextlib.asynccontextmanager
    async def _at_work(self) -> AsyncIterator[_Running]:
        self._busy += 1
        try:
            async with self._loading:
                running = self._alive() or await self._load()
            yield running
        finally:
            self._busy -= 1
            self._used = time.monotonic()

    @contextlib.asynccontextmanager
    async def _told(self, running: _Running) -> AsyncIterator[None]:
        """Say that the child is lost, and end it: that it died may not be known yet, and a hung one is no use."""
        try:
            yield
        except httpx.HTTPError as error:
            if self._running is running:
                await self.unload()
            raise EngineError(
                f"The local language model died or hung while answering ({type(error).__name__}); nothing of the "
                f"answer was kept. It is started anew for the next request."
            ) from error

    async def _load(self) -> _Running:
        await self.unload()
        if (free := self._available()) < self.needs:
            raise Unavailable(
                f"No judge ran: the local language model needs {self.needs >> 20} MB of free memory, {free >> 20} MB "
                f"are free. End other programs, or set OPENAI_API_KEY to use a hosted model; everything else works."
            )
        begun = time.perf_counter()
        key = secrets.token_urlsafe(24)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "interviewer.engines.llm_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            address = await asyncio.wait_for(self._greet(process, key), _START_LIMIT)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            if isinstance(error, TimeoutError | ValueError | OSError):
                why = str(error) or "no answer in time"
                raise Unavailable(
                    f"No judge ran: the local language model did not start ({why}). Its file is {self._weights}; "
                    f"run `interviewer doctor`, and `make setup` if the file is damaged."
                ) from error
            raise
        client = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(_ANSWER_LIMIT, connect=10.0),
            # The server closes idle connections on its own; one that is just being closed would look like a crash.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )
        self._running = _Running(process, client)
        log.info("engines.llm_loaded", model=self._weights.name, latency_ms=round((time.perf_counter() - begun) * 1000))
        return self._running

    async def _greet(self, process: asyncio.subprocess.Process, key: str) -> str:
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipe to the child process")
        wanted = {"model": str(self._weights), "key": key, "threads": self._threads, "context": CONTEXT}
        process.stdin.write(json.dumps(wanted).encode() + b"\n")
        await process.stdin.drain()
        # llama.cpp itself may print to the same place before our line.
        while line := await process.stdout.readline():
            if line.startswith(b'{"address"'):
                return str(json.loads(line)["address"])
        raise ValueError("it ended while loading")


def _check(status: int, content: bytes) -> None:
    if status < 400:  # noqa: PLR2004
        return
    try:
        message = str(json.loads(content)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        message = f"the model's server answered {status}"
    raise (BadInput if status < 500 else EngineError)(message)  # noqa: PLR2004
