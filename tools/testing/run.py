"""Runs the tests that go by a clock, and behind them those that only compute.

A conversation by voice takes its own time and leaves most of the machine free, but needs its milliseconds when it needs
them; so do tests against rooms, streams of sound, leases and senders that wait. What computes gets what is left: the
lowest priority, and on Linux the lowest share for its session too, because there a session weighs as much as another
whatever the priorities within. What it says is shown once the others are over. The conversations of tests/scenarios and
tests/chaos are not here: they are judged at the candidate's ear, and nothing computes beside them.
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

PYTEST = (sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile")
BY_A_CLOCK = (
    *("contract/breakers", "contract/line", "contract/providers", "contract/rooms", "contract/vendors"),
    *("integration/agent", "integration/orchestrator", "integration/providers", "integration/simulation", "unit/agent"),
    *(f"integration/api/test_{leased}.py" for leased in ("agent_link", "documents", "phone_reports")),
)
IN_FRONT = (*PYTEST, "tests/journey", *(f"tests/{folder}" for folder in BY_A_CLOCK))
ELSEWHERE = ("journey", "scenarios", "chaos", *BY_A_CLOCK)
BEHIND = (*PYTEST, *(f"--ignore=tests/{folder}" for folder in ELSEWHERE))
LOWEST = 19
SHARE = Path("/proc/self/autogroup")


def run(in_front: Sequence[Sequence[str]], behind: Sequence[str]) -> int:
    """One after the other in front, each to its end, whatever becomes of the others; the first status that is not 0."""
    statuses = []
    with tempfile.NamedTemporaryFile() as said:
        computing = subprocess.Popen(
            behind,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=_step_back,  # noqa: PLW1509  # this program has no threads
        )
        try:
            statuses += [_ended(command) for command in in_front]
            _show(computing, Path(said.name))
        except KeyboardInterrupt:
            if computing.poll() is None:
                os.killpg(computing.pid, signal.SIGINT)  # Ctrl-C is not heard in a session of its own
            computing.wait()
            raise
    return next((status for status in (*statuses, computing.returncode) if status), 0)


def _ended(command: Sequence[str]) -> int:
    """Its status. At a Ctrl-C, which it hears too, it has the time that it needs."""
    process = subprocess.Popen(command)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise


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
        raise SystemExit(run((IN_FRONT,), BEHIND))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
