"""Tables for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

WIDE = 200
"""Columns of what is no terminal: a file, another program."""
WHOLE = frozenset({"id", "position", "at", "made", "due", "from", "to", "by", "when"})
"""Headings of columns that are not broken over lines: what is copied, and times."""


def print_table(headings: tuple[str, ...], rows: Sequence[tuple[str | Text, ...]]) -> None:
    """Print the rows beneath their headings, as wide as the terminal allows, without columns that are all empty."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=any(headings))
    filled = [n for n, _ in enumerate(headings) if not rows or any(row[n] for row in rows)]
    for heading in (headings[n] for n in filled):
        table.add_column(heading, overflow="fold", no_wrap=heading in WHOLE)
    for row in rows:
        table.add_row(*(Text.assemble(row[n]) for n in filled))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(console.width, WIDE))
    console.print(table)


def person(name: str) -> str | Text:
    """The candidate's name, or that there is none any more."""
    from rich.text import Text

    return name or Text("Forgotten", style="dim")
