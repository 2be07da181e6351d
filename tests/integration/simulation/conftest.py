"""A real livekit-server for the session, and scripted doors for each test."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import livekit, ports
from interviewer.embedded.program import Program
from simulated.doors import KEY, SECRET, Doors
from simulated.interviewer import ScriptedInterviewer


@pytest.fixture(scope="session")
def livekit_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = bootstrap.load()
    try:
        binary = livekit.find_program(settings.livekit_server, settings.cache_dir)
    except livekit.LivekitMissing as missing:
        pytest.skip(f"no livekit-server: {missing}")
    port = ports.free()
    home = tmp_path_factory.mktemp("livekit")
    program = livekit.prepare(home, binary, KEY, SECRET, port, "http://127.0.0.1:9/")
    with (home / "log").open("wb") as log, subprocess.Popen(program.command, stdout=log, stderr=log) as process:
        try:
            asyncio.run(_until_ready(program))
            yield f"ws://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(program.grace)
            except subprocess.TimeoutExpired:  # it waits for participants that a test left behind
                process.kill()


async def _until_ready(program: Program) -> None:
    async with asyncio.timeout(program.within):
        while not await program.ready(""):
            await asyncio.sleep(0.05)


@pytest.fixture
async def doors(livekit_url: str) -> AsyncIterator[Doors]:
    port = ports.free()
    opened = Doors(livekit_url, f"http://127.0.0.1:{port}")
    server = uvicorn.Server(
        uvicorn.Config(opened.application(), port=port, log_level="warning", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield opened
    server.should_exit = True
    await serving


@pytest.fixture
async def interviewer(doors: Doors) -> AsyncIterator[ScriptedInterviewer]:
    scripted = ScriptedInterviewer()
    await scripted.join(doors.livekit_url, doors.token("interviewer-1"))
    yield scripted
    await scripted.leave()
