"""How often a process of ours looks for garbage in cycles: seldom, and not among what it was started with."""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""How many new objects may be kept before the newest are looked through. CPython's own 700 are reached by every batch
of fifty events, all of which are freed without it: that cost the log's writer a twentieth (`bench/event_log.py`)."""
YOUNGER_ROUNDS = 20
"""Looks at the newest for each at the middle generation, and of these for each at the oldest."""


def pass_over_the_lasting() -> None:
    """Never look among what is here now. To be called once what the process needs for its whole life is loaded."""
    gc.collect()
    gc.freeze()


def look_seldom() -> None:
    """The same, and look seldom among the rest. Not for agents: see `agent.worker`."""
    pass_over_the_lasting()
    gc.set_threshold(NEW_OBJECTS, YOUNGER_ROUNDS, YOUNGER_ROUNDS)
