"""What a program of bench/ has started is gone when it was told to end, whoever told it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "bench"
PROGRAM = """
import asyncio, multiprocessing, time
from report import run

async def measured():
    server = await asyncio.create_subprocess_exec("sleep", "60")
    worker = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    worker.start()
    print(server.pid, worker.pid, flush=True)
    try:
        await asyncio.to_thread(worker.join)
        await asyncio.sleep(60)
    finally:
        server.terminate()
        await server.wait()
        print("ended", flush=True)

if __name__ == "__main__":
    run(measured())
    print("measured", flush=True)
"""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_told_to_end_leaves_nothing_of_what_it_started(told: signal.Signals, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(BENCH), *filter(None, sys.path)))}
    with subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        started = [int(pid) for pid in running.stdout.readline().split()]
        assert all(Path(f"/proc/{pid}").exists() for pid in started)
        running.send_signal(told)
        said, _ = running.communicate(timeout=30)
    assert said.splitlines() == ["Stopping what was started ...", "ended"]
    assert running.returncode == 130
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


def test_every_program_ends_like_that() -> None:
    own_way = {file.name for file in BENCH.glob("*.py") if re.search(r"\basyncio\.run\(", file.read_text("utf-8"))}
    assert own_way == {"rebuilding.py"}, "and that one in its worker processes"
