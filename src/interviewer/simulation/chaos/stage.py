"""The whole system on emulated vendors, with two agents, for scenarios one after another."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from interviewer.bootstrap import own_key, system
from interviewer.bootstrap.settings import Settings
from interviewer.embedded.supervisor import Tell
from interviewer.simulation.chaos import clocks, folders, lines
from interviewer.simulation.chaos.disks import Disks, mounted
from interviewer.simulation.chaos.ear import Understanding
from interviewer.simulation.chaos.scenario import Fills, Jumps, OnOneProcess, Scenario
from interviewer.simulation.chaos.takeover import Hit, pid_of

AGENTS: Final = 2
MOST_AGENTS: Final = 4
"""Where calls at once have their agents hit each has one of its own, and one is left; more take the machine's time."""
DRAINS_WITHIN: Final = 20.0
"""Seconds that an agent which is told to stop gives its calls: both can be told within a call, one after the other."""
STARTS: Final = 60.0
BACK: Final = 120.0
"""Seconds in which everything that was killed is there again."""

_READY: Final = """
select agent_id from agents where closed_at is null and free > 0 and seen_at > clock_timestamp() - interval '2 seconds'
"""

QUESTIONS: Final[tuple[dict[str, Any], ...]] = (
    # A long answer, in whose midst things can break, and one follow-up that the language model writes.
    {
        "id": "angry",
        "kind": "behavioural",
        "ask": "Tell me about a time when a customer was angry with you or with your company.",
        "follow_ups": 1,
    },
    {
        "id": "slow",
        "kind": "open",
        "ask": "Imagine that the internet has been slow all week. What would you ask them first?",
        "follow_ups": 0,
    },
)
_LOOKS: Final = [f"Does the answer say {what}?" for what in ("who", "what", "when", "why", "how")]
PLAN: Final[dict[str, Any]] = {
    "job": {"title": "Clerk", "company": "Bluebird", "summary": "You help customers."},
    "plan": {
        "title": "Clerk",
        "questions": [{**question, "criteria": ["telling"]} for question in QUESTIONS],
        "criteria": [
            {
                "id": "telling",
                "name": "Telling",
                "description": "Tells what happened.",
                "anchors": {0: "Says nothing of it.", 3: "Names it.", 5: "Tells it with detail."},
                "checklist": _LOOKS,
            }
        ],
    },
}


class StageFailed(Exception):
    """The system or the emulated vendors could not be had; the message says which. Results so far are kept."""


@dataclass(slots=True)
class Stage:
    """Everything that runs, and who may be hurt."""

    running: system.System
    vendors: dict[str, str]
    client: httpx.AsyncClient
    plan_id: str
    understanding: Understanding
    """Of all candidates."""
    hits: list[Hit] = field(default_factory=list)
    frozen: set[int] = field(default_factory=set)
    """Processes that stand still at this moment."""
    disks: Disks | None = None

    @property
    def settings(self) -> Settings:
        """Those of the running system."""
        return self.running.settings

    def pid(self, name: str) -> int | None:
        """The process of the moment of a child."""
        child = self.running.supervisor.children.get(name)
        return child.pid if child is not None else None

    @property
    def agents(self) -> set[int]:
        """The agents that run."""
        children = self.running.supervisor.children.items()
        return {child.pid for name, child in children if name.startswith("agent") and child.pid is not None}

    async def ready_agents(self) -> set[int]:
        """Those that can take a call at this moment, as the database has it; nobody while it does not answer."""
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(self.settings.database_url, timeout=2)
            try:
                found = await connection.fetch(_READY, timeout=2)
            finally:
                await connection.close(timeout=2)
            return {pid_of(row["agent_id"]) or 0 for row in found} & (self.agents - self.frozen)
        return set()

    def hit(self, pid: int) -> None:
        """Note that this process was hit just now."""
        self.hits.append(Hit(pid, datetime.now(UTC)))

    async def events(self, interview_id: str) -> list[dict[str, Any]]:
        """The log of an interview. Raises httpx.HTTPError while nobody answers."""
        answer = await self.client.get(f"/v1/interviews/{interview_id}/events", params={"limit": 1000})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return found

    def lacks(self, scenario: Scenario) -> str:
        """Why a scenario cannot be had on this machine; empty: it can."""
        if scenario.does(Fills) and self.disks is None:
            return "only root may have a small disk, and where it may be mounted"
        if scenario.does(Jumps) and clocks.library() is None:
            return "there is no libfaketime here: apt install libfaketime"
        return ""

    async def mended(self, *, forgetful: bool = True, clock: bool = False) -> None:
        """All doors open, everybody alive, and with `forgetful` as after a start. Raises StageFailed.

        `clock`: agents that start from now on go by one that can be set.
        """
        await self.client.delete(self.vendors["faults"])
        if clock:
            clocks.put(self.settings.state_dir, 0)
        else:
            clocks.take(self.settings.state_dir)
        for name, child in self.running.supervisor.children.items():
            child.restarts = 0
            # What it remembers of the last scenario, such as which vendor is not to be trusted, must not help the next.
            if forgetful and name.startswith("agent") and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
        try:
            async with asyncio.timeout(BACK):
                await asyncio.sleep(1.0)
                while not await self.well():  # noqa: ASYNC110 - children do not tell
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise StageFailed("The system did not come back after a scenario; what was run so far is kept.") from None

    async def well(self) -> bool:
        """Whether every process is there and does its work."""
        for child in self.running.supervisor.children.values():
            if child.pid is None or not await child.program.ready(child.said_first()):
                return False
        try:
            if not (await self.client.get("/v1/plans", params={"limit": 1})).is_success:
                return False
        except httpx.HTTPError:
            return False
        return await self.ready_agents() == self.agents


