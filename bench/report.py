"""The one form of every program here: a table on the terminal, the same as JSON where a file is named."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `against` maps who else was measured to what they reached; `holds` is None without a goal."""

    name: str
    unit: str
    ours: float
    against: dict[str, float]
    goal: str
    holds: bool | None


def present(bench: str, rows: list[Row], file: Path | None = None) -> None:
    """Print the table, and write `{"bench", "rows"}` to the file if there is one."""
    table = Table("", "ours", "against", "goal", "holds", title=bench, title_justify="left")
    for row in rows:
        against = ", ".join(f"{who} {value:.3g}" for who, value in row.against.items())
        holds = "" if row.holds is None else "yes" if row.holds else "NO"
        table.add_row(row.name, f"{row.ours:.3g} {row.unit}", against, row.goal, holds)
    Console().print(table)
    if file is not None:
        file.write_text(json.dumps({"bench": bench, "rows": [asdict(row) for row in rows]}, indent=2) + "\n")
