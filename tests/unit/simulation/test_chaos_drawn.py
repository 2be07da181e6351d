"""The same seed draws the same faults; a machine that cannot have a scenario says so by its name."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from interviewer.cli import build
from interviewer.simulation.chaos import clocks, run
from interviewer.simulation.chaos.disks import Disks, mounted
from interviewer.simulation.chaos.drawn import POOL, RANDOM, drawn, together
from interviewer.simulation.chaos.scenario import Breaks, Downs, Fills, Moment, Scenario, Step
from interviewer.simulation.chaos.scenarios import SCENARIOS
from interviewer.simulation.chaos.stage import Stage

SEEDS = [f"7 random {turn}" for turn in range(2000)]


def test_the_same_seed_draws_the_same_faults_and_another_one_others() -> None:
    assert [drawn(seed) for seed in SEEDS[:50]] == [drawn(seed) for seed in SEEDS[:50]]
    assert len({drawn(seed).about for seed in SEEDS[:50]}) > 25


def test_every_scenario_is_drawn_alone_and_with_others_and_never_two_of_vendors_or_agents() -> None:
    found = [drawn(seed) for seed in SEEDS]
    names = Counter(name for one in found for name in one.about.split(" + "))
    assert set(names) == {one.name for one in POOL}
    both = [one.about.split(" + ") for one in found if " + " in one.about]
    assert 800 < len(both) < 1200
    assert not [pair for pair in both if all(SCENARIOS[name].does(Breaks) for name in pair)]
    assert not [pair for pair in both if all(name.startswith(("agent_", "rolling_")) for name in pair)]
    assert [pair for pair in both if {name.partition("_")[0] for name in pair} == {"agent", "api"}]


def test_two_at_once_may_cost_what_one_of_them_may() -> None:
    one, other = SCENARIOS["agent_killed"], SCENARIOS["speaking_reset"]
    both = together(one, other)
    assert both.steps == (*one.steps, *other.steps)
    assert both.hears.silence == max(one.hears.silence, other.hears.silence)
    assert both.log.epochs == 2
    assert together(one, SCENARIOS["livekit_killed"]).log.epochs is None
    assert together(SCENARIOS["agent_drained_at_the_limit"]).log.epochs is None


def test_what_is_away_is_away_for_as_long_as_is_asked_for() -> None:
    steps = SCENARIOS["control_plane_away"].away_for(300).steps
    assert {step.do.seconds for step in steps if isinstance(step.do, Downs)} == {300}
    assert SCENARIOS["agent_killed"].away_for(300) == SCENARIOS["agent_killed"]


def test_a_random_run_is_chosen_by_its_name_and_is_in_no_list() -> None:
    assert RANDOM.name not in SCENARIOS
    found = CliRunner().invoke(build(), ["chaos", "run", RANDOM.name, "--away", "0"])
    assert (found.exit_code, "--away" in found.output) == (2, True)


async def test_a_scenario_that_this_machine_cannot_have_is_skipped_with_the_reason(tmp_path: Path) -> None:
    stage = cast("Any", SimpleNamespace(disks=None))
    full = Scenario("full", "Full.", (Step(Moment(), Fills(("spool",), 1.0)),))
    stage.lacks = lambda scenario: Stage.lacks(stage, scenario)
    results, shown = run.Results(tmp_path / "r.json"), list[dict[str, Any]]()
    await run.run(stage, [full], results, calls=1, seed=7, show=shown.append)
    assert [(one["state"], one["holds"]) for one in shown] == [("skipped", False)]
    assert "only root" in shown[0]["broken"][0]
    assert run.due([full], results) == [full]


async def test_a_disk_that_is_filled_takes_nothing_and_then_takes_it_again(tmp_path: Path) -> None:
    with mounted(tmp_path) as disks:
        if disks is None:
            pytest.skip("only root may have a small disk")
        await _filled(disks, tmp_path / "spool")


async def _filled(disks: Disks, folder: Path) -> None:
    (folder / "before").write_bytes(b"x" * 10_000)
    filling = asyncio.create_task(disks.fill(("spool",), 60.0))
    async with asyncio.timeout(20):
        while os.statvfs(folder).f_bfree:
            await asyncio.sleep(0.01)
    with pytest.raises(OSError, match="No space left"):
        (folder / "meanwhile").write_bytes(b"x" * 10_000)
    filling.cancel()
    await asyncio.gather(filling, return_exceptions=True)
    (folder / "after").write_bytes(b"x" * 10_000)


def test_a_clock_that_was_not_put_anywhere_is_not_gone_by(tmp_path: Path) -> None:
    assert clocks.environment(tmp_path) == {}
    clocks.put(tmp_path, -3600)
    assert (tmp_path / clocks.FILE).read_text("ascii") == "-3600s\n"
    clocks.take(tmp_path)
    assert clocks.environment(tmp_path) == {}
