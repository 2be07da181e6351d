"""The same faults of providers under ours and under stock livekit-agents with its fallback adapters, in one run.

    .venv/bin/python bench/fallback.py --keep FOLDER               # 15 faults, an hour and a quarter
    .venv/bin/python bench/fallback.py --scenarios speaking_reset,writing_error
    .venv/bin/python bench/fallback.py --again FOLDER --markdown   # of a run with --keep FOLDER

Each fault is a scenario of `interviewer chaos` (`--scenarios all`: all that break a provider), held twice: by the whole
product, and by a stock worker as its documentation recommends (voice/fallback_peer.py), told the same two questions.
Both have the same emulated vendors, the same draws of their latencies, the same simulated candidate and the same ear.
A call in which the machine starved the harness or the stock worker says nothing and is held again. With `--keep`, a run
that was stopped goes on.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from report import Interrupted, present, run

if TYPE_CHECKING:
    from voice.lost import Measured

    from interviewer.simulation.chaos.call import Held
    from interviewer.simulation.chaos.scenario import Scenario

CALLS = "calls.jsonl"
"""In the folder: every call as it was measured."""
TRIES = 3
"""How often a call is held in which the harness was starved."""
CHOSEN = (
    "hearing_refused",
    "hearing_black_hole",
    "hearing_reset_once",
    "hearing_silent",
    "hearing_quota",
    "hearing_garbage",
    "hearing_truncated",
    "hearing_twice",
    "hearing_slow",
    "writing_error",
    "writing_reset",
    "writing_drip",
    "speaking_black_hole",
    "speaking_reset",
    "speaking_wrong_rate",
)


async def measure(wanted: list[Scenario], folder: Path, *, systems: tuple[str, ...], seed: int) -> None:
    """Hold what is not kept yet, each system by turns, and keep each call at once."""
    from voice import lost, stock

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.simulation.chaos import call, lag
    from interviewer.simulation.chaos.run import keep_stories
    from interviewer.simulation.chaos.stage import staged
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    logs.configure("bench", settings, level=logging.ERROR)
    calls = folder / CALLS
    calls.touch()
    done = {(one.system, one.scenario): one for one in lost.kept(calls)}
    async with (
        staged(settings, folder / "state", tell=lambda _name, _text: None) as stage,
        stock.running(stage, folder) as peer,
    ):

        async def ours(scenario: Scenario, *, chance: random.Random) -> tuple[Held, float]:
            return await call.hold(stage, scenario, chance=chance), 0.0

        holders: dict[str, Callable[..., Awaitable[tuple[Held, float]]]] = {lost.OURS: ours, lost.STOCK: peer.hold}

        async def once(system: str, scenario: Scenario) -> None:
            if (there := done.get((system, scenario.name))) is not None and not there.starved:
                return
            if system == lost.OURS:
                await stage.mended()
            # The same draws for both.
            async with lag.watched() as late:
                held, its_own = await holders[system](scenario, chance=random.Random(f"{seed} {scenario.name}"))
            lateness = max(late.p99, its_own)
            trouble = await call.mended(stage)
            held.trouble = held.trouble or trouble
            verdict = lost.judged(held, scenario, lost.baseline(lost.every(calls), system))
            one = lost.measured(*(system, scenario, held, verdict), lag_ms=lateness, starved=lateness > lag.STARVED_MS)
            done[system, scenario.name] = one
            lost.keep(calls, one)
            keep_stories(folder / f"{system}.json", scenario, [held], [verdict])
            print(lost.line(one), flush=True)

        # What all others are measured by comes first; then whatever was starved has its turn again after all others.
        for some in (wanted[:1], wanted[1:]):
            for _ in range(TRIES):
                for scenario in some:
                    for system in systems:
                        await once(system, scenario)


def scenarios(named: str) -> list[Scenario]:
    """Those that are named, behind the one in which nothing fails. Raises argparse.ArgumentTypeError."""
    from interviewer.simulation.chaos.scenarios import NOTHING, SCENARIOS, hearing, speaking, writing

    providers = {one.name: one for one in (*hearing.SCENARIOS, *writing.SCENARIOS, *speaking.SCENARIOS)}
    names = list(providers) if named == "all" else named.split(",")
    for name in names:
        if name not in providers:
            what = "breaks no provider" if name in SCENARIOS else "is no scenario"
            raise argparse.ArgumentTypeError(f"{name!r} {what}; there is all, {', '.join(providers)}")
    return [NOTHING, *(providers[name] for name in dict.fromkeys(names))]


def chosen(named: str) -> tuple[str, ...]:
    """Systems by name. Raises argparse.ArgumentTypeError."""
    from voice.lost import OURS, STOCK

    there = (OURS, STOCK)
    if unknown := [name for name in named.split(",") if name not in there]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}; there is {', '.join(there)}")
    return tuple(name for name in there if name in named.split(","))


def held(given: argparse.Namespace) -> list[Measured]:
    """A run, or the rest of one. Raises NotKept, Interrupted."""
    from voice import lost

    with tempfile.TemporaryDirectory(prefix="interviewer-fallback-", ignore_cleanup_errors=True) as temporary:
        folder = (given.keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / CALLS).exists():
            raise lost.NotKept(f"The folder {folder} has other things in it: name another. Nothing was begun.")
        folder.chmod(0o711)  # PostgreSQL's own user passes through
        try:
            run(measure(given.scenarios, folder, systems=given.systems, seed=given.seed))
        except Interrupted:
            left = "The same command goes on." if given.keep else "With --keep, calls are kept."
            raise Interrupted(f"Interrupted. {left}") from None
        return lost.kept(folder / CALLS)


def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    # Before numpy is imported by anything: threads of BLAS spin after each small product.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from voice import lost, systems

    from interviewer.bootstrap import system as product
    from interviewer.simulation.chaos.stage import StageFailed

    refusals: tuple[type[Exception], ...] = (
        *(lost.NotKept, StageFailed, systems.PeerFailed),
        *product.REFUSALS,
    )
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", type=scenarios, default=",".join(CHOSEN), help="names with commas, or all")
    parser.add_argument("--systems", type=chosen, default="ours,livekit-agents", help="those to hold calls with now")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder for logs and for every call as JSON; else a temporary one")
    parser.add_argument("--again", type=Path, help="the table of calls that were kept in a folder, without measuring")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown, too")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    given = parser.parse_args()
    if given.json and not given.json.absolute().parent.is_dir():
        parser.error(f"there is no folder {given.json.absolute().parent}; nothing was begun")
    try:
        found = lost.kept(given.again / CALLS) if given.again else held(given)
    except refusals as refusal:
        raise SystemExit(str(refusal)) from refusal
    if given.markdown:
        about = {scenario.name: scenario.about for scenario in scenarios("all")}
        print("\n".join(lost.markdown(found, about)))
    present("while a provider fails, at the candidate's ear", lost.table(found), given.json)


if __name__ == "__main__":
    main()
