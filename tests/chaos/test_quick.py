"""The short set of scenarios, as `interviewer chaos run quick` runs it, on whole systems and by voice.

In two parts, which two processes hold side by side: a call takes its time, and little of the machine.
"""

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

pytestmark = pytest.mark.timeout(400)
PARTS = (("agent_killed",), ("hearing_black_hole", "much_at_once"))
"""The first has a call in which nothing fails before it: by that one it is measured."""


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-chaos-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_parts_are_the_short_set() -> None:
    assert {name for part in PARTS for name in part} == {name for name, one in SCENARIOS.items() if one.quick}


@pytest.mark.parametrize("part", PARTS, ids=" ".join)
async def test_every_scenario_of_the_short_set_holds(part: tuple[str, ...], state: Path) -> None:
    try:
        settings = bootstrap.load()
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as missing:
        pytest.skip(str(missing))
    verdicts = state / "verdicts.json"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", "chaos", "run", *part, "--json", str(verdicts)),
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
    assert {name: found[name]["broken"] for name in part} == {name: [] for name in part}
    assert process.returncode == 0
