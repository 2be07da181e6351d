"""`interviewer doctor`: what is installed, running, reachable and missing, and what to do about it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from interviewer.bootstrap.diagnosis.findings import Finding


def register(app: typer.Typer) -> None:
    """Add the command `doctor`."""
    app.command("doctor")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")] = False,
    quick: Annotated[bool, typer.Option(help="Trust model files that were verified before.")] = False,
) -> None:
    """Tell what is installed, running, reachable and missing. Leaves with 1 if an interview cannot be held."""
    from rich.console import Console

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap.diagnosis.diagnose import diagnose

    settings = bootstrap.load()
    console = Console(stderr=as_json)

    async def look() -> list[Finding]:
        with console.status("looking; the models' files are hashed"):
            return [finding async for finding in diagnose(settings, hash_models=not quick)]

    findings = asyncio.run(look())
    bad = [finding for finding in findings if finding.state == "bad"]
    if as_json:
        print(json.dumps({"ok": not bad, "findings": [asdict(finding) for finding in findings]}, indent=1))  # noqa: T201
    else:
        _show(console, findings)
    raise typer.Exit(1 if bad else 0)


def _show(console: Console, findings: list[Finding]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    marks = {"ok": ("✓", "green"), "lacking": ("!", "yellow"), "bad": ("✗", "bold red")}
    for finding in findings:
        mark, style = marks[finding.state]
        table.add_row(Text(mark, style), finding.what, Text(finding.detail), Text(finding.remedy, style))
    console.print(table)
    if bad := sum(finding.state == "bad" for finding in findings):
        console.print(
            f"\n{bad} of {len(findings)} must be put right before an interview can be held.", style="bold red"
        )
    else:
        console.print("\nAn interview can be held here.", style="green")
