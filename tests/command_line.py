"""The `interviewer` command as people and scripts run it, against a running api.

Each is a process of its own, forked from one that has loaded the program already (`forked_commands`): to load it takes
longer than most commands. That it starts from nothing is shown by the journeys.
"""

from __future__ import annotations

import asyncio
import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("forked_commands.py")
WIDE = {"COLUMNS": "200"}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


async def run(address: str, *arguments: str) -> Ran:
    environment = {**os.environ, "INTERVIEWER_API_URL": address, **WIDE}
    return await asyncio.to_thread(ran, environment, *arguments)


def ran(environment: dict[str, str], *arguments: str) -> Ran:
    """With nothing in its environment but this."""
    with tempfile.TemporaryDirectory(prefix="interviewer-command-") as folder, _one_at_a_time:
        out, err = Path(folder) / "out", Path(folder) / "err"
        order = {"arguments": arguments, "environment": environment, "out": str(out), "err": str(err)}
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(order).encode() + b"\n")
        answer = server.stdout.readline()
        assert answer, "the process that carries out commands has ended"
        return Ran(int(answer), out.read_text(), err.read_text())


@functools.cache
def _server() -> subprocess.Popen[bytes]:
    """One for this process of tests; it ends when this does."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **WIDE},
        bufsize=0,
    )
    atexit.register(process.communicate)
    return process
