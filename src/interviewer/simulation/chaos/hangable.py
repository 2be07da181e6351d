"""Runs a process of ours as `interviewer run` does, but for this: at a signal its main thread stands still.

    python -m interviewer.simulation.chaos.hangable agent

So a wedged event loop can be had of the very program that is to notice it, without a word about it in that program.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import Final

HANGS: Final = signal.SIGUSR2
FOR: Final = 3600.0
"""Seconds."""


def main(name: str) -> None:
    """Run the process of this name."""
    signal.signal(HANGS, lambda *_: time.sleep(FOR))
    from interviewer.cli import build

    build()(["run", name])


if __name__ == "__main__":
    main(sys.argv[1])
