"""How often a process of ours looks for garbage in cycles: seldom, and not among what it was started with."""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""How many new objects may be kept before the newest are looked through. CPython's own 700 are reached by every batch
of fifty events, all of which are freed without it: that cost the log's writer a twentieth (`bench/event_log.py`)."""
YOUNGER_ROUNDS = 20
"""Looks at the newest for each at the middle generation, and of these for each at the oldest."""


def look_seldom() -> None:
    """Set the collector so. To be called once what the process needs for its whole life is loaded.

    Not for agents: a call that is over may leave its sound in a cycle, which would then be kept for many calls more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNGER_ROUNDS, YOUNGER_ROUNDS)
