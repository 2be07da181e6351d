"""Who a process is, beyond its number: pid, start time and boot together, so that a pid file can be trusted.

A pid alone may belong to somebody else by the time it is read. Signals go through a pidfd that is opened first and
checked second, so that nothing but the process meant is ever signalled.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

AGAIN = 1.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Identity:
    """One process of this boot; `started` is in clock ticks since boot."""

    pid: int
    started: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """Identity of a running process; None when there is none, or only its corpse."""
        started = _started(pid)
        return None if started is None else cls(pid, started, _BOOT.read_text().strip())

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return Identity.of(self.pid) == self

    def end(self, polite: signal.Signals, grace: float, *, twice: bool = False) -> bool:
        """Send `polite`, after `grace` seconds SIGKILL, and wait until it is gone. False if it was gone already.

        `twice`: it is told again soon, so that it leaves what it would else bring to an end.
        """
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return False
        try:
            if not self.alive():
                return False
            for sign, patience in (*[(polite, AGAIN)] * twice, (polite, grace), (signal.SIGKILL, 10.0)):
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, sign)
                if self._gone(handle, patience):
                    break
        finally:
            os.close(handle)
        return True

    def _gone(self, handle: int, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            if select.select([handle], [], [], left)[0]:
                return True
        return not self.alive()


def write(file: Path, identity: Identity, **more: str | float) -> None:
    """Write a pid file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps({**asdict(identity), **more}))
    temporary.replace(file)


def read(file: Path) -> tuple[Identity, dict[str, str | float]] | None:
    """The process a pid file names and what else stands in it; None when there is no file or it makes no sense."""
    try:
        found = json.loads(file.read_text())
        identity = Identity(int(found.pop("pid")), int(found.pop("started")), str(found.pop("boot")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return identity, found


def _started(pid: int) -> int | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name stands in brackets and may hold spaces and brackets of its own: count from the last one.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else int(fields[19])
