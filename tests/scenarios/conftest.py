"""The whole system on emulated vendors, and every conversation that is asked for, several at the same time.

The emulated recogniser knows the callers' recordings: a word is understood when its own sound arrived. So what goes
wrong here is ours, and no model is needed.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from callers import lines, plays
from callers.conversation import DOCUMENT, PLAN, Held, hold
from callers.plays import Play
from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.bootstrap.settings import Settings
from interviewer.embedded.livekit import LivekitMissing, find_program

AT_ONCE = max(3, 2 * (os.cpu_count() or 1))
"""Callers, rooms, agent and vendors share this machine: with more of them the sound gets holes that are not ours."""
NOBODY = "http://127.0.0.1:9/v1"
"""In place of the local engines: with hosted providers nobody asks them."""


@pytest.fixture(scope="session")
def state_dir() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-scenarios-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def vendors(state_dir: Path) -> AsyncIterator[dict[str, str]]:
    """Where the emulated vendors are."""
    script = state_dir / "script.jsonl"
    script.write_text(lines.script(plays.EVERYTHING), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", "simulate", "vendors", "--script", str(script)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield json.loads(await process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def _running(state_dir: Path, vendors: dict[str, str], *, llm: str) -> AsyncIterator[system.System]:
    """The whole system, on free ports; what a judge does is tested elsewhere."""
    settings = bootstrap.load(
        state_dir=state_dir,
        judge="none",
        engines_url=NOBODY,
        stt="deepgram",
        tts="azure",
        llm=llm,
        openai_url=vendors["openai"],
        openai_api_key=vendors["key"] if llm == "openai" else "",
        deepgram_api_key=vendors["key"],
        deepgram_url=vendors["deepgram"].removesuffix("/v1/listen"),
        azure_speech_key=vendors["key"],
        azure_speech_url=vendors["azure_speech"].removesuffix("/cognitiveservices/v1"),
    )
    if missing := _missing(settings):
        pytest.skip(missing)
    async with system.running(settings, page_port=0, processes=("api", "orchestrator", "agent")) as running:
        yield running


def _missing(settings: Settings) -> str | None:
    try:
        find_program(settings.livekit_server, settings.cache_dir)
    except LivekitMissing as error:
        return str(error)
    return None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def conversations(
    request: pytest.FixtureRequest, state_dir: Path, vendors: dict[str, str]
) -> AsyncIterator[dict[Play, asyncio.Task[Held]]]:
    """Every conversation that a selected test asks for; the first few begin at once."""
    asked = [marker.kwargs for item in request.session.items if (marker := item.get_closest_marker("scenario"))]
    lines_free = asyncio.Semaphore(AT_ONCE)
    offices: dict[bool, Office] = {}

    async def held_in_turn(*, play: Play, questions: int = 1, model: bool = False) -> Held:
        office = offices[model]
        async with lines_free:
            return await hold(office.client, office.plan, play, questions=questions, settings=office.settings)

    async with AsyncExitStack() as stack:
        for model in sorted({bool(wanted.get("model")) for wanted in asked}):
            llm = "openai" if model else "none"
            running = await stack.enter_async_context(_running(state_dir / llm, vendors, llm=llm))
            offices[model] = await stack.enter_async_context(_office(running.settings))
        begun = {wanted["play"]: asyncio.create_task(held_in_turn(**wanted)) for wanted in asked}
        try:
            yield begun
        finally:
            for task in begun.values():
                task.cancel()
            await asyncio.gather(*begun.values(), return_exceptions=True)


@dataclass(frozen=True)
class Office:
    """Where interviews by the plan are agreed."""

    client: httpx.AsyncClient
    plan: str
    settings: Settings


@asynccontextmanager
async def _office(settings: Settings) -> AsyncIterator[Office]:
    async with httpx.AsyncClient(base_url=settings.api_url, timeout=30) as client:
        plan = (await client.post("/v1/plans", content=json.dumps(PLAN))).raise_for_status().json()
        path = f"/v1/jobs/{plan['job_id']}/documents/pay.md"
        (await client.put(path, content=DOCUMENT)).raise_for_status()
        yield Office(client, plan["id"], settings)


@pytest_asyncio.fixture(loop_scope="session")
async def held(request: pytest.FixtureRequest, conversations: dict[Play, asyncio.Task[Held]]) -> Held:
    """The test's own conversation, once it is over; its log is shown if the test fails."""
    marker = request.node.get_closest_marker("scenario")
    found = await conversations[marker.kwargs["play"]]
    request.node.add_report_section("call", "log of the conversation", found.told)
    return found
