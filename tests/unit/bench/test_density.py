"""What the bench of a call's cost makes of what it counted."""

from __future__ import annotations

import itertools
import subprocess
import sys

import density
import pytest
from density import OURS, PIPECAT, STOCK, STOCK_WITHOUT, Found
from voice import load

SPIN = """
import time
began = time.process_time()
while time.process_time() - began < 0.3:
    pass
print("spun", flush=True)
input()
"""
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SPIN!r}, 'a-child'], check=True)"


def test_a_program_is_counted_with_all_that_it_started() -> None:
    marker = "counted-by-the-test-of-density"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, marker], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "spun\n"
        counted = load.of(marker)
        parent.communicate("\n")
    assert counted.processes == 2
    assert counted.cpu_seconds >= 0.25
    assert counted.memory_mb > 1
    assert load.of(marker).processes == 0


def test_what_a_part_costs_is_what_the_step_with_it_costs_more() -> None:
    parts = {name: Found(cpu=[1.0 * number]) for number, name in enumerate(density.steps(), start=1)}
    rows = density.table({}, parts)
    ladder, taken_away = rows[: len(density.STEPS)], rows[len(density.STEPS) :]
    assert [row.ours for row in ladder] == [1.0] * len(density.STEPS)
    assert [row.ours for row in taken_away] == [1.0, 2.0, 3.0]


def test_each_step_has_the_parts_of_the_one_before_and_one_more() -> None:
    steps = list(density.steps().values())[: len(density.STEPS)]
    for before, after in itertools.pairwise(steps):
        assert after[: len(before)] == before
        assert len(after) == len(before) + 1
    assert set(density.steps()["without feeder"]) == set(steps[-1]) - {"feeder"}


@pytest.mark.parametrize(("stock", "holds"), [(16.0, True), (15.9, False)])
def test_the_goals_are_those_of_the_requirement(stock: float, holds: bool) -> None:  # noqa: FBT001
    found = {
        OURS: Found(cpu=[10.0, 9.0, 30.0], further=[6.0], whole=[400.0], lag=[20.0]),
        STOCK: Found(cpu=[stock], further=[120.0], whole=[900.0]),
        STOCK_WITHOUT: Found(cpu=[16.0], further=[120.0], whole=[900.0]),
        PIPECAT: Found(cpu=[12.0], further=[130.0], whole=[900.0]),
    }
    by_name = {row.name: row for row in density.table(found, {})}
    assert by_name["processor a call, with VAD and recording"].holds is False
    assert by_name[f"{STOCK} by ours"].holds is holds
    assert by_name[f"{STOCK_WITHOUT} by ours"].holds is True
    assert by_name["memory of a further call"].holds is True
    assert by_name["event loop lateness p99"].holds is True


@pytest.mark.parametrize(("given", "said"), [("--calls=1", "2 at least"), ("--systems=ours,vapi", "there is no vapi")])
def test_what_it_cannot_do_is_refused_before_it_begins(
    given: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["density.py", given])
    with pytest.raises(SystemExit):
        density.main()
    assert said in capsys.readouterr().err
