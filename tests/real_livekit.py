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
from interviewer.embedded.program import Program

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
    process, program, port = await _started(home, binary, webhook)
    try:
        yield f"ws://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, program.grace)
        except subprocess.TimeoutExpired:  # it waits for participants that a test left behind
            process.kill()
            await asyncio.to_thread(process.wait)


async def _started(home: Path, binary: Path, webhook: str) -> tuple[subprocess.Popen[bytes], Program, int]:
    port = ports.free()
    program = livekit.prepare(home, binary, KEY, SECRET, port, webhook)
    with (home / "livekit.log").open("wb") as log:
        process = subprocess.Popen(program.command, stdout=log, stderr=log)  # noqa: ASYNC220 - it outlives this step
    try:
        async with asyncio.timeout(program.within):
            while process.poll() is None:
                if await program.ready(""):
                    return process, program, port
                await asyncio.sleep(0.05)
    except BaseException:
        process.kill()
        raise
    pytest.fail(f"livekit-server ended before it was ready: {(home / 'livekit.log').read_text()[-500:]}")
