"""`interviewer campaigns import`: sends a file of candidates, shows how far it is, and tells every bad row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, opened, print_json, refuse, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

LINES = "application/x-ndjson"
KINDS = {".csv": "text/csv", ".jsonl": LINES, ".ndjson": LINES}
CHUNK = 64 << 10
AGAIN = "What was taken until then is kept. Run it again: nobody is added twice."


def import_(
    campaign: Annotated[str, typer.Argument(metavar="ID", help="The campaign's id.", show_default=False)],
    file: Annotated[
        Path, typer.Argument(help="CSV with a first line of names, or JSON lines.", exists=True, dir_okay=False)
    ],
    *,
    region: Annotated[str | None, typer.Option(help="Country of numbers without +, as GB.")] = None,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Add the candidates of a file. Leaves with 1 if a row was bad; the good ones are kept, and twice adds nobody."""
    with opened(api) as client:
        report = _send(client, campaign, file, region)
    if as_json:
        print_json(report)
    else:
        _show(file, report)
    raise typer.Exit(1 if report["problems_total"] else 0)


def _send(client: httpx.Client, campaign: str, file: Path, region: str | None) -> dict[str, Any]:
    import httpx
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    report: dict[str, Any] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress, file.open("rb") as content:
        rows = progress.add_task("rows", total=_lines_of(file))
        try:
            with client.stream(
                "POST",
                f"/v1/campaigns/{quote(campaign, safe='')}/candidates",
                content=iter(lambda: content.read(CHUNK), b""),
                params={} if region is None else {"region": region},
                headers={"Content-Type": _kind(file), "Accept": LINES},
                timeout=httpx.Timeout(60, read=600),
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    refuse(told(answer))
                for line in answer.iter_lines():
                    step = json.loads(line)
                    if "problem" in step:
                        refuse(f"{step['problem']['title']}: {step['problem']['detail']}\n{AGAIN}")
                    report = step.get("report", {})
                    progress.update(rows, completed=step.get("line"))
        except (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError):
            report = {}
    if not report:
        refuse(f"The answer broke off. {AGAIN}")
    return report


def _kind(file: Path) -> str:
    """By its name, else by what it begins with."""
    if known := KINDS.get(file.suffix.lower()):
        return known
    with file.open("rb") as content:
        return KINDS[".jsonl" if content.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else ".csv"]


def _lines_of(file: Path) -> int:
    with file.open("rb") as content:
        chunks: Iterator[bytes] = iter(lambda: content.read(CHUNK), b"")
        return max(1, sum(chunk.count(b"\n") for chunk in chunks))


def _show(file: Path, report: dict[str, Any]) -> None:
    for problem in report["problems"]:
        place = typer.style(f"{file}:{problem['line']}", bold=True)
        column = typer.style(f" {problem['column']}:", fg="cyan") if problem["column"] else ""
        typer.echo(f"{place}:{column} {typer.style(problem['reason'], fg='red')}. {problem['remedy']}")
    if (more := report["problems_total"] - len(report["problems"])) > 0:
        typer.echo(f"… and {more} problems more")
    held = f", of whom {report['held']} wait for a person" if report["held"] else ""
    typer.secho(
        f"{report['added']} added{held}; {report['already_there']} were there already; "
        f"{report['problems_total']} problems",
        bold=True,
    )
