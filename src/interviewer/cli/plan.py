"""`interviewer plan`: checks plan files before anybody is called, and writes their schema for editors.

Deliberately not here: publishing and comparing (`plan_versions`), rehearsing (`plan_try`), testing (`plan_cases`), and
how a plan sounds (`plan_listen`).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interviewer.catalog.check import Problem
    from interviewer.catalog.lint.advise import Looked
    from interviewer.catalog.models import PlanFile


def register(app: typer.Typer) -> None:
    """Add the group `plan`."""
    from interviewer.cli.plan_cases import hold
    from interviewer.cli.plan_listen import listen
    from interviewer.cli.plan_try import try_
    from interviewer.cli.plan_versions import diff, publish

    group = typer.Typer(no_args_is_help=True, help="Check, hear, rehearse, test, publish and compare interview plans.")
    group.command("check")(check)
    group.command("listen")(listen)
    group.command("try")(try_)
    group.command("test")(hold)
    group.command("publish")(publish)
    group.command("diff")(diff)
    group.command("schema")(schema)
    app.add_typer(group, name="plan")


def check(
    file: Annotated[Path, typer.Argument(help="The plan, YAML or JSON.", show_default=False)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with 1 for a warning as well.")] = False,
) -> None:
    """Name every mistake in a plan file, and what is wrong with its questions: line, field and remedy.

    Leading, double-barrelled, hard to say, unlawful to ask … Leaves with 1 if there is an error.
    """
    from interviewer.catalog.lint.advise import look_at_file

    looked = look_at_file(file)
    if as_json:
        _print_json(file, looked)
    else:
        _print_each(file, looked.problems)
        if looked.plan is not None:
            _print_plan(file, looked.plan, looked)
        else:
            _print_count(file, looked.problems)
    if looked.errors or (strict and looked.problems):
        raise typer.Exit(1)


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


def counted(severities: Iterable[str]) -> str:
    """How many mistakes and warnings, in words."""
    number = Counter(severities)
    errors = f"{number['error'] or 'no'} mistake{'' if number['error'] == 1 else 's'}"
    warnings = f"{number['warning']} warning{'' if number['warning'] == 1 else 's'}"
    return f"{errors}, {warnings}" if number["warning"] else errors


def print_problems(file: Path, problems: tuple[Problem, ...]) -> None:
    """Show each in its line, and how many there are."""
    _print_each(file, problems)
    _print_count(file, problems)


def _print_count(file: Path, problems: tuple[Problem, ...]) -> None:
    typer.secho(f"{file}: {counted(problem.severity for problem in problems)}.", bold=True)


def _print_each(file: Path, problems: tuple[Problem, ...]) -> None:
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
        colour = "red" if problem.severity == "error" else "yellow"
        rule = "" if problem.rule == "format" else typer.style(f" ({problem.rule})", dim=True)
        typer.echo(f"  {typer.style(problem.message, fg=colour)}. {problem.remedy}{rule}\n")


def _print_plan(file: Path, plan: PlanFile, looked: Looked) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from interviewer.catalog.lint.rules import left_out
    from interviewer.catalog.timing import expected_minutes

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
    style = "red" if looked.errors else "yellow" if looked.problems else "green"
    said = counted(problem.severity for problem in looked.problems)
    console.print(Text(f"{file}: {said}. {parts}, {documents}.", style=style), soft_wrap=True)
    if why := _unspoken(plan.plan.language):
        console.print(Text(why, style="yellow"), soft_wrap=True)
    if rules := left_out(plan.plan.language):
        console.print(f"Not looked for in this language: {', '.join(rules)}.", soft_wrap=True)


def _unspoken(language: str) -> str | None:
    """Why no interview in this language can be held with the settings here; the plan itself may be well."""
    if language == "en":  # every voice speaks it, and a check needs no settings
        return None
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.providers import languages
    from interviewer.providers.accounts import ProviderUnusable

    try:
        settings = bootstrap.load()
        languages.need(settings.accounts(settings.engines_url), language)
    except bootstrap.SettingsInvalid as error:
        return f"Whether a voice here speaks this language is not known: {error}"
    except ProviderUnusable as error:
        return str(error)
    return None


def _print_json(file: Path, looked: Looked) -> None:
    import dataclasses

    from interviewer.catalog.lint.rules import left_out
    from interviewer.catalog.timing import expected_minutes

    plan = looked.plan
    found: dict[str, object] = {
        "file": str(file),
        "valid": plan is not None,
        "errors": len(looked.errors),
        "warnings": len(looked.problems) - len(looked.errors),
        "problems": [dataclasses.asdict(problem) for problem in looked.problems],
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
        found["not_looked_for"] = left_out(plan.plan.language)
        found["unspoken"] = _unspoken(plan.plan.language)
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
