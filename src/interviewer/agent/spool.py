"""Observations on disk until the control plane acknowledged them.

One file per interview and epoch, a message a line, written before it is sent; emptied whenever all of it was
acknowledged, for what somebody said is in plain there. The process that writes a file holds a lock on it: what a dead
process left behind can be told from what a live one still needs, and is sent by whoever finds it. Where the disk takes
nothing the call goes on: what waits is in memory alone then, and comes to the disk when that takes it again.
Deliberately not here: the sending.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from pydantic import ValidationError

from interviewer.telemetry.logs import get_logger
from interviewer.wire.agent_link import ObservationSent

log = get_logger(__name__)


class Spool:
    """The unacknowledged observations of one interview and epoch, in order of their numbers."""

    def __init__(self, path: Path) -> None:
        """Open the file for appending and lock it; what is in it waits. Raises `BlockingIOError` if another has it."""
        self.path = path
        self._file: FileIO | None = None
        self._waiting: deque[ObservationSent] = deque()
        self._unwritten: deque[ObservationSent] = deque()
        """Those of them that are not on the disk."""
        self._behind = False
        self._finished = False
        try:
            self._open()
        except BlockingIOError:
            raise
        except OSError as error:
            self._fall_behind(error)

    @property
    def waiting(self) -> tuple[ObservationSent, ...]:
        """What is not acknowledged yet."""
        return tuple(self._waiting)

    @property
    def drained(self) -> bool:
        """Nothing more will be written, and all of it was acknowledged."""
        return self._finished and not self._waiting

    def write(self, message: ObservationSent) -> None:
        """Keep a message; it survives this process from here on, where the disk takes it."""
        self._waiting.append(message)
        self._unwritten.append(message)
        try:
            if self._file is None:
                self._open()
            while self._unwritten:
                self._append(self._unwritten[0].model_dump_json() + "\n")
                self._unwritten.popleft()
        except OSError as error:
            self._fall_behind(error)
            return
        if self._behind:
            log.info("spool.writable", file=self.path.name)
        self._behind = False

    def acknowledge(self, number: int) -> None:
        """Forget everything up to this number; the file is emptied whenever nothing waits any more.

        Killed before that, somebody sends again what was acknowledged, which is harmless.
        """
        while self._waiting and self._waiting[0].data["number"] <= number:
            self._waiting.popleft()
        while self._unwritten and self._unwritten[0].data["number"] <= number:
            self._unwritten.popleft()
        if not self._waiting and self._file is not None:
            self._file.truncate(0)
        self._close_if_drained()

    def finish(self) -> None:
        """Nothing more will be written."""
        self._finished = True
        self._close_if_drained()

    def close(self) -> None:
        """Let go of the file; what is in it stays for whoever opens it next."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = FileIO(self.path, "ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not self._waiting:
                self._waiting = deque(_kept(self.path))  # after the lock: until then its writer may add something
        except OSError:
            file.close()
            raise
        self._file = file

    def _append(self, line: str) -> None:
        """All of it or nothing: half a line would spoil the one behind it."""
        assert self._file is not None  # noqa: S101 - `write` has opened it
        before, data = self._file.seek(0, os.SEEK_END), line.encode()
        try:
            while data:
                data = data[self._file.write(data) or 0 :]
        except OSError:
            self._file.truncate(before)
            raise

    def _fall_behind(self, error: OSError) -> None:
        if not self._behind:
            log.error("spool.unwritable", file=self.path.name, reason=error.strerror or type(error).__name__)
        self._behind = True

    def _close_if_drained(self) -> None:
        if self.drained and self._file is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path)  # noqa: PTH108 - while the lock is still held
            self.close()


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
