"""`interviewer simulate campaign`: days of calls in minutes; only the people and their telephones are simulated."""

from __future__ import annotations

import contextlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from rich.console import Console

    from interviewer.bootstrap.settings import Settings
    from interviewer.kernel.clock import Clock
    from interviewer.simulation.campaign.run import Wish
    from interviewer.simulation.campaign.watch import Watch

PER_AGENT = 25
"""Calls that one simulated agent process may hold."""


def campaign(
    *,
    candidates: Annotated[int, typer.Option(min=10, max=11_000, help="How many people to call.")] = 200,
    seed: Annotated[int, typer.Option(help="Who they are and how they answer; the same for the same seed.")] = 7,
    speed: Annotated[float, typer.Option(min=1, max=3600, help="How fast the world's clocks run.")] = 600,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Calls at once.")] = 40,
    days: Annotated[int, typer.Option(min=1, max=14, help="How long the campaigns last.")] = 4,
    kill: Annotated[bool, typer.Option(help="Kill one of the two orchestrators half-way.")] = True,
    state: Annotated[
        Path | None, typer.Option(help="Folder for its database and logs. [default: a new one in the state folder]")
    ] = None,
    report: Annotated[Path | None, typer.Option("--json", help="Write the report to this file.")] = None,
) -> None:
    """Call simulated candidates through the real system, and check every law against log and telephones.

    Leaves with 1 when a law is broken or somebody is unaccounted for.
    """
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap import system
    from interviewer.cli import signals
    from interviewer.cli.screen import Screen
    from interviewer.simulation.campaign.run import SimulationFailed, Wish
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    logs.configure("simulation", settings, level=logging.ERROR)
    console = Screen(highlight=False)
    if report is not None and not report.absolute().parent.is_dir():
        missing = f"there is no folder {report.absolute().parent}. Nothing was started; make it, or name another file."
        raise typer.BadParameter(missing, param_hint="--json")
    folder = (state or _new_folder(settings.state_dir)).absolute()
    settings = settings.model_copy(update={"state_dir": folder, "recordings_dir": folder / "recordings"})
    wish = Wish(candidates, seed, speed, limit, days, kill=kill)
    refusals: tuple[type[Exception], ...] = (SimulationFailed, *system.REFUSALS)
    try:
        found: list[dict[str, Any]] = []
        running = _campaign(settings, wish, found, console)
        status = signals.run(running, lambda: console.print("\nStopping …"))
        if report is not None and found:
            report.write_text(json.dumps(found[0], indent=1, default=str) + "\n", "utf-8")
    except refusals as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        status = 1
    console.print(f"Its database and logs are kept in {folder}", markup=False, soft_wrap=True)
    raise typer.Exit(status)


async def _campaign(settings: Settings, wish: Wish, found: list[dict[str, Any]], console: Console) -> int:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from interviewer.simulation.campaign.report import as_dict, tables
    from interviewer.simulation.campaign.run import run

    def tell(name: str, text: str) -> None:
        console.print(f"[bold]{name:<15}[/] ", end="")
        console.print(text, markup=False, soft_wrap=True)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=wish.candidates)

        def show(watch: Watch) -> None:
            waiting = watch.states["queued"]
            what = f"{watch.in_call} in calls, {waiting} queued, settled"
            progress.update(task, completed=watch.settled, total=len(watch.views) or wish.candidates, description=what)

        result = await run(settings, wish, agents, tell=tell, show=show)
    for table in tables(result.verdict):
        console.print(table)
    interviews = sum(result.states.values())
    refused = sum(int(one["problems_total"]) for one in result.imports)
    if refused:
        console.print(f"{refused} of {wish.candidates} candidates were refused when they were imported")
    killed = f", orchestrator {result.killed} killed half-way" if result.killed else ""
    console.print(
        f"{result.settled} of {interviews} interviews settled, {result.events} events, {result.seconds:g} s{killed}"
    )
    about = {
        "candidates": wish.candidates,
        "seed": wish.seed,
        "speed": wish.speed,
        "limit": wish.limit,
        "days": wish.days,
    }
    ran = {"seconds": result.seconds, "events": result.events, "killed": result.killed, "states": result.states}
    imports = [{k: v for k, v in one.items() if k != "problems"} for one in result.imports]
    accounted = result.settled == interviews
    found.append({**about, **ran, "imports": imports, "accounted": accounted, **as_dict(result.verdict)})
    return 0 if accounted and all(law.holds for law in result.verdict.laws) else 1


def agent(capacity: Annotated[int, typer.Option(min=1)] = PER_AGENT, name: str = "simulated") -> None:
    """Hold scripted calls in a process of its own, with settings from the environment, until it is told to stop."""
    import asyncio
    import signal

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.kernel.clock import Clock
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    settings.need("api_url", "agent_secret", "line_url")
    logs.configure(name, settings)

    async def work() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with agents(settings, Clock(settings.time_scale), [(name, capacity)]):
            await stop.wait()

    asyncio.run(work())


@contextlib.asynccontextmanager
async def agents(
    settings: Settings, clock: Clock, processes: Sequence[tuple[str, int]] | None = None
) -> AsyncIterator[None]:
    """Agents with scripted calls and the real link: name and capacity of each, or enough for all calls at once."""
    import asyncio

    from interviewer.agent.worker import Worker
    from interviewer.simulation.line.door import SwitchboardDoor
    from interviewer.simulation.scripted_call import ScriptedCall

    stop = asyncio.Event()
    enough = [(f"simulated-{number}", PER_AGENT) for number in range(settings.calls_at_once // PER_AGENT + 2)]
    async with SwitchboardDoor(settings.line_url) as door:
        workers = [
            Worker(
                lambda lease, reporter: ScriptedCall(lease, reporter, door, clock),
                api_url=settings.api_url,
                secret=settings.agent_secret,
                agent_id=name,
                capacity=capacity,
                spool_dir=settings.state_dir / "spool" / name,
                clock=clock,
            )
            for name, capacity in processes or enough
        ]
        working = [asyncio.create_task(worker.run(stop)) for worker in workers]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*working)


def _new_folder(state_dir: Path) -> Path:
    import time

    return state_dir / "campaigns" / time.strftime("%Y%m%d-%H%M%S")
