"""What programs cost the machine, as Linux counts it: processor time and memory of a program and all it started."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """At one moment."""

    cpu_seconds: float
    """User and system time so far."""
    memory_mb: float
    """Proportional set size: what is shared counts in parts."""
    own_mb: float
    """Of it what no file stands behind, so that it is the same whoever else runs."""
    processes: int


def of(marker: str) -> Load:
    """The programs beneath this one whose command line has these words, with all that they started."""
    children = _children()
    beneath = _descendants(os.getpid(), children)
    roots = [pid for pid in beneath if marker in _command(pid)]
    found = {pid for root in roots for pid in (root, *_descendants(root, children))}
    memory = [_memory(pid) for pid in found]
    return Load(sum(map(_cpu, found)), sum(m["Pss"] for m in memory), sum(m["Anonymous"] for m in memory), len(found))


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def _descendants(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [each for child in children.get(pid, []) for each in (child, *_descendants(child, children))]


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold anything; none when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ")
    except OSError:
        return ""


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _memory(pid: int) -> dict[str, float]:
    """MB by the names of proc_pid_smaps(5); 0 each when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()[1:]
    except OSError:
        lines = []
    found = {name: int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines)}
    return {"Pss": 0.0, "Anonymous": 0.0} | found
