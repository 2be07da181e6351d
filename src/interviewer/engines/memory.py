"""How much memory a model may still take on this machine, and giving back what engines no longer use."""

from __future__ import annotations

import ctypes
from pathlib import Path


def available(machine: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes that can be had without swapping: of the machine, or of the container if that has less."""
    lines = dict(line.split(":", 1) for line in machine.read_text().splitlines() if ":" in line)
    free = int(lines["MemAvailable"].split()[0]) << 10
    try:
        limit, used = (group / "memory.max").read_text().strip(), int((group / "memory.current").read_text())
    except (OSError, ValueError):
        return free
    return free if limit == "max" else min(free, max(0, int(limit) - used))


def give_back() -> None:
    """Return freed memory to the system: decoding leaves a hundred megabytes in holes that the C library keeps."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # glibc has it; others return memory by themselves
        trim(0)
