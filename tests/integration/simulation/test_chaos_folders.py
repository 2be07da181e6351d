from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from interviewer.embedded.program import Program, says
from interviewer.embedded.supervisor import Supervisor
from interviewer.simulation.chaos import folders

READY = """import signal; print('"event": "ready"', flush=True); signal.pause()"""


async def test_what_a_killed_run_left_running_is_ended_by_the_next_and_what_goes_on_is_not(tmp_path: Path) -> None:
    killed, going_on = tmp_path / "killed", tmp_path / "going-on"
    left = Supervisor(killed)
    with folders.held(killed):
        agent = await left.start(Program("agent", (sys.executable, "-c", READY), says("ready")))
        vendors = await asyncio.create_subprocess_exec(sys.executable, "-c", READY, stdout=asyncio.subprocess.DEVNULL)
        folders.note(killed, "vendors", vendors.pid)
    for task in left._tasks:
        task.cancel()
    with folders.held(going_on):
        running = Supervisor(going_on)
        api = await running.start(Program("api", (sys.executable, "-c", READY), says("ready")))
        assert await folders.end_leftovers(tmp_path) == ["agent", "vendors"]
        await asyncio.gather(agent.ended(), vendors.wait())
        assert api.pid is not None
        await running.stop()
    assert await folders.end_leftovers(tmp_path) == []
