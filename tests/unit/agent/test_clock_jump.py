"""The machine's clock jumps by an hour in mid-call: turns, recording and observations go on as if it had not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import interviewer.agent
from interviewer.agent.recorder import Recorder
from interviewer.kernel.clock import Steady

HOUR = 3600.0


class Machine:
    """A machine whose clock can be set; its ticks go on."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.ticks = 50.0

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_the_recording_has_no_hole_and_no_end_where_the_clock_jumped(jump: float) -> None:
    machine, stored = Machine(), list[tuple[float, float]]()
    steady = Steady(lambda: machine.wall, lambda: machine.ticks)

    async def put(_key: str, _data: bytes) -> None: ...

    made = Recorder(put, epoch=1, stored=lambda _, start, seconds: stored.append((start, seconds)), clock=steady)
    made.start()
    made.keep()
    for second in range(10):
        if second == 5:
            machine.wall += jump
        machine.passes(1.0)
        made.candidate(b"\1\0" * 16_000, steady())
    await made.stop()
    assert stored == [(0.0, 10.0)]


def test_what_it_tells_is_the_time_that_it_read_and_what_passed_since() -> None:
    machine = Machine()
    steady = Steady(lambda: machine.wall, lambda: machine.ticks)
    machine.wall -= HOUR
    machine.passes(2.5)
    assert steady() == 1_000_002.5
    assert steady.utc().timestamp() == 1_000_002.5


def test_nothing_in_the_agent_asks_the_machines_clock_in_mid_call() -> None:
    asked = {
        f"{file.name}:{node.lineno}"
        for file in Path(interviewer.agent.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("time", "time"), ("datetime", "now"), ("datetime", "utcnow")}
    }
    assert asked == set()
