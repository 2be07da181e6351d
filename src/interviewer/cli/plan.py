"""`interviewer plan`: checks plan files before anybody is called, and writes their schema for editors.

Deliberately not here: publishing and comparing them (`plan_versions`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from interviewer.catalog.check import Problem
    from interviewer.catalog.models import PlanFile


def register(app: typer.Typer) -> None:
    """Add the group `plan`."""
    from interviewer.cli.plan_versions import diff, publish

    group = typer.Typer(no_args_is_help=True, help="Check, publish and compare interview plans.")
    group.command("check")(check)
    group.command("publish")(publish)
    group.command("diff")(diff)
    group.command("schema")(schema)
    app.add_typer(group, name="plan")


def check(
    file: Annotated[Path, typer.Argument(help="The plan, YAML or JSON.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")] = False,
) -> None:
    """Name every mistake in a plan file: line, field and remedy. Leaves with 1 if there is one."""
    from interviewer.catalog.check import PlanInvalid, load_plan_file

    try:
        plan = load_plan_file(file)
    except PlanInvalid as invalid:
        if as_json:
            _print_json(file, None, invalid.problems)
        else:
            print_problems(file, invalid.problems)
        raise typer.Exit(1) from invalid
    if as_json:
        _print_json(file, plan, ())
    else:
        _print_plan(file, plan)


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
) -> None:
    """Print the JSON Schema of plan files, for editors."""
    from interviewer.catalog.schema import plan_schema_text

    if output is None:
        typer.echo(plan_schema_text(), nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(plan_schema_text(), "utf-8")
    typer.echo(f"Wrote {output}")


def print_problems(file: Path, problems: tuple[Problem, ...]) -> None:
    """Show each mistake in its line."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []  # the problem says so itself
    for problem in problems:
        place = typer.style(f"{problem.source}:{problem.line}:{problem.column}", bold=True)
        typer.echo(f"{place} {typer.style(problem.field, fg='cyan')}".rstrip())
        if problem.line <= len(lines):
            number = f"{problem.line:>5}"
            typer.echo(typer.style(f"{number} | {lines[problem.line - 1]}", dim=True))
            typer.echo(typer.style(f"{'':>5} | {' ' * (problem.column - 1)}^", dim=True))
        typer.echo(f"  {typer.style(problem.message, fg='red')}. {problem.remedy}\n")
    count = f"{len(problems)} mistakes" if len(problems) > 1 else "1 mistake"
    typer.secho(f"{file}: {count}.", bold=True)


def _print_plan(file: Path, plan: PlanFile) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from interviewer.catalog.check import expected_minutes

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("", "question", "follow-ups", "criteria"):
        table.add_column(title, justify="right" if title in {"", "follow-ups"} else "left")
    for number, question in enumerate(plan.plan.questions, start=1):
        criteria = ", ".join(question.criteria) or "-"
        table.add_row(str(number), Text(question.ask), str(len(question.probes) or "-"), criteria)
    console = Console(highlight=False)
    console.print(Text(f"{plan.job.title}, {plan.job.company}", style="bold"))
    console.print(table)
    minutes = f"about {expected_minutes(plan.plan):.0f} of {plan.plan.minutes} minutes"
    parts = f"{len(plan.plan.questions)} questions, {len(plan.plan.criteria)} criteria, {minutes}"
    documents = f"{len(plan.job.documents)} documents"
    console.print(Text(f"{file}: no mistakes. {parts}, {documents}.", style="green"), soft_wrap=True)


def _print_json(file: Path, plan: PlanFile | None, problems: tuple[Problem, ...]) -> None:
    import dataclasses

    from interviewer.catalog.check import expected_minutes

    found: dict[str, object] = {
        "file": str(file),
        "valid": plan is not None,
        "problems": [dataclasses.asdict(problem) for problem in problems],
    }
    if plan is not None:
        found["plan"] = {
            "job": plan.job.title,
            "company": plan.job.company,
            "questions": [question.id for question in plan.plan.questions],
            "criteria": [criterion.id for criterion in plan.plan.criteria],
            "minutes": plan.plan.minutes,
            "expected_minutes": round(expected_minutes(plan.plan), 1),
        }
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
