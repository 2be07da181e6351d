"""What was found of a simulated campaign, for a terminal and for a file. Deliberately not here: finding it (`laws`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from interviewer.simulation.campaign.laws import Verdict
from interviewer.simulation.campaign.utilisation import Spread, Utilisation

if TYPE_CHECKING:
    from rich.table import Table

TOLD: Final = 3
"""How many violations of a law the terminal shows; the file has more."""
LISTED: Final = 5
"""How many attempts of a kind the terminal lists."""


def as_dict(verdict: Verdict) -> dict[str, Any]:
    """The whole verdict in what JSON knows; times in ISO 8601, lengths of time in seconds."""
    return {
        "holds": verdict.holds,
        "laws": [asdict(law) for law in verdict.laws],
        "outcomes": asdict(verdict.outcomes),
        "utilisation": {name: _plain(value) for name, value in asdict(verdict.utilisation).items()},
        "figures": dict(verdict.figures),
    }


def tables(verdict: Verdict) -> tuple[Table, ...]:
    """Outcomes, attempts by log and by record, how lines were used, and the laws, to be printed one after another."""
    outcomes = verdict.outcomes
    attempts = _side_by_side("Attempts", outcomes.attempts, outcomes.rings)
    talks = _side_by_side("Answered calls", outcomes.talks, outcomes.endings)
    return _interviews(verdict), attempts, talks, _listed(verdict), _used(verdict), _laws(verdict)


def _interviews(verdict: Verdict) -> Table:
    table = _table("Interviews", "outcome", "", "figure", "")
    for outcome, figure in zip_longest(verdict.outcomes.interviews.items(), verdict.figures.items()):
        name, count = outcome or ("", "")
        what, value = figure or ("", "")
        table.add_row(_words(name), str(count), what, "-" if value is None else str(value))
    return table


def _side_by_side(title: str, log: Mapping[str, int], record: Mapping[str, int]) -> Table:
    table = _table(title, "outcome", "log", "record")
    for name in sorted({*log, *record}, key=lambda name: (-max(log.get(name, 0), record.get(name, 0)), name)):
        ours, theirs = log.get(name, 0), record.get(name, 0)
        table.add_row(_words(name), str(ours), str(theirs), style=None if ours == theirs else "yellow")
    table.add_row("all", str(sum(log.values())), str(sum(record.values())), style="bold")
    return table


def _listed(verdict: Verdict) -> Table:
    outcomes = verdict.outcomes
    table = _table("Attempts apart", "", "count", "")
    for why, found in (
        ("unknown to the log", outcomes.unknown),
        ("differ: the agent was lost", outcomes.lost),
        ("announced, never rang", outcomes.unrung),
    ):
        more = [f"and {len(found) - LISTED} more"] if len(found) > LISTED else []
        table.add_row(why, str(len(found)), "\n".join([*found[:LISTED], *more]))
    return table


def _used(verdict: Verdict) -> Table:
    found = verdict.utilisation
    table = _table("Lines in use", "", "")
    table.columns[1].no_wrap = True  # the words before it may be broken, a number and its unit not
    table.add_row("slots", "-" if found.limit is None else str(found.limit))
    table.add_row("all taken for the first time", _at(found.full_at))
    table.add_row("queue empty for the last time", _at(found.drained_at))
    table.add_row("unused between the two", _share(found.unused))
    table.add_row("unused while calls waited", _share(found.unused_while_waiting))
    for name, world, real in _lengths(found):
        table.add_row(name, world)
        if real:
            table.add_row("  in real time", real)
    return table


def _laws(verdict: Verdict) -> Table:
    table = _table("Laws", "", "law", "checked", "broken")
    for law in verdict.laws:
        mark = "[green]✓[/]" if law.holds else "[red]✗[/]"
        table.add_row(mark, law.name, str(law.checked), str(law.violations) if law.violations else "")
        for sentence in law.broken[:TOLD]:
            table.add_row("", f"  {sentence}", "", "", style="red")
    return table


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_header=any(columns))
    for column in columns:
        numeric = column in ("", "log", "record", "count", "checked", "broken")
        table.add_column(column, justify="right" if numeric and column else "left", overflow="fold")
    return table


def _lengths(found: Utilisation) -> tuple[tuple[str, str, str], ...]:
    return (
        ("begun too late by", _spread(found.lateness), _spread(found.lateness_real)),
        ("waited in the queue", _spread(found.waits), _spread(found.waits_real)),
    )


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return ""
    return f"p50 {spread.p50:g} s, p99 {spread.p99:g} s, most {spread.most:g} s ({spread.count})"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"


def _at(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%a %d %b %H:%M:%S}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
