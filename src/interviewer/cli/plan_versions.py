"""`interviewer plan publish` and `diff`: a file as the next version of a job's plan, and what changed between two."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from interviewer.cli.documents import take_along
from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json, refuse
from interviewer.cli.jobs import Job, draft_of, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from interviewer.catalog.models import Job as Facts
    from interviewer.catalog.models import PlanFile
    from interviewer.wire.jobs import FieldChange, ListDiff, PlanDiff, Value

Side = Annotated[str, typer.Argument(help="A plan: its id, or a file.", show_default=False)]


def publish(
    job: Job,
    file: Annotated[Path, typer.Argument(help="The plan, YAML or JSON; `job:` may be left out.", show_default=False)],
    *,
    test: Annotated[
        Path | None, typer.Option(metavar="CASES", help="Only if all cases of this file go as expected each time.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also over a draft that is not published yet.")] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="The law allows what it asks although it may not be asked elsewhere.")
    ] = False,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Publish a plan file as the job's next version. The same content again is the version that is there."""
    from interviewer.catalog.models import Job as Facts

    with opened(api) as client:
        found = ask(client, "GET", path_of(job)).json()
        facts = Facts.model_validate({name: found[name] for name in Facts.model_fields})
        plan = read_plan(file, facts)
        _look(file, facts, acknowledge=acknowledge)
        if test is not None:
            _refuse_failing(plan, file, test)
        headers = {"If-None-Match": "*"}
        seen, there = draft_of(client, job)
        if there:
            headers = {"If-Match": seen.headers["ETag"]}
            if not replace and not _published(client, job, seen.json()["text"], facts):
                remedy = "Publish or throw it away first, or give --replace: then it is lost."
                refuse(f"{job} has a draft that is not published. Nothing was changed. {remedy}")
        draft = ask(client, "PUT", f"{path_of(job)}/draft", content=file.read_bytes(), headers=headers)
        based_on = {"If-Match": draft.headers["ETag"]}
        asked = {"acknowledge": acknowledge}
        made = ask(client, "POST", f"{path_of(job)}/draft/publish", headers=based_on, params=asked).json()
        take_along(client, job, file.parent, plan.job.documents, plan.plan.language)
    if as_json:
        print_json(made)
    else:
        typer.echo(f"{made['id']} is version {made['version']} of {job}")


def diff(before: Side, after: Side, *, as_json: AsJson = False, api: Api = None) -> None:
    """What changed from one plan to another, by question and criterion."""
    import contextlib

    from interviewer.catalog.diff import diff as compare
    from interviewer.wire.jobs import PlanDiff

    with contextlib.ExitStack() as stack:
        named = not (Path(before).is_file() and Path(after).is_file())
        client = stack.enter_context(opened(api)) if named else None
        sides = [_side(client, side) for side in (before, after)]
    found = PlanDiff.of(before, after, compare(*sides))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _print(found)


def _side(client: httpx.Client | None, side: str) -> PlanFile:
    from interviewer.catalog.models import PlanFile

    if client is None or Path(side).is_file():
        return read_plan(Path(side))
    plan = ask(client, "GET", f"/v1/plans/{quote(side, safe='')}").json()
    return PlanFile.model_validate({"job": plan["job"], "plan": plan["plan"]})


def read_plan(file: Path, job: Facts | None = None) -> PlanFile:
    """The plan in the file. Leaves with 1 and every mistake when it is none."""
    from interviewer.catalog.check import PlanInvalid, load_plan_file
    from interviewer.cli.plan import print_problems

    try:
        return load_plan_file(file, job)
    except PlanInvalid as invalid:
        print_problems(file, invalid.problems)
        raise typer.Exit(1) from invalid


def _look(file: Path, job: Facts, *, acknowledge: bool) -> None:
    """Leave with 1 if the plan asks what may not be asked, and nobody says that it may here."""
    from interviewer.catalog.lint.advise import look_at_file
    from interviewer.cli.plan import print_problems

    errors = look_at_file(file, job).errors
    if errors and not acknowledge:
        print_problems(file, errors)
        refuse("Nothing was changed. Ask as the remedies say, or give --acknowledge where the law allows it.")


def _refuse_failing(plan: PlanFile, file: Path, cases: Path) -> None:
    """Leave with 1, and nothing changed, unless the cases go as expected. Standard output is the published plan's."""
    from interviewer.cli.plan_cases import all_passed, run_cases, show_results

    results = run_cases(plan, file, cases)
    if not all_passed(results):
        show_results(results, err=True)
        refuse("Not all cases went as expected. Nothing was published.")


def _published(client: httpx.Client, job: str, text: str, facts: Facts) -> bool:
    """Whether what the draft says is one of the job's versions, so that nothing is lost when it is replaced."""
    from interviewer.catalog.check import PlanInvalid, parse_plan
    from interviewer.providers.plans import plan_id

    try:
        key = plan_id(parse_plan(text, source="draft", base=None, job=facts))
    except PlanInvalid:
        return False
    answer = client.get(f"/v1/plans/{key}")
    return answer.status_code == HTTPStatus.OK and answer.json()["job_id"] == job


def _print(found: PlanDiff) -> None:
    nothing = True
    for name, changes in (("job", found.job), ("plan", found.plan)):
        if changes:
            nothing = False
            typer.secho(name, bold=True)
            _print_fields(changes, "  ")
    for name, listed in (("questions", found.questions), ("criteria", found.criteria)):
        if listed.added or listed.removed or listed.moved or listed.changed:
            nothing = False
            typer.secho(name, bold=True)
            _print_list(listed)
    if nothing:
        typer.echo("They say the same.")


def _print_list(listed: ListDiff) -> None:
    for entry in listed.removed:
        typer.secho(f"  - {entry.id}: {_text(entry.fields)}", fg="red")
    for entry in listed.added:
        typer.secho(f"  + {entry.id}: {_text(entry.fields)}", fg="green")
    for move in listed.moved:
        typer.echo(f"  {move.id} moved from {move.before} to {move.after}")
    for change in listed.changed:
        typer.echo(f"  {change.id}")
        _print_fields(change.fields, "    ")


def _print_fields(changes: Sequence[FieldChange], indent: str) -> None:
    for change in changes:
        typer.secho(f"{indent}{change.field}", fg="cyan")
        for sign, value, colour in (("-", change.before, "red"), ("+", change.after, "green")):
            if value is not None:
                typer.secho(f"{indent}{sign} {_said(value)}", fg=colour)


def _text(fields: dict[str, Value]) -> str:
    return _said(fields.get("ask", fields.get("name")))


def _said(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value) or "none"
        case _:
            return str(value)
