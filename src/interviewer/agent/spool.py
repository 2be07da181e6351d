"""Observations on disk until the control plane acknowledged them.

One file per interview and epoch, a message a line, written before it is sent; emptied whenever all of it was
acknowledged, for what somebody said is in plain there. The process that writes a file holds a lock on it: what a dead
process left behind can be told from what a live one still needs, and is sent by whoever finds it. Deliberately not
here: the sending.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from interviewer.wire.agent_link import ObservationSent


class Spool:
    """The unacknowledged observations of one interview and epoch, in order of their numbers."""

    def __init__(self, path: Path) -> None:
        """Open the file for appending and lock it; what is in it waits. Raises `BlockingIOError` if another has it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("a", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise
        self._waiting = deque(_kept(path))  # not before the lock: its writer may still have added something
        self._finished = False

    @property
    def waiting(self) -> tuple[ObservationSent, ...]:
        """What is not acknowledged yet."""
        return tuple(self._waiting)

    @property
    def drained(self) -> bool:
        """Nothing more will be written, and all of it was acknowledged."""
        return self._finished and not self._waiting

    def write(self, message: ObservationSent) -> None:
        """Keep a message; it survives this process from here on."""
        self._file.write(message.model_dump_json() + "\n")
        self._file.flush()
        self._waiting.append(message)

    def acknowledge(self, number: int) -> None:
        """Forget everything up to this number; the file is emptied whenever nothing waits any more.

        Killed before that, somebody sends again what was acknowledged, which is harmless.
        """
        while self._waiting and self._waiting[0].data["number"] <= number:
            self._waiting.popleft()
        if not self._waiting and not self._file.closed:
            self._file.truncate(0)
        self._close_if_drained()

    def finish(self) -> None:
        """Nothing more will be written."""
        self._finished = True
        self._close_if_drained()

    def close(self) -> None:
        """Let go of the file; what is in it stays for whoever opens it next."""
        self._file.close()

    def _close_if_drained(self) -> None:
        if self.drained and not self._file.closed:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path)  # noqa: PTH108 - while the lock is still held
            self._file.close()


def path_of(folder: Path, interview_id: str, epoch: int) -> Path:
    """Where the observations of that interview and epoch are spooled."""
    return folder / f"{interview_id}-{epoch}.jsonl"


def left_behind(folder: Path) -> Iterator[Spool]:
    """Spools that no live process holds, opened and finished: their observations are still to be sent."""
    for path in sorted(folder.glob("*.jsonl")):
        try:
            spool = Spool(path)
        except OSError:
            continue
        spool.finish()
        if not spool.drained:
            yield spool


def _kept(path: Path) -> Iterator[ObservationSent]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValidationError):  # the last line of a killed writer may be cut
            yield ObservationSent.model_validate_json(line)
