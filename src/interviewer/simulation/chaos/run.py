"""Runs scenarios one after another, keeps the verdict of each at once, and goes on where it was left."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from interviewer.simulation.chaos import checker, lag, takeover
from interviewer.simulation.chaos.call import Held, carried, looked_at, mended
from interviewer.simulation.chaos.drawn import RANDOM, drawn
from interviewer.simulation.chaos.scenario import Jumps, Scenario
from interviewer.simulation.chaos.scenarios import NOTHING
from interviewer.simulation.chaos.stage import QUESTIONS, Stage

SETTLED: Final = frozenset({"holds", "fails"})
BEGINS_EVERY: Final = 1.5
"""Seconds between the beginnings of calls at once: nobody's calls all begin at one moment, and say the same at each."""
IDS: Final = tuple(str(question["id"]) for question in QUESTIONS)


class ResultsUnreadable(Exception):
    """A file of results cannot be gone on with; the message names it. Nothing was started."""


@dataclass(slots=True)
class Results:
    """Verdicts by scenario, and what is recognised when nothing fails; kept in a file after each."""

    file: Path
    scenarios: dict[str, dict[str, Any]] = field(default_factory=dict)
    recognised: dict[str, int] | None = None

    def keep(self) -> None:
        """Write them; a run that is ended meanwhile leaves the last whole file."""
        told = {"scenarios": list(self.scenarios.values()), "recognised": self.recognised}
        beside = self.file.with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        beside.replace(self.file)


