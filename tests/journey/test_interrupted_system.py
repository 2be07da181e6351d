"""The `interviewer` command in trouble: refusals before anything starts, a Ctrl-C and a kill in mid-call."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.embedded.livekit import LivekitMissing, find_program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

BROKEN = """\
job: {title: Clerk, company: Bluebird, summary: You write things down.}
plan:
  title: A talk
  minutes: five
  questions:
    - {id: work, ask: "", criteria: [missing]}
  criteria: []
"""
ENDS_WITHIN = 60.0
"""Seconds; every process has a grace of at most 30, and they overlap."""


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that does not exist yet, where PostgreSQL's own user can reach it."""
    parent = Path(tempfile.mkdtemp(prefix="interviewer-trouble-"))
    parent.chmod(0o711)
    yield parent / "state"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _policy(nothing_ahead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_POLICY_FILE", str(nothing_ahead))


class Command:
    """A running `interviewer` command, read line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""

    async def says(self, words: str) -> str:
        """The line that holds these words."""
        assert self.process.stdout is not None
        async with asyncio.timeout(120):
            while line := (await self.process.stdout.readline()).decode():
                self.output += line
                if words in line:
                    return line
        pytest.fail(f"it never said {words!r}:\n{self.output}")

    async def ends(self) -> int:
        """Its exit status, once it has ended and all it said is in `output`."""
        assert self.process.stdout is not None
        async with asyncio.timeout(ENDS_WITHIN):
            self.output += (await self.process.stdout.read()).decode()
            return await self.process.wait()


@contextlib.asynccontextmanager
async def interviewer(*words: str, state: Path) -> AsyncIterator[Command]:
    """The command with that state folder; ended at the end of the block if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={
            **os.environ,
            "INTERVIEWER_STATE_DIR": str(state),
            "INTERVIEWER_JUDGE": "none",
            "INTERVIEWER_API_PORT": "0",
            "COLUMNS": "200",
        },
    )
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def test_every_mistake_of_a_broken_plan_is_named_and_nothing_is_started(tmp_path: Path, state: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN)
    async with interviewer("demo", "--plan", str(file), state=state) as command:
        assert await command.ends() == 1
    mistakes = ("4:12: plan.minutes", "6:23: plan.questions[0].ask", "6:38: plan.questions[0].criteria[0]")
    for where in (*mistakes, "7:13: plan.criteria"):
        assert f"{file}:{where}: " in command.output
    assert not state.exists()  # noqa: ASYNC240 - nothing else runs


async def test_a_report_that_cannot_be_written_is_refused_before_anything_is_started(state: Path) -> None:
    async with interviewer("demo", "--report", str(state / "nowhere" / "report.json"), state=state) as command:
        assert await command.ends() == 2
    assert "there is no folder" in command.output
    assert "Nothing was started" in command.output
    assert not state.exists()  # noqa: ASYNC240 - nothing else runs


@pytest.mark.engines
async def test_what_a_ctrl_c_and_a_kill_interrupt_is_all_there_at_the_next_start(state: Path) -> None:
    settings = bootstrap.load(state_dir=state, judge="none")
    try:
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as missing:
        pytest.skip(str(missing))

    async with interviewer("demo", "--questions", "1", state=state) as first:
        page = _address(await first.says("page  "))
        await first.says("in the call")
        async with interviewer("demo", state=state) as second:
            assert await second.ends() == 1
        assert f"its page is {page}, its pid {first.process.pid}" in second.output
        stopped = (await _interviews(page))[0]
        first.process.send_signal(signal.SIGINT)
        assert await first.ends() == 130
    assert f"kept in {state}" in first.output
    assert not list((state / "run").glob("*.json"))

    async with interviewer("demo", "--questions", "1", state=state) as first:
        page = _address(await first.says("page  "))
        assert (await _interview(page, stopped["id"]))["state"] == "interrupted"
        await first.says("consent given")
        killed = (await _interviews(page))[0]
        await _until(lambda: _abandoned(page, stopped["id"]))
        before = await _events(page, killed["id"])
        first.process.kill()
        await first.process.wait()
    assert "interview.interrupted" in [event["type"] for event in await _nothing_lost(state, killed["id"], before)]
    await _until(lambda: _nobody_left(page))


async def _nothing_lost(state: Path, interview_id: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Start again without interviewers; the events of the interview, which begin with those of before."""
    told: list[tuple[str, str]] = []
    settings = bootstrap.load(state_dir=state, judge="none", engines_url="http://127.0.0.1:9/v1")
    processes = ("api", "orchestrator")
    async with system.running(
        settings, page_port=0, processes=processes, tell=lambda name, text: told.append((name, text))
    ) as running:
        page = running.settings.api_url
        assert told[0][0] == "leftovers"
        assert all(name in told[0][1] for name in ("agent", "api", "postgres", "livekit"))
        events = await _events(page, interview_id)
        assert events[: len(before)] == before
        assert (await _interview(page, interview_id))["state"] == "interrupted"
        return events


def _address(line: str) -> str:
    return next(word for word in line.split() if word.startswith("http://"))


async def _get(page: str, path: str) -> Any:
    async with httpx.AsyncClient(base_url=page, timeout=30) as client:
        return (await client.get(path)).raise_for_status().json()


async def _interviews(page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await _get(page, "/v1/interviews"))["items"]
    return found


async def _interview(page: str, interview_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await _get(page, f"/v1/interviews/{interview_id}")
    return found


async def _events(page: str, interview_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await _get(page, f"/v1/interviews/{interview_id}/events?limit=1000"))["items"]
    return found


async def _abandoned(page: str, interview_id: str) -> bool:
    interview = await _interview(page, interview_id)
    return (interview["outcome"], interview["end_reason"]) == ("abandoned", "candidate_absent")


async def _nobody_left(page: str) -> bool:
    """No process is left that was started with this page's address: not even the simulated candidate."""
    return not await asyncio.to_thread(_mentioning, page)


def _mentioning(words: str) -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if words in (text := file.read_bytes().replace(b"\0", b" ").decode(errors="replace")):
                found.append(text)
    return found


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(120):
        while not await true():
            await asyncio.sleep(0.25)
