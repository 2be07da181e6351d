from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interviewer.embedded.identity import Identity
from interviewer.embedded.program import NotReady, Program, says
from interviewer.embedded.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from interviewer.embedded.supervisor import Tell

READY = "import json, signal; print(json.dumps({'event': 'ready'}), flush=True)\n"
WAITS = f"{READY}signal.pause()"
DRAINS = f"{READY}signal.signal(signal.SIGTERM, lambda *_: exit(0))\nsignal.pause()"
DEAF = f"{READY}signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\nwhile True: signal.pause()"

PATIENT = """
import json, signal, sys
told = []
def stop(*_):
    told.append(1)
    print("told once", flush=True)
    if len(told) == 2:
        sys.exit(7)
signal.signal(signal.SIGTERM, stop)
print(json.dumps({'event': 'ready'}), flush=True)
while True:
    signal.pause()
"""


def program(name: str, script: str = WAITS, *, stage: int = 0, within: float = 20, grace: float = 10) -> Program:
    command = (sys.executable, "-c", script)
    return Program(name, command, says("ready"), stage=stage, within=within, grace=grace)


class Told:
    """What the supervisor told, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._changed = asyncio.Event()

    def __call__(self, name: str, text: str) -> None:
        self.lines.append((name, text))
        self._changed.set()

    async def waits_for(self, word: str) -> str:
        while not (found := [text for _, text in self.lines if word in text]):
            self._changed.clear()
            await self._changed.wait()
        return found[0]


@contextlib.asynccontextmanager
async def supervised(state: Path, tell: Tell) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(state, tell)
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def test_a_dead_child_is_started_again(tmp_path: Path) -> None:
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        child = await supervisor.start(program("agent"))
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert "signal SIGKILL" in await told.waits_for("starting it again")
        said = await told.waits_for("ready again")
        assert child.pid != first
        assert f"(pid {child.pid})" in said
        assert json.loads((tmp_path / "run" / "agent.json").read_text())["pid"] == child.pid
    assert Identity.of(first) is None


async def test_a_dead_child_of_which_there_is_another_gives_that_one_time_to_take_over(tmp_path: Path) -> None:
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        await supervisor.start(program("agent-2", DRAINS))
        alone = f"{DRAINS} # alone"
        for name, script, how, pause in (
            ("agent", DRAINS, signal.SIGKILL, "in 3 s"),
            ("drained", DRAINS, signal.SIGTERM, "in 0.5 s"),
            ("api", alone, signal.SIGKILL, "in 0.5 s"),
        ):
            child = await supervisor.start(program(name, script))
            assert child.pid is not None
            told.lines.clear()
            os.kill(child.pid, how)
            assert pause in await told.waits_for("starting it again")


async def test_a_child_that_ends_again_and_again_is_never_told_to_be_ready(tmp_path: Path) -> None:
    told = Told()
    once = f"import pathlib, sys\nmark = pathlib.Path({str(tmp_path / 'mark')!r})\nif mark.exists(): sys.exit(3)\n"
    async with supervised(tmp_path, told) as supervisor:
        child = await supervisor.start(program("agent", f"{once}mark.touch()\n{WAITS}"))
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        assert "starting it again in 1 s" in await told.waits_for("exit status 3")
    assert [text for _, text in told.lines if "ready again" in text] == []


async def test_the_highest_stage_can_be_stopped_before_the_rest(tmp_path: Path) -> None:
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        await supervisor.start(program("agent", stage=5))
        server = await supervisor.start(program("server", stage=1))
        await supervisor.stop(down_to=5)
        assert [name for name, text in told.lines if "stopped" in text] == ["agent"]
        assert server.pid is not None
    assert [name for name, text in told.lines if "stopped" in text] == ["agent", "server"]


async def test_children_stop_highest_stage_first_and_leave_no_pid_file(tmp_path: Path) -> None:
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        for stage, name in enumerate(("postgres", "api", "agent")):
            await supervisor.start(program(name, stage=stage))
    assert [name for name, text in told.lines if "stopped" in text] == ["agent", "api", "postgres"]
    assert not list((tmp_path / "run").iterdir())


async def test_a_child_that_will_not_end_is_killed_after_its_grace(tmp_path: Path) -> None:
    told = Told()
    async with supervised(tmp_path, told) as supervisor:
        child = await supervisor.start(program("deaf", DEAF, grace=0.2))
        while "deaf" not in child.said_first():
            await asyncio.sleep(0.01)
    assert ("deaf", "stopped (signal SIGKILL)") in told.lines


async def test_a_child_that_has_logged_much_since_is_still_known_to_be_ready(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        talks = f"{READY}print('x' * 100_000, 'the last', flush=True)\nsignal.pause()"
        child = await supervisor.start(program("talker", talks))
        while "the last" not in child.said_last():
            await asyncio.sleep(0.01)
        assert await child.program.ready(child.said_first())


async def test_a_child_that_comes_to_an_end_with_its_work_leaves_it_when_it_is_hurried(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        worker = program("agent", PATIENT, grace=60)
        child = await supervisor.start(replace(worker, drains=True))
        server = await supervisor.start(program("api"))
        supervisor.hurry()  # nobody was told to stop yet: nothing happens
        stopping = asyncio.create_task(supervisor.stop())
        while "told once" not in child.said_first():
            await asyncio.sleep(0.01)
        supervisor.hurry()
        await asyncio.wait_for(stopping, 20)
        assert (child.ending(), server.ending()) == ("exit status 7", "signal SIGTERM")


async def test_what_a_killed_supervisor_left_in_mid_work_is_told_twice_to_end(tmp_path: Path) -> None:
    left = Supervisor(tmp_path)
    child = await left.start(replace(program("agent", PATIENT, grace=60), drains=True))
    for task in left._tasks:
        task.cancel()
    assert await Supervisor(tmp_path).end_leftovers() == ["agent"]
    await child.ended()
    assert child.ending() == "exit status 7"


async def test_a_child_that_ends_too_early_is_shown_with_its_last_words(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        with pytest.raises(NotReady, match=r"(?s)exit status 3 before it was ready.*no such table.*api\.log"):
            await supervisor.start(program("api", "import sys; print('no such table'); sys.exit(3)"))


async def test_a_child_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        with pytest.raises(NotReady, match=r"not ready within 0 s"):
            await supervisor.start(program("slow", "import signal; signal.pause()", within=0.2))


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        with pytest.raises(NotReady, match="ghost cannot be started"):
            await supervisor.start(Program("ghost", (str(tmp_path / "ghost"),), says("ready")))


async def test_what_a_killed_supervisor_left_is_ended_and_strangers_are_not(tmp_path: Path) -> None:
    left = Supervisor(tmp_path)
    child = await left.start(program("agent"))
    stranger = await left.start(program("stranger"))
    # As if the stranger's number had been given to it after our process of that number had ended.
    file = tmp_path / "run" / "stranger.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"started": 1}))
    for task in left._tasks:
        task.cancel()
    assert await Supervisor(tmp_path).end_leftovers() == ["agent"]
    await child.ended()
    assert stranger.pid is not None
    await stranger.stop()
    assert await Supervisor(tmp_path).end_leftovers() == []


async def test_a_log_that_grew_too_large_is_moved_aside(tmp_path: Path) -> None:
    async with supervised(tmp_path, Told()) as supervisor:
        child = await supervisor.start(program("api"))
        before = child.log_file.read_bytes()
        child.rotate()
        assert child.log_file.read_bytes() == before
        child.rotate(largest=10)
        assert child.log_file.read_bytes() == b""
        assert child.log_file.with_suffix(".log.1").read_bytes() == before