def resumed(file: Path) -> Results:
    """What is in a file; nothing where there is none. Raises ResultsUnreadable."""
    if not file.exists():
        return Results(file)
    try:
        told = json.loads(file.read_text("utf-8"))
        return Results(file, {one["name"]: one for one in told["scenarios"]}, told["recognised"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultsUnreadable(
            f"{file} is no file of results ({type(error).__name__}). Nothing was started; name another one, or leave "
            "--resume out."
        ) from error


def due(scenarios: Sequence[Scenario], results: Results) -> list[Scenario]:
    """Those that have no verdict yet, and before those that are measured by it, the one in which nothing fails."""
    states = {name: found["state"] for name, found in results.scenarios.items()}
    wanted = [one for one in scenarios if states.get(one.name) not in SETTLED]
    if results.recognised is None and any(one.log.epochs != 1 for one in wanted):
        wanted = [NOTHING, *(one for one in wanted if one != NOTHING)]
    return wanted


async def run(
    stage: Stage,
    scenarios: Sequence[Scenario],
    results: Results,
    *,
    calls: int,
    times: int = 1,
    seed: int,
    show: Callable[[dict[str, Any]], None],
) -> None:
    """Run them, each so often with so many calls at once; the one in which nothing fails once.

    A turn in which the harness was starved is held once more, with the same draws. Raises StageFailed when the system
    does not come back.
    """
    for index, scenario in enumerate(scenarios):
        if lacking := stage.lacks(scenario):
            skipped = {"name": scenario.name, "about": scenario.about, "holds": False, "state": "skipped"}
            results.scenarios[scenario.name] = {**skipped, "broken": [lacking], "figures": {}}
            results.keep()
            show(results.scenarios[scenario.name])
            continue
        turns: list[Turn] = []
        often = 1 if scenario == NOTHING else times
        while len(turns) < often:
            if index or turns:
                forgetful = not turns or turns[-1].scenario.remembered
                await stage.mended(forgetful=forgetful, clock=scenario.does(Jumps))
            seeded = f"{seed} {scenario.name} {len(turns)}"
            done = drawn(seeded) if scenario == RANDOM else scenario
            turn = await _turn(stage, done, calls=calls, seed=seeded)
            if turn.starved:
                await stage.mended(forgetful=done.remembered, clock=done.does(Jumps))
                turn = await _turn(stage, done, calls=calls, seed=seeded)
            turns.append(turn)
            found = _told(scenario, turns, results)
            if len(turns) < often:
                results.scenarios[scenario.name] |= {"state": "begun", "holds": False}
            else:
                show(found)
            results.keep()


@dataclass(frozen=True, slots=True)
class Turn:
    """Calls that were held at once, and how late the harness's own loop was, in milliseconds."""

    scenario: Scenario
    held: Sequence[Held]
    lag_ms: float
    seconds: float

    @property
    def starved(self) -> bool:
        """It says nothing."""
        return self.lag_ms > lag.STARVED_MS


async def _turn(stage: Stage, scenario: Scenario, *, calls: int, seed: str) -> Turn:
    began = time.monotonic()
    # The same draws whichever scenarios run before it.
    chances = [random.Random(f"{seed} {call}") for call in range(calls)]  # noqa: S311
    held = [Held() for _ in chances]

    # Who breaks what they share joins last: what is done while calls go on is done to all of them.
    calling = [
        carried(stage, scenario, one, chance=chance, beside=held[:-1] if one is held[-1] else None, joins_after=after)
        for one, chance, after in zip(held, chances, itertools.count(0, BEGINS_EVERY), strict=False)
    ]
    async with lag.watched() as late:
        await asyncio.gather(*calling)
    for one in held:
        await looked_at(stage, one)
    unmet = await mended(stage)
    for one in held:
        one.trouble = one.trouble or unmet
    return Turn(scenario, held, late.p99, time.monotonic() - began)


def _told(scenario: Scenario, turns: Sequence[Turn], results: Results) -> dict[str, Any]:
    """The verdict on the turns so far, which is in the results, too, with the story of each call."""
    held = [one for turn in turns for one in turn.held]
    verdicts = [_judged(one, turn.scenario, results) for turn in turns for one in turn.held]
    found = verdict(scenario, verdicts, max(turn.lag_ms for turn in turns))
    found["figures"]["seconds"] = round(sum(turn.seconds for turn in turns), 1)
    if scenario == NOTHING and found["state"] != "invalid":
        results.recognised = {line: count for one in held for line, count in checker.recognised(one).items()}
    results.scenarios[scenario.name] = dict(found)
    keep_stories(results.file, scenario, held, verdicts)
    return found


def _judged(held: Held, scenario: Scenario, results: Results) -> checker.Verdict:
    """The verdict; where faults were drawn, each line says which."""
    found = checker.judged(held, scenario, IDS, results.recognised)
    drawn_of = f"{scenario.about}: " if scenario.name == RANDOM.name else ""
    return replace(found, broken=tuple(f"{drawn_of}{line}" for line in found.broken))


def verdict(scenario: Scenario, verdicts: Sequence[checker.Verdict], lag_ms: float) -> dict[str, Any]:
    """One row of the results: of several calls the worst of each figure."""
    broken = list(dict.fromkeys(line for one in verdicts for line in one.broken))
    taken = takeover.figures([over for one in verdicts for over in one.takeovers])
    broken += _slow(scenario, taken)
    starved = lag_ms > lag.STARVED_MS
    state = "invalid" if starved else "fails" if broken else "holds"
    if starved:
        broken.insert(0, f"the harness itself was starved: its loop was {lag_ms:.0f} ms late (p99)")
    figures = {name: _worst([one.figures[name] for one in verdicts]) for name in verdicts[0].figures}
    figures |= taken if taken["takeovers"] else {}
    figures |= {"calls": len(verdicts), "lag_p99_ms": round(lag_ms, 1)}
    return {
        "name": scenario.name,
        "about": scenario.about,
        "holds": state == "holds",
        "state": state,
        "broken": broken,
        "figures": figures,
    }


def _slow(scenario: Scenario, taken: Mapping[str, float | int | None]) -> Iterable[str]:
    """Which of the promises about takeovers are not kept."""
    for name, within in (("first_sound", scenario.hears.first_sound), ("resumed", scenario.hears.resumed)):
        found = taken[f"{name}_p95_s"]
        if within is None or (found is not None and found <= within):
            continue
        if not taken["takeovers"]:
            yield "nobody took over: nothing was shown"
            return
        told = "never" if found is None else f"after {found:.1f} s, not {within:g}"
        yield f"{name.replace('_', ' ')} {told} (p95 of {taken['takeovers']})"


def _worst(values: Sequence[Any]) -> Any:  # noqa: ANN401 - figures are numbers and words
    if any(isinstance(value, str) for value in values):
        return ", ".join(dict.fromkeys(str(value) for value in values))
    there = [value for value in values if value is not None]
    return max(there) if there else None


def keep_stories(file: Path, scenario: Scenario, held: Sequence[Held], verdicts: Sequence[checker.Verdict]) -> None:
    """Logs and reports of a scenario's calls, beside the results: for whoever asks why."""
    folder = file.parent / f"{file.stem}.calls"
    folder.mkdir(exist_ok=True)
    for number, (one, found) in enumerate(zip(held, verdicts, strict=True), 1):
        story = {
            "trouble": one.trouble,
            "broken": found.broken,
            "recorded": one.recorded,
            "takeovers": [[over.hit.isoformat(), over.first_sound, over.resumed] for over in found.takeovers],
            "heard": [[round(heard.began, 2), heard.fragment, heard.text] for heard in one.heard],
            "report": one.report.model_dump(mode="json") if one.report else None,
            "events": one.events,
        }
        (folder / f"{scenario.name}-{number}.json").write_text(json.dumps(story, indent=1, ensure_ascii=False), "utf-8")
