"""`interviewer chaos`: interviews by voice while providers, processes and stores fail."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings
    from interviewer.cli.screen import Screen
    from interviewer.simulation.chaos.run import Results
    from interviewer.simulation.chaos.scenario import Scenario

FAILED: Final = 1
ALL: Final = "all"
QUICK: Final = "quick"
LONGEST_AWAY: Final = 3600
_MARKS: Final = {"holds": "green", "fails": "red", "invalid": "yellow", "skipped": "yellow"}


def register(app: typer.Typer) -> None:
    """Add the group `chaos`."""
    group = typer.Typer(no_args_is_help=True, help="Break things while interviews go on, and see what was lost.")
    group.command("run")(run)
    group.command("list")(list_)
    app.add_typer(group, name="chaos")


def list_() -> None:
    """The scenarios there are."""
    from interviewer.simulation.chaos.scenarios import SCENARIOS

    for scenario in SCENARIOS.values():
        typer.echo(f"{scenario.name:<34} {scenario.about}")


def run(
    *,
    scenario: Annotated[list[str], typer.Argument(help="Scenarios (`chaos list`), `quick`, `all`, or `random`.")],
    calls: Annotated[int, typer.Option(min=1, max=20, help="How many calls at once in each.")] = 1,
    times: Annotated[int, typer.Option(min=1, max=1000, help="How often each, at other moments every time.")] = 1,
    seed: Annotated[int, typer.Option(help="Draws the moments; the same for the same seed.")] = 7,
    away: Annotated[
        int | None,
        typer.Option(min=1, max=LONGEST_AWAY, help="Seconds that what is away is away; else 60."),
    ] = None,
    report: Annotated[Path | None, typer.Option("--json", help="Keep the verdicts in this file.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Run only what has no verdict in that file yet.")] = False,
    table: Annotated[Path | None, typer.Option(help="Write the table into this Markdown file.")] = None,
) -> None:
    """Hold interviews with simulated candidates while things break, and judge each by log, recording and ear.

    Leaves with 1 when a scenario does not hold, or the harness itself was starved.
    """
    # Before numpy is imported by anything: threads of BLAS spin after each small product.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap import system
    from interviewer.cli import signals
    from interviewer.cli.screen import Screen
    from interviewer.simulation.chaos.run import Results, ResultsUnreadable, due, resumed
    from interviewer.simulation.chaos.stage import StageFailed
    from interviewer.simulation.chaos.table import NoPlace, written
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    logs.configure("chaos", settings, level=logging.ERROR)
    chosen = [one if away is None else one.away_for(away) for one in _chosen(scenario)]
    for file in (report, table):
        if file is not None and not file.absolute().parent.is_dir():
            missing = (
                f"there is no folder {file.absolute().parent}. Nothing was started; make it, or name another file."
            )
            raise typer.BadParameter(missing)
    folder = settings.state_dir / "chaos" / time.strftime("%Y%m%d-%H%M%S")
    file = (report or settings.state_dir / "chaos" / "results.json").absolute()
    console = Screen(highlight=False)
    status = 0
    refusals: tuple[type[Exception], ...] = (*system.REFUSALS, ResultsUnreadable, StageFailed, NoPlace)
    try:
        results = resumed(file) if resume else Results(file)
        wanted = due(chosen, results)
        if wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            running = _run(settings, folder, wanted, results, console, calls=calls, times=times, seed=seed)
            status = signals.run(running, lambda: console.print("\nStopping …"))
        if table is not None:
            written(table, results.scenarios)
    except refusals as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(FAILED) from error
    held = [results.scenarios[one.name] for one in chosen if one.name in results.scenarios]
    console.print(
        f"{sum(one['holds'] for one in held)} of {len(chosen)} scenarios hold. Verdicts: {file}", markup=False
    )
    raise typer.Exit(status or (0 if all(one["holds"] for one in held) and len(held) == len(chosen) else FAILED))


def _chosen(names: list[str]) -> list[Scenario]:
    from interviewer.simulation.chaos.drawn import RANDOM
    from interviewer.simulation.chaos.scenarios import SCENARIOS

    found: dict[str, Scenario] = {}
    for name in names:
        if name == ALL:
            found |= SCENARIOS
        elif name == QUICK:
            found |= {scenario.name: scenario for scenario in SCENARIOS.values() if scenario.quick}
        elif name == RANDOM.name:
            found[name] = RANDOM
        elif name in SCENARIOS:
            found[name] = SCENARIOS[name]
        else:
            raise typer.BadParameter(f"There is no scenario {name!r}; `interviewer chaos list` tells those there are.")
    return list(found.values())


def _takeovers(figures: dict[str, Any]) -> str:
    if not figures.get("takeovers"):
        return ""
    first, resumed = (
        "/".join("never" if one is None else f"{one:.1f}" for one in (figures[f"{name}_p{n}_s"] for n in (50, 95)))
        for name in ("first_sound", "resumed")
    )
    return f"{figures['takeovers']} takeovers: first sound after {first} s, resumed after {resumed} s (p50/p95)"


async def _run(
    settings: Settings,
    folder: Path,
    wanted: list[Scenario],
    results: Results,
    console: Screen,
    *,
    calls: int,
    times: int,
    seed: int,
) -> int:
    from interviewer.simulation.chaos import run as running
    from interviewer.simulation.chaos.folders import end_leftovers
    from interviewer.simulation.chaos.stage import staged

    def show(found: dict[str, Any]) -> None:
        console.print(f"[{_MARKS[found['state']]}]{found['state']:<8}[/] {found['name']:<34} ", end="")
        console.print("; ".join(found["broken"]), markup=False, soft_wrap=True)
        if told := _takeovers(found["figures"]):
            console.print(f"         {told}", markup=False, soft_wrap=True)

    if left := await end_leftovers(folder.parent):
        console.print(f"An earlier run was killed; ended what it left running: {', '.join(left)}.")
    async with staged(settings, folder, calls=calls, scenarios=wanted, tell=lambda _name, _text: None) as stage:
        await running.run(stage, wanted, results, calls=calls, times=times, seed=seed, show=show)
    return 0
