"""A Valkey server for tests, spoken to as Redis, that can be stopped and started again on the same port."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.embedded import ports, valkey


class Valkey:
    """The server; `url` stays the same over restarts, what it held does not."""

    def __init__(self) -> None:
        self._port = ports.free()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Returns once it answers."""
        options = ("--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        command = [str(valkey.find_program()), *options]
        quiet = subprocess.DEVNULL
        self._process = await asyncio.to_thread(subprocess.Popen, command, stdout=quiet, stderr=quiet)
        until = time.monotonic() + 20
        async with Redis.from_url(self.url) as redis:
            while True:
                try:
                    await redis.ping()
                except (RedisError, OSError):
                    assert time.monotonic() < until
                    await asyncio.sleep(0.02)
                else:
                    return

    def stop(self) -> None:
        """At once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@asynccontextmanager
async def served_valkey() -> AsyncIterator[Valkey]:
    """The server, answering; it is gone when the block ends."""
    server = Valkey()
    try:
        await server.start()
        yield server
    finally:
        server.stop()
