"""The one form of every program here: how it ends, and its table on the terminal, as JSON too where a file is named."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from interviewer.cli import signals

T = TypeVar("T")


class Interrupted(SystemExit):
    """It was told to end, and has ended all that it had started."""


def run(measuring: Coroutine[Any, Any, T]) -> T:
    """What was measured. At Ctrl-C and at SIGTERM its `finally` blocks run, and then it raises `Interrupted`.

    SIGTERM reaches this process alone, so that its own worker processes have to be told.
    """
    found: list[T] = []

    async def whole() -> int:
        found.append(await measuring)
        return 0

    def stopping() -> None:
        for process in multiprocessing.active_children():
            process.terminate()
        print("Stopping what was started ...", flush=True)

    if signals.run(whole(), stopping) == signals.INTERRUPTED:
        raise Interrupted(signals.INTERRUPTED)
    return found[0]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `against` maps who else was measured to what they reached; `holds` is None without a goal.

    `within` maps who was measured, `ours` too, to the 95 % interval of the figure, where there is one.
    """

    name: str
    unit: str
    ours: float
    against: dict[str, float]
    goal: str
    holds: bool | None
    within: dict[str, tuple[float, float]] = field(default_factory=dict)


def present(bench: str, rows: list[Row], file: Path | None = None) -> None:
    """Print the table, and write `{"bench", "rows"}` to the file if there is one."""
    table = Table("", "ours", "against", "goal", "holds", title=bench, title_justify="left")
    for row in rows:
        against = ", ".join(f"{who} {figure(value)}{_interval(row, who)}" for who, value in row.against.items())
        holds = "" if row.holds is None else "yes" if row.holds else "NO"
        table.add_row(row.name, f"{figure(row.ours)} {row.unit}{_interval(row, 'ours')}", against, row.goal, holds)
    Console().print(table)
    if file is not None:
        file.write_text(json.dumps({"bench": bench, "rows": [asdict(row) for row in rows]}, indent=2) + "\n")


def figure(value: float) -> str:
    """Three digits, and whole thousands in full."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004 - where :.3g would turn to 1e+03


def _interval(row: Row, who: str) -> str:
    if who not in row.within:
        return ""
    low, high = row.within[who]
    return f" ({figure(low)}-{figure(high)})"
