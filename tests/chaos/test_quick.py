"""The short set of scenarios, as `interviewer chaos run quick` runs it, on the whole system and by voice."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded.livekit import LivekitMissing, find_program
from interviewer.simulation.chaos.scenarios import SCENARIOS

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-chaos-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def test_every_scenario_of_the_short_set_holds(state: Path) -> None:
    try:
        settings = bootstrap.load()
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as missing:
        pytest.skip(str(missing))
    verdicts = state / "verdicts.json"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", "chaos", "run", "quick", "--json", str(verdicts)),
        env={**os.environ, "INTERVIEWER_STATE_DIR": str(state / "state")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()
    assert verdicts.is_file(), told.decode()
    found = {one["name"]: one for one in json.loads(verdicts.read_text("utf-8"))["scenarios"]}
    if starved := [name for name, one in found.items() if one["state"] == "invalid"]:
        pytest.skip(f"the machine is too busy to judge: {', '.join(starved)}")
    assert {name: one["broken"] for name, one in found.items()} == {
        name: [] for name, scenario in SCENARIOS.items() if scenario.quick
    }
    assert process.returncode == 0
