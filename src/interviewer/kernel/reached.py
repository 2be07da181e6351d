"""How far the log has to be read to see what a piece of work did: the highest position that its commands came to.

with reaching() as reached:
    ...  # commands, also in tasks begun here
reached.position
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Reached:
    """`position` is None while no command was carried out."""

    position: int | None = None


_REACHED: ContextVar[Reached | None] = ContextVar("reached", default=None)


@contextlib.contextmanager
def reaching() -> Iterator[Reached]:
    """Note it for the work of this block."""
    reached = Reached()
    token = _REACHED.set(reached)
    try:
        yield reached
    finally:
        _REACHED.reset(token)


def note(position: int | None) -> None:
    """A command came to this position: that of its last event, or of its stream's last if it changed nothing."""
    reached = _REACHED.get()
    if reached is not None and position is not None:
        reached.position = max(position, reached.position or 0)
