"""Runs a process of ours as `interviewer run` does, but at a signal it stands still, and at another it eats memory.

    python -m interviewer.simulation.chaos.hangable agent

So a wedged event loop can be had of the very program that is to notice it, and a leak of one that is to die of it,
without a word about it in that program. An agent goes by a clock of its own, where the harness has put one.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import signal
import sys
from typing import Final

from interviewer.bootstrap import settings as bootstrap
from interviewer.simulation.chaos import clocks

HANGS: Final = signal.SIGUSR2
EATS: Final = signal.SIGUSR1
PIECES: Final = (1 << 20, 1 << 16, 1 << 12, 1 << 9)
"""Bytes of what it eats, the largest first: a heap has holes of all sizes."""
eaten: Final[list[bytes]] = []


def main(name: str) -> None:
    """Run the process of this name."""
    if name == "agent" and "LD_PRELOAD" not in os.environ:
        other_clock = clocks.environment(bootstrap.load().state_dir)
        if other_clock:
            again = (sys.executable, "-m", "interviewer.simulation.chaos.hangable", name)
            os.execve(sys.executable, again, {**os.environ, **other_clock})  # noqa: S606 - itself
    never, _ = os.pipe()
    signal.signal(HANGS, lambda *_: os.read(never, 1))  # no sleep: another clock's may be over at once
    signal.signal(EATS, lambda *_: eat())
    sys.argv = ["interviewer", "run", name]
    runpy.run_module("interviewer.cli", run_name="__main__")


def eat() -> None:
    """Take all the memory that there is for this process, and give none back."""
    for size in PIECES:
        with contextlib.suppress(MemoryError):
            while True:
                eaten.append(bytes(size))


if __name__ == "__main__":
    main(sys.argv[1])
