"""`interviewer demo`: the whole system on this machine, and interviews with simulated candidates in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interviewer.bootstrap.provider_modes import Providers
from interviewer.cli import examples

if TYPE_CHECKING:
    from rich.console import Console

    from interviewer.bootstrap.settings import Settings
    from interviewer.bootstrap.system import System
    from interviewer.cli.screen import Screen

EXAMPLE = examples.EXAMPLES / "customer-support-agent.yaml"
CALL_WITHIN = 15 * 60.0
SCORE_WITHIN = 10 * 60.0


def register(app: typer.Typer) -> None:
    """Add the command `demo`."""
    app.command("demo")(demo)


def demo(
    *,
    candidates: Annotated[int, typer.Option(min=1, max=8, help="How many interviews at once.")] = 1,
    plan: Annotated[Path, typer.Option(help="The plan to interview by.", exists=True, dir_okay=False)] = EXAMPLE,
    questions: Annotated[int, typer.Option(min=0, help="Ask only the first so many questions; 0: all.")] = 4,
    exit_: Annotated[bool, typer.Option("--exit", help="Leave when the scorecards are there.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a machine-readable report to this file.", dir_okay=False, writable=True)
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the page; the next free one if it is taken. 0: any.")
    ] = None,
    providers: Annotated[
        Providers | None, typer.Option(help="Whose ears, voice and language model. [default: as the settings choose]")
    ] = None,
    setup_seconds: Annotated[float | None, typer.Option(hidden=True, help="What set-up took, for the report.")] = None,
) -> None:
    """Start everything, hold interviews with simulated candidates over real WebRTC, and keep serving the page."""
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap import system
    from interviewer.catalog.check import PlanInvalid, load_plan_file
    from interviewer.cli import signals
    from interviewer.cli.screen import Screen
    from interviewer.simulation.demo import DemoFailed
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    logs.configure("demo", settings, level=logging.ERROR)
    console = Screen(highlight=False)
    if report is not None and not report.absolute().parent.is_dir():
        missing = f"there is no folder {report.absolute().parent}. Nothing was started; make it, or name another file."
        raise typer.BadParameter(missing, param_hint="--report")
    try:
        load_plan_file(plan)
    except PlanInvalid as invalid:
        console.print(str(invalid), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from invalid
    options = Options(candidates, plan, questions or None, exit_, report, port, setup_seconds, providers)
    refusals: tuple[type[Exception], ...] = (DemoFailed, *system.REFUSALS)
    try:
        status = signals.run(
            _demo(settings.model_copy(update={"drain_within": 0.0}), options, console),
            lambda: console.print("\nStopping, the calls first …"),
        )
        if status == signals.INTERRUPTED:
            kept = f"Stopped. What was said until then is kept in {settings.state_dir}; `interviewer up` shows it."
            console.print(kept, markup=False, soft_wrap=True)
    except refusals as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        status = 1
    raise typer.Exit(status)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    candidates: int
    plan: Path
    questions: int | None
    leave: bool
    report: Path | None
    port: int | None
    setup_seconds: float | None
    providers: Providers | None


async def _demo(settings: Settings, options: Options, screen: Screen) -> int:
    from interviewer.bootstrap import own_key, system

    began = time.monotonic()

    async with system.running(
        settings, page_port=options.port, providers=options.providers, tell=screen.tell
    ) as running:
        screen.tell("page", running.settings.api_url)
        headers = await own_key.headers(running.settings, "demo")
        await examples.publish_if_none(running.settings.api_url, headers)
        status = await _interviews(running, options, screen, began, headers)
        if not options.leave:
            screen.print(
                f"\nThe page stays at {running.settings.api_url} until Ctrl-C: be the candidate yourself there."
            )
            await asyncio.Event().wait()
    return status


async def _interviews(
    running: System, options: Options, console: Console, began: float, headers: dict[str, str]
) -> int:
    import httpx

    from interviewer.cli.conversation_view import ConversationView
    from interviewer.cli.documents import take_along_at_once
    from interviewer.simulation.candidate.transport import measured
    from interviewer.simulation.demo import OVER, Demo, DemoFailed
    from interviewer.simulation.demo_report import agreement, versions

    folder = running.settings.state_dir / "demo" / time.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True, exist_ok=True)
    settings = running.settings
    async with (
        httpx.AsyncClient(base_url=settings.api_url, headers=headers, timeout=30) as client,
        contextlib.AsyncExitStack() as during_calls,
    ):
        demo = Demo(client, engines_url=running.settings.engines_url, folder=folder)
        plan = await demo.prepare(options.plan.read_bytes(), count=options.candidates, questions=options.questions)
        along = options.plan.parent, plan.job.documents, plan.plan.language
        for refused in await take_along_at_once(client, plan.job_id, *along):
            console.print(refused, style="yellow", markup=False, soft_wrap=True)
        names = {p.interview.id: p.interview.candidate.name for p in demo.participants}
        console.print(f"\n[bold]{plan.job.title}[/], {plan.job.company}: {options.candidates} simulated candidate(s)\n")
        tones = measured(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
        transport = await during_calls.enter_async_context(tones)
        following = asyncio.create_task(demo.follow(ConversationView(console, names).show))
        try:
            await demo.call()
            await demo.until(OVER, within=CALL_WITHIN)
            await demo.candidates_left()
            await during_calls.aclose()
            console.print("\n[dim]The calls are over; the judge reads the transcripts …[/]")
            await demo.until(frozenset({"evaluated"}), within=SCORE_WITHIN)
            await asyncio.sleep(0.2)
        except (asyncio.CancelledError, DemoFailed):
            # Before the candidates: the log must not say that they hung up.
            await running.stop_agents()
            raise
        finally:
            following.cancel()
            await demo.stop()
        results = await demo.results()
    _print_results(console, results)
    document = {
        "interviews": results,
        "latency_agreement_ms": agreement(results, transport),
        "versions": versions(),
        "setup_seconds": options.setup_seconds,
        "seconds": round(time.monotonic() - began, 1),
    }
    file = options.report or folder / "report.json"
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"Report: {file}", markup=False, soft_wrap=True)
    return 0 if all(r["state"] == "evaluated" and r["outcome"] == "completed" for r in results) else 1


def _print_results(console: Console, results: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from interviewer.simulation.demo_report import heard_latencies

    for result in results:
        card = result["scorecard"] or {"criteria": [], "flags": [], "judge": "", "indicative": False}
        table = Table(title=f"Scorecard of {result['id']}", title_justify="left", caption=card["judge"])
        for column in ("criterion", "score", "evidence"):
            table.add_column(column)
        for criterion in card["criteria"]:
            score = "not enough evidence" if criterion["score"] is None else f"{criterion['score']:.1f}"
            quote = criterion["evidence"][0]["quote"] if criterion["evidence"] else ""
            table.add_row(criterion["id"], score, quote)
        console.print(table)
        for flag in card["flags"]:
            console.print(f"  ! {flag['code']}: {flag['detail']}", markup=False)
        if result["recording"]:
            console.print(f"Recording: {result['recording']['path']}", markup=False, soft_wrap=True)
    if heard := sorted(heard_latencies(results)):
        p95 = heard[min(len(heard) - 1, int(len(heard) * 0.95))]
        console.print(
            f"Last word to first sound at the candidate's ear: median {heard[len(heard) // 2]} ms,"
            f" p95 {p95} ms over {len(heard)} replies"
        )