@contextlib.asynccontextmanager
async def staged(
    settings: Settings, folder: Path, *, calls: int = 1, scenarios: Sequence[Scenario] = (), tell: Tell
) -> AsyncIterator[Stage]:
    """Everything started, in a folder of its own, for so many calls at once of these, until the end of the block.

    Raises StageFailed, system.REFUSALS.
    """
    filled = any(scenario.does(Fills) for scenario in scenarios)
    async with contextlib.AsyncExitStack() as open_:
        open_.enter_context(folders.held(folder))
        if scenarios and scenarios[0].does(Jumps):
            clocks.put(folder, 0)
        where = await open_.enter_async_context(_vendors(folder))
        disks = open_.enter_context(mounted(folder)) if filled else None
        root = where["spare"]
        ours = settings.model_copy(
            update={
                "state_dir": folder,
                "drain_within": DRAINS_WITHIN,
                # Whoever is left holds all of them, and is ready for more.
                "agent_capacity": max(calls + 1, settings.agent_capacity),
                "recordings_dir": folder / "recordings",
                "judge": "none",
                "engines_url": f"{root}/v1",
                "stt": "deepgram",
                "tts": "azure",
                "llm": "openai",
                "deepgram_api_key": where["key"],
                "deepgram_url": where["deepgram"].removesuffix("/v1/listen"),
                "azure_speech_key": where["key"],
                "azure_speech_url": where["azure_speech"].removesuffix("/cognitiveservices/v1"),
                "openai_api_key": where["key"],
                "openai_url": where["openai"],
            }
        )
        processes = ("api", "orchestrator", *["agent"] * agents(calls, scenarios))
        started_by = (sys.executable, "-m", "interviewer.simulation.chaos.hangable")
        async with system.running(ours, page_port=0, processes=processes, started_by=started_by, tell=tell) as running:
            headers = await own_key.headers(running.settings, "chaos")
            async with httpx.AsyncClient(base_url=running.settings.api_url, headers=headers, timeout=30) as client:
                plan = (await client.post("/v1/plans", content=json.dumps(PLAN))).raise_for_status().json()
                understanding = Understanding(where["faults"], client)
                learning = asyncio.create_task(understanding.keep_learning())
                try:
                    yield Stage(running, where, client, plan["id"], understanding, disks=disks)
                finally:
                    learning.cancel()
                    understanding.close()


def agents(calls: int, scenarios: Sequence[Scenario]) -> int:
    """How many hold so many calls at once of these."""
    hit = any(
        isinstance(step.do, OnOneProcess) and step.do.process == "agent" for one in scenarios for step in one.steps
    )
    return max(AGENTS, min(calls + 1, MOST_AGENTS)) if hit else AGENTS


@contextlib.asynccontextmanager
async def _vendors(folder: Path) -> AsyncIterator[dict[str, str]]:
    script = folder / "script.jsonl"
    script.write_text(lines.script(), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", "simulate", "vendors", "--faults", "--script", str(script)),
        stdout=asyncio.subprocess.PIPE,
    )
    folders.note(folder, "vendors", process.pid)
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        line = await asyncio.wait_for(process.stdout.readline(), STARTS)
        if not line:
            raise StageFailed("The emulated vendors did not start.")
        yield json.loads(line)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
