"""An event loop on which nobody waits: when all sleep, its clock jumps to who wakes first."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
TURN = 1e-7
"""Seconds of a turn of the loop: a clock that stands still makes who waits for the rest of a moment wait for ever."""


class _Jumping(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("everybody waits, and nobody will wake them")
        self.now += TURN if found else max(TURN, timeout or 0)
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def in_virtual_time(work: Coroutine[Any, Any, T]) -> T:
    """What comes of the work; its seconds take no time."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)
