"""Folders of runs: each is held while its run goes on; what a killed run left running is ended by the next one."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from interviewer.embedded import identity, locks
from interviewer.embedded.identity import Identity
from interviewer.embedded.supervisor import Supervisor

LOCK: Final = "held"
_BESIDE: Final = "beside"
"""Here processes that run beside the system are noted: at its start it ends what is noted where its own are."""


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder, through which other users may pass, and hold it."""
    folder.mkdir(parents=True, mode=0o711, exist_ok=True)
    with locks.exclusive(folder / LOCK):
        yield


def note(folder: Path, name: str, pid: int) -> None:
    """Note a process that runs beside the system, to be ended with that if both are left running."""
    if (who := Identity.of(pid)) is not None:
        about: dict[str, str | float] = {"name": name, "stage": 0, "grace": 5.0, "signal": int(signal.SIGTERM)}
        identity.write(folder / _BESIDE / "run" / f"{name}.json", who, **about)


async def end_leftovers(runs: Path) -> list[str]:
    """End what runs that nobody holds left running in the folders there; the names of what was ended."""
    ended: list[str] = []
    for lock in await asyncio.to_thread(lambda: sorted(runs.glob(f"*/{LOCK}"))):
        with contextlib.suppress(locks.Held), locks.exclusive(lock):
            for folder in (lock.parent, lock.parent / _BESIDE):
                ended += await Supervisor(folder).end_leftovers()
    return ended
