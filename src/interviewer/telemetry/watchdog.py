"""Ends a process whose loop stands still, or that gets no memory: others take its work, its supervisor starts it anew.

A thread looks whether the loop still runs; when it has not for too long, it logs where the loop stands, and ends the
process without a goodbye: who would say it is what hangs. A process that stood still as a whole (SIGSTOP, a machine
that stutters) is left alone: its thread was late as well, and that does not count. What holds the interpreter itself,
such as a pattern that never ends, stops the thread, too; for that there is Python's own timer, which asks nobody, and
so is given longer.

The same thread asks for a piece of memory at each look. Where there is none, code that puts up with whatever goes
wrong would go on with a call in which nothing can be said or heard any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import mmap
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Final, NoReturn

from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

STUCK: Final = 70
SPENT: Final = 71
"""Exit statuses: its loop stood still, it got no memory."""
LOOKS_EVERY: Final = 0.25
COUNTS: Final = 0.5
"""Seconds that count at most between two looks: where the thread came later, not the loop alone stood still."""
TELLS_WITHIN: Final = 2.0
"""Seconds that saying so may take."""
NEEDS: Final = 1 << 20
"""Bytes that have to be there for the asking. They are given back untouched, which costs microseconds."""
KEPT_BACK: Final = 16 << 20
"""Bytes of addresses, not of memory, for saying that there are none left: the stack of Python's timer has 8 MB."""
HELD: Final = 90.0
"""Seconds until a process ends whose interpreter is held. A frozen one that wakes later than that ends as well."""


@contextlib.contextmanager
def watched(within: float, held: float = HELD) -> Iterator[None]:
    """Watch the running loop during the block; it, and the interpreter, may stand still for so many seconds."""
    watchdog = _Watchdog(within, held, asyncio.get_running_loop())
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog:
    def __init__(self, within: float, held: float, loop: asyncio.AbstractEventLoop) -> None:
        self._within = within
        self._held = held
        self._loop = loop
        self._of = threading.get_ident()
        self._ran = time.monotonic()
        self._over = threading.Event()
        self._kept_back = mmap.mmap(-1, KEPT_BACK)
        self._timer: asyncio.TimerHandle | None = None
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._run()
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()
        faulthandler.cancel_dump_traceback_later()
        self._thread.join()

    def _run(self) -> None:
        self._ran = time.monotonic()
        faulthandler.dump_traceback_later(self._held, exit=True, file=sys.__stderr__ or sys.stderr)
        self._timer = self._loop.call_later(LOOKS_EVERY, self._run)

    def _watch(self) -> None:
        try:
            self._look()
        except (MemoryError, OSError):
            self._kept_back.close()
            _end_spent()

    def _look(self) -> None:
        looked, ran, stood = time.monotonic(), self._ran, 0.0
        while not self._over.wait(LOOKS_EVERY):
            mmap.mmap(-1, NEEDS).close()  # not by malloc: a thread's heap has addresses of its own in store
            now = time.monotonic()
            stood = 0.0 if self._ran != ran else stood + min(now - looked, COUNTS)
            looked, ran = now, self._ran
            if stood > self._within:
                frame = sys._current_frames().get(self._of)  # noqa: SLF001 - there is no other way
                stack = [line.rstrip() for line in traceback.format_stack(frame)]
                _end_stuck(now - ran, stack)


def _end_stuck(seconds: float, stack: list[str]) -> NoReturn:
    """Say so, if that can be said, and leave."""
    try:
        # The loop may stand in the midst of logging, and hold its lock; or nobody reads what is written.
        if not _done(lambda: _log(seconds, stack)):
            _done(_write)
    finally:
        os._exit(STUCK)


def _end_spent() -> NoReturn:
    """The same with what little was kept back: a thread of Python's that gets no memory is waited for without end."""
    try:
        faulthandler.dump_traceback_later(TELLS_WITHIN, exit=True, file=sys.__stderr__ or sys.stderr)
        log.critical("memory.spent")
        sys.stdout.flush()
    finally:
        os._exit(SPENT)


def _done(work: Callable[[], object]) -> bool:
    """Whether it was done in time."""
    working = threading.Thread(target=work, daemon=True)
    working.start()
    working.join(TELLS_WITHIN)
    return not working.is_alive()


def _log(seconds: float, stack: list[str]) -> None:
    log.critical("loop.stuck", seconds=round(seconds, 1), stack=stack)
    sys.stdout.flush()


def _write() -> None:
    out = sys.__stderr__ or sys.stderr
    os.write(out.fileno(), b"loop.stuck, and what logs is held:\n")
    faulthandler.dump_traceback(out)
