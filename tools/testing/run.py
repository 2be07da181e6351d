"""Runs the journeys, which hold conversations by voice, and behind them every test that only computes.

A conversation takes its own time and leaves most of the machine free, but needs its milliseconds when it needs them.
So what computes gets what is left: the lowest priority, and on Linux the lowest share for its session too, because
there a session weighs as much as another whatever the priorities within. What it says is shown once the journeys are
over. The conversations of tests/scenarios are not here: they are judged at the candidate's ear, beside nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PYTEST = (sys.executable, "-m", "pytest", "--dist", "loadfile")
IN_FRONT = (*PYTEST, "-n", "3", "tests/journey")
BEHIND = (*PYTEST, "-n", "2", *(f"--ignore=tests/{folder}" for folder in ("journey", "scenarios", "chaos")))
LOWEST = 19
SHARE = Path("/proc/self/autogroup")


def run(in_front: Sequence[str], behind: Sequence[str]) -> int:
    """Both to their ends, whatever becomes of the other; the status of the first of them that failed."""
    with tempfile.NamedTemporaryFile() as said:
        computing = subprocess.Popen(
            behind,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=_step_back,  # noqa: PLW1509  # this program has no threads
        )
        talking = subprocess.Popen(in_front)
        try:
            talking.wait()
            _show(computing, Path(said.name))
        except KeyboardInterrupt:
            if computing.poll() is None:
                os.killpg(computing.pid, signal.SIGINT)  # Ctrl-C is not heard in a session of its own
            talking.wait()
            computing.wait()
            raise
    return talking.returncode or computing.returncode


def _step_back() -> None:
    os.nice(LOWEST - os.nice(0))
    if SHARE.exists():
        SHARE.write_text(str(LOWEST))


def _show(process: subprocess.Popen[bytes], said: Path) -> None:
    """What it said until now, then what it says, until it has ended."""
    with said.open("rb") as reading:
        while process.poll() is None:
            shutil.copyfileobj(reading, sys.stdout.buffer)
            sys.stdout.flush()
            time.sleep(0.2)
        shutil.copyfileobj(reading, sys.stdout.buffer)
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        raise SystemExit(run(IN_FRONT, BEHIND))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
