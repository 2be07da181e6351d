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
from pathlib import Path

import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded.livekit import LivekitMissing, find_program

AN_AGENT_KILLED = ("agent_killed",)
THE_OTHERS = ("hearing_black_hole", "much_at_once")
EVERY_WORD: dict[str, object] = {"scenarios": [], "recognised": {}}
"""Results that name no line of which fewer words are recognised when nothing fails.

So no call in which nothing fails comes first, and every word that is said has to be in the log.
"""


async def broken(*scenarios: str) -> dict[str, list[str]]:
    """What did not hold in each of them. Skips the test where the machine is too busy to judge."""
    try:
        settings = bootstrap.load()
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as missing:
        pytest.skip(str(missing))
    folder = _folder()
    try:
        return await _broken(scenarios, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-chaos-"))
    folder.chmod(0o711)
    return folder


async def _broken(scenarios: tuple[str, ...], folder: Path) -> dict[str, list[str]]:
    verdicts, told = folder / "verdicts.json", folder / "told.log"
    verdicts.write_text(json.dumps(EVERY_WORD), "utf-8")
    with told.open("wb") as out:  # no pipe: what it leaves behind when it is killed would hold that open
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "interviewer.cli", "chaos", "run", *scenarios, "--json", str(verdicts), "--resume"),
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
    assert {*scenarios} <= {*found}, ended
    if starved := [name for name, one in found.items() if one["state"] == "invalid"]:
        pytest.skip(f"the machine is too busy to judge: {', '.join(starved)}")
    kept = {name: list[str](found[name]["broken"]) for name in scenarios}
    assert process.returncode == 0 or any(kept.values()), ended
    return kept
