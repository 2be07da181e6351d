"""The short set of scenarios, as `interviewer chaos run` runs each on a system of its own.

A call takes its time, and little of the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded.livekit import LivekitMissing, find_program
from interviewer.simulation.chaos.scenarios import SCENARIOS

pytestmark = [pytest.mark.quick, pytest.mark.long, pytest.mark.timeout(400)]

EVERY_WORD: dict[str, object] = {"scenarios": [], "recognised": {}}
"""Results that name no line of which fewer words are recognised when nothing fails.

So no call in which nothing fails comes first, and every word that is said has to be in the log.
"""


@pytest.mark.parametrize("scenario", [name for name, one in SCENARIOS.items() if one.quick])
async def test_every_promise_is_kept(scenario: str) -> None:
    assert await broken(scenario) == []


async def broken(scenario: str) -> list[str]:
    """What did not hold in it. Skips the test where the machine is too busy to judge."""
    try:
        settings = bootstrap.load()
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as missing:
        pytest.skip(str(missing))
    folder = _folder()
    try:
        return await _broken(scenario, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-chaos-"))
    folder.chmod(0o711)
    return folder


async def _broken(scenario: str, folder: Path) -> list[str]:
    verdicts, told = folder / "verdicts.json", folder / "told.log"
    verdicts.write_text(json.dumps(EVERY_WORD), "utf-8")
    with told.open("wb") as out:  # no pipe: what it leaves behind when it is killed would hold that open
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "interviewer.cli", "chaos", "run", scenario, "--json", str(verdicts), "--resume"),
            env={**os.environ, "INTERVIEWER_STATE_DIR": str(folder / "state")},
            stdout=out,
            stderr=out,
        )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()
    ended = f"ended with {process.returncode}: {told.read_text('utf-8', 'replace')}"
    found = {one["name"]: one for one in json.loads(verdicts.read_text("utf-8"))["scenarios"]}
    assert scenario in found, ended
    if found[scenario]["state"] == "invalid":
        pytest.skip("the machine is too busy to judge")
    kept = list[str](found[scenario]["broken"])
    assert process.returncode == 0 or kept, ended
    return kept
