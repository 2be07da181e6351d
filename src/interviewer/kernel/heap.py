"""What the C library keeps of memory that was given back.

By itself it has a heap for each of dozens of native threads, sixteen on a machine with two processors, and what a call
gave back stays in the heap where it was: 120 participants in a row took 250 MB in heaps of which 24 were in use, and
with two heaps 113, no more than after the first sixty. What is free in them goes back to the machine when asked for.
"""

from __future__ import annotations

import ctypes
from typing import Final

HEAPS: Final = 2
ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of malloc.h (mallopt(3))."""


def give_back() -> bool:
    """Let the machine have what is free in them, some milliseconds of work in which native threads wait for memory.

    False where the C library is not glibc.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))


def bound() -> bool:
    """Have `HEAPS` from now on; to be called before there are threads. False where the C library is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(ARENA_MAX, HEAPS))
