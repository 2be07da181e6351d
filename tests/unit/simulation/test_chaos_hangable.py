"""What the harness starts is the very command, and at a signal its event loop stands still; it sees that itself."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from interviewer.simulation.chaos.hangable import HANGS
from interviewer.telemetry.watchdog import STUCK

pytestmark = pytest.mark.timeout(240)

LONG = 180.0
NOWHERE = "http://127.0.0.1:9"


async def test_an_agent_whose_loop_is_made_to_stand_still_ends_itself_and_says_where_it_stood(tmp_path: Path) -> None:
    settings = {"STATE_DIR": str(tmp_path), "AGENT_SECRET": "x", "API_URL": NOWHERE, "ENGINES_URL": f"{NOWHERE}/v1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.simulation.chaos.hangable", "agent"),
        env={**os.environ, **{f"INTERVIEWER_{name}": value for name, value in settings.items()}},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LONG):
            while "ready" not in (line := (await process.stdout.readline()).decode()):
                assert line, "it ended before it was ready"
            process.send_signal(HANGS)
            told = (await process.stdout.read()).decode()
            assert await process.wait() == STUCK
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert "loop.stuck" in told
    assert "hangable" in told
