"""One at a time between processes of a machine: a lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Held(Exception):
    """Another process holds the lock."""


@contextlib.contextmanager
def exclusive(path: Path, *, waiting: Callable[[], object] | None = None) -> Iterator[int]:
    """Hold the lock file at `path`; yields its file descriptor.

    Calls `waiting` once and then waits if another process holds it; without `waiting` raises Held instead.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                raise Held(str(path)) from None
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
