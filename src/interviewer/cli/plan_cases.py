"""`interviewer plan test`: hold the cases of a plan by text, many times, and tell how many went as expected."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.cli.front_door import Api, AsJson, print_json, refuse
from interviewer.cli.plan_try import Model, PlanPath

if TYPE_CHECKING:
    from interviewer.catalog.models import PlanFile
    from interviewer.rehearsal.trial import Result

TIMES = 10
Times = Annotated[int, typer.Option(min=1, max=1000, help="How often each case is held, each time a little different.")]


def hold(
    file: PlanPath,
    *,
    cases: Annotated[
        Path | None, typer.Option(help="The cases. [default: beside the plan, NAME.cases.yaml]", show_default=False)
    ] = None,
    times: Times = TIMES,
    model: Model = False,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="INTERVIEW", help="Turn a logged call into a case, and test nothing."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --from: the file to write the case to.")] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Also print the first conversation of each case that failed.")
    ] = False,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Hold saved cases against a plan by text, with the conductor of the calls.

    Leaves with 1 unless all of them go as expected, each time.
    """
    from interviewer.cli.plan_versions import read_plan

    plan = read_plan(file)
    if from_ is not None:
        from interviewer.cli.logged_case import write_case

        write_case(plan, from_, out, api)
        return
    if out is not None:
        refuse("--out belongs to --from: name the interview that becomes a case.")
    found = cases or file.with_suffix(".cases.yaml")
    results = run_cases(plan, file, found, times=times, model=model)
    if as_json:
        print_json(_as_json(file, found, results))
    else:
        show_results(results, conversations=show)
    if not all_passed(results):
        raise typer.Exit(1)


def run_cases(
    plan: PlanFile, file: Path, cases: Path, *, times: int = TIMES, model: bool = False
) -> tuple[Result, ...]:
    """Hold the cases of a file. Leaves with 1 when they cannot be read."""
    from interviewer.cli.personas import person_named
    from interviewer.cli.plan_try import documents_of, writer_for
    from interviewer.rehearsal.cases import CasesInvalid, load_cases
    from interviewer.rehearsal.trial import script_of, trial

    try:
        loaded = load_cases(cases, plan.plan)
    except CasesInvalid as invalid:
        refuse(str(invalid))

    async def held() -> tuple[Result, ...]:
        async with writer_for(script_of(plan, ""), documents_of(plan, file), model=model) as writer:
            return await trial(plan, loaded, times=times, people=person_named, writers=lambda _: writer)

    return asyncio.run(held())


def all_passed(results: tuple[Result, ...]) -> bool:
    """Whether each case went as expected each time."""
    return all(result.passed == result.times for result in results)


def show_results(results: tuple[Result, ...], *, conversations: bool = False, err: bool = False) -> None:
    """Print pass rates, and why it was not all."""
    from interviewer.rehearsal.told import told

    for result in results:
        good = result.passed == result.times
        typer.secho(f"{result.rate:>5.0%}  {result.name}", fg="green" if good else "red", err=err)
        for reason in result.reasons:
            typer.echo(
                f"       {reason.times} of {result.times}, first with seed {reason.seed}: {reason.text}", err=err
            )
        if conversations and result.failed:
            for line in filter(None, map(told, result.failed)):
                typer.echo(f"       {line}", err=err)
    all_good = sum(result.passed == result.times for result in results)
    typer.secho(
        f"{all_good} of {len(results)} cases went as expected each of {results[0].times} times.", bold=True, err=err
    )


def _as_json(file: Path, cases: Path, results: tuple[Result, ...]) -> dict[str, object]:
    import dataclasses

    return {
        "plan": str(file),
        "cases_file": str(cases),
        "passed": all_passed(results),
        "cases": [
            {
                "name": result.name,
                "times": result.times,
                "passed": result.passed,
                "rate": round(result.rate, 4),
                "reasons": [dataclasses.asdict(reason) for reason in result.reasons],
            }
            for result in results
        ],
    }
