"""The api as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from held_interview import eventually
from interviewer.embedded import ports
from running_api import settings_of


async def test_the_process_serves_and_ends_when_told_although_somebody_listens(
    postgres_dsn: str, tmp_path: Path
) -> None:
    port = ports.free()
    environment = {
        **os.environ,
        **settings_of(postgres_dsn, tmp_path).environment(),
        "INTERVIEWER_REDIS_URL": "redis://127.0.0.1:1",
        "INTERVIEWER_API_PORT": str(port),
        "INTERVIEWER_LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "interviewer.cli", "run", "api", env=environment, stderr=subprocess.DEVNULL
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

        async def serves() -> bool:
            assert process.returncode is None
            try:
                return (await client.get("/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(serves, 60)
        async with client.stream("GET", "/v1/stream") as stream:
            assert (await anext(stream.aiter_lines())).startswith(":")
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 20) == 0
