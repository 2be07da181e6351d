"""A real livekit-server that reports to a webhook of the test's choice; None where the program is not to be had."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import livekit, ports

KEY = "devkey"
SECRET = "a-secret-of-more-than-thirty-two-characters"


@contextlib.asynccontextmanager
async def livekit_server(home: Path, webhook: str = "http://127.0.0.1:9/") -> AsyncIterator[str]:
    """Its address, `ws://…`. Skips the test by name without the program."""
    settings = bootstrap.load()
    try:
        binary = livekit.find_program(settings.livekit_server, settings.cache_dir)
    except livekit.LivekitMissing as missing:
        pytest.skip(f"no livekit-server: {missing}")
    port = ports.free()
    program = livekit.prepare(home, binary, KEY, SECRET, port, webhook)
    with (home / "livekit.log").open("wb") as log:
        process = subprocess.Popen(program.command, stdout=log, stderr=log)  # noqa: ASYNC220 - it outlives this step
    try:
        async with asyncio.timeout(program.within):
            while not await program.ready(""):
                await asyncio.sleep(0.05)
        yield f"ws://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, program.grace)
        except subprocess.TimeoutExpired:  # it waits for participants that a test left behind
            process.kill()
            await asyncio.to_thread(process.wait)
