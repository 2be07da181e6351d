"""Small disks of memory for what an agent writes, which can be made full; root alone may have them.

A disk is full when it may be no larger than what is on it: nothing has to be written for that.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Disk = Literal["recordings", "kept", "spool"]
DISKS: Final[tuple[Disk, ...]] = ("recordings", "kept", "spool")
ROOMY: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Disks:
    """Those of one stage."""

    folder: Path

    async def fill(self, names: tuple[Disk, ...], seconds: float) -> None:
        """They take nothing for so long; a waiting that is given up lets them take something again, too."""
        try:
            for name in names:
                await asyncio.to_thread(_resize, self.folder / name, None)
            await asyncio.sleep(seconds)
        finally:
            for name in names:
                _resize(self.folder / name, ROOMY)


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[Disks | None]:
    """All of them, as folders of that folder, until the end of the block; None where that may not be."""
    with contextlib.ExitStack() as held:
        if os.geteuid() != 0:
            yield None
            return
        for name in DISKS:
            (folder / name).mkdir(exist_ok=True)
            size = f"size={ROOMY},mode=0711"
            if not _run("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder / name)):
                yield None
                return
            held.callback(_run, "umount", "-l", str(folder / name))
        yield Disks(folder)


def _resize(folder: Path, to: int | None) -> None:
    """None: to what is on it. Raises OSError."""
    for _ in range(10):
        there = os.statvfs(folder)
        size = to or max(1, there.f_blocks - there.f_bfree) * there.f_frsize
        if _run("mount", "-o", f"remount,size={size}", str(folder)):
            return  # else something was written meanwhile
    raise OSError(f"the disk of {folder} cannot be resized")


def _run(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
