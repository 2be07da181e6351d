"""How calls are admitted when very many are due in the same minute, and how fast a lost agent is replaced.

    .venv/bin/python bench/admission.py [--interviews 2000] [--json FILE]

Everything is real but the people and their telephones: database, queue, two orchestrators, the api, the agent link.
Calls last 10 s, of which nobody talks; the world's time is the real one. Takes about six minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import math
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as of_day
from pathlib import Path
from typing import Any

import psutil
from report import Row, present, run
from websockets.asyncio.client import connect

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.calling.campaign import Create
from interviewer.calling.permission import RecordConsent
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window
from interviewer.catalog.check import parse_plan
from interviewer.interviews.commands import Schedule
from interviewer.interviews.ids import new_id
from interviewer.kernel.clock import Clock
from interviewer.kernel.log import Metadata, Recorded
from interviewer.providers.people import Person
from interviewer.simulation.campaign import world
from interviewer.simulation.campaign.watch import Watch
from interviewer.simulation.line.people import Length, Mix, People
from interviewer.simulation.line.serving import served
from interviewer.simulation.line.switchboard import Switchboard
from interviewer.telemetry import logs
from interviewer.wire.agent_link import PATH, Heartbeat, Hello

CALL_SECONDS = 10.0
RING_SECONDS = 0.2
LIMIT = 200
ACTOR = Metadata("req_bench", actor="bench")
EVERYBODY_TALKS = Mix(
    answered=1,
    no_answer=0,
    busy=0,
    voicemail=0,
    unreachable=0,
    declined=0,
    opted_out=0,
    wrong_person=0,
    rescheduled=0,
    hung_up=0,
    dropped=0,
    rings=Length(RING_SECONDS),
    talk=Length(CALL_SECONDS - RING_SECONDS),
)
LONG_TALKS = replace(EVERYBODY_TALKS, talk=Length(600.0))
CALLS_IN_A_PROCESS = 8
LEASED = "interview.leased"
READY_AGENTS = "select count(*) from agents where free > 0"
ENDS = frozenset({"interview.completed", "interview.abandoned", "interview.failed", "attempt.failed"})


@dataclass(frozen=True, slots=True)
class Stage:
    """A running system and its telephones."""

    running: system.System
    plane: ControlPlane
    switchboard: Switchboard

    @property
    def settings(self) -> Settings:
        """With every address filled in."""
        return self.running.settings


@contextlib.asynccontextmanager
async def stage(mix: Mix, limit: int) -> AsyncIterator[Stage]:
    """A fresh system on a database of its own, with two orchestrators."""
    folder = tempfile.mkdtemp(prefix="interviewer-bench-")
    os.chmod(folder, 0o711)  # noqa: PTH101, S103 - so that the database's own user can pass through
    switchboard = Switchboard(People(7, mix), Clock(), home=lambda _: UTC)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        line_url = await stack.enter_async_context(served(switchboard))
        wanted = bootstrap.load(
            state_dir=Path(folder) / "state",
            line_url=line_url,
            livekit_url=line_url,
            livekit_api_key="simulated",
            livekit_api_secret=secrets.token_hex(32),
            judge="none",
            calls_at_once=limit,
        )
        processes = ("api", "orchestrator", "orchestrator")
        async with system.running(wanted, page_port=0, processes=processes) as running:
            rooms_only = running.settings.model_copy(update={"log_format": "json"})
            async with control_plane(rooms_only) as plane:
                yield Stage(running, plane, switchboard)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def agents(settings: Settings, count: int, capacity: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Simulated agents, each a process of its own with the real agent link."""
    environment = {**os.environ, **settings.model_copy(update={"log_format": "json"}).environment()}
    command = (sys.executable, "-m", "interviewer.cli", "simulate", "agent", "--capacity", str(capacity))
    log = (settings.state_dir / "logs" / "agents.log").open("ab")
    started = [
        subprocess.Popen([*command, "--name", f"simulated-{n}"], env=environment, stdout=log, stderr=log)
        for n in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in started:
            process.wait(30)


async def agree(plane: ControlPlane, count: int, due: datetime) -> list[str]:
    """So many interviews of one campaign, all due at that moment."""
    now = plane.clock.now()
    every_day = Window(days=WEEKDAYS, start=of_day(0), end=of_day(23, 59, 59, 999999))
    terms = CampaignTerms(
        starts=now - timedelta(days=1), ends=now + timedelta(days=1), windows=(every_day,), skip_holidays=False
    )
    kept = await plane.catalog.add_plan(parse_plan(world.PLAN, source="plan", base=None))
    campaign_id = new_id("camp")
    await plane.execute_campaign(campaign_id, Create("All at once", kept.id, terms, "bench", now), ACTOR)
    people = [Person("Robin", one.number, f"contact-{one.number}", "US", "UTC") for one in _numbers(count)]
    ids = await plane.people.put(people)

    async def one(person: Person) -> str:
        candidate, interview_id = ids[person.contact], new_id("int")
        consent = RecordConsent(person.contact, "bench", "yes", now, now)
        await plane.execute_consent(candidate, consent, ACTOR)
        agreed = Schedule(kept.id, candidate, ("team",), due, now, campaign_id, contact=person.contact)
        await plane.execute(interview_id, agreed, ACTOR)
        return interview_id

    made: list[str] = []
    for start in range(0, count, 200):
        made += await asyncio.gather(*(one(person) for person in people[start : start + 200]))
    return made


def _numbers(count: int) -> list[world.Candidate]:
    return [one for campaign in world.campaigns(count, 7) for one in campaign.candidates]


async def until(watch: Watch, true: Callable[[], bool], within: float) -> None:
    """Follow the log until something is so."""
    async with asyncio.timeout(within):
        while True:
            await watch.look()
            if true():
                return
            await asyncio.sleep(0.1)


async def rush(count: int) -> list[Row]:
    """`count` interviews due in the same minute, `LIMIT` at once."""
    async with stage(EVERYBODY_TALKS, LIMIT) as here:
        with agents(here.settings, 5, 45):
            due = here.plane.clock.now() + timedelta(seconds=20 + count / 100)
            began = time.monotonic()
            await agree(here.plane, count, due)
            print(f"agreed {count} interviews in {time.monotonic() - began:.1f} s", flush=True)
            before = await _transactions(here.plane)
            watch = Watch(here.plane.store)
            done = lambda: len(watch.views) == count and watch.settled == count  # noqa: E731
            await until(watch, done, 120 + count / LIMIT * CALL_SECONDS * 3)
            after = await _transactions(here.plane)
    return _figures(watch.rows, due, count, (after - before) / _transitions(watch.rows))


def _figures(rows: Sequence[Recorded], due: datetime, count: int, transactions: float) -> list[Row]:
    """From the log alone: `at` of its rows is the database's clock."""
    starts: list[tuple[datetime, float]] = []
    free_at: list[datetime] = []
    running, most, first_full, last_queued = 0, 0, None, None
    unused, last = 0.0, None
    for row in rows:
        if row.type == "dial.started":
            slot = free_at.pop(0) if len(starts) >= LIMIT and free_at else due
            starts.append((row.at, (row.at - max(due, slot)).total_seconds()))
            if first_full is not None and last is not None and len(starts) <= count:
                unused += (row.at - last).total_seconds() * (LIMIT - running)
            running, last = running + 1, row.at
            most = max(most, running)
            if running == LIMIT and first_full is None:
                first_full = row.at
            if len(starts) == count:
                last_queued = row.at
        elif row.type in ENDS:
            if first_full is not None and last_queued is None and last is not None:
                unused += (row.at - last).total_seconds() * (LIMIT - running)
            running, last = running - 1, row.at
            free_at.append(row.at)
    late = sorted(seconds for _, seconds in starts)
    span = (last_queued - first_full).total_seconds() if first_full and last_queued else math.nan
    share = 100 * unused / (span * LIMIT)
    p99 = late[math.ceil(0.99 * len(late)) - 1]
    return [
        _bounded("calls at once, most", "calls", most, LIMIT),
        _bounded("unused capacity, first full to last queued", "%", share, 2),
        Row("lateness of a start, median", "s", late[len(late) // 2], {}, "", None),
        _bounded("lateness of a start, p99", "s", p99, 1),
        _bounded("transactions for a transition", "", transactions, 10),
    ]


def _bounded(name: str, unit: str, ours: float, most: float) -> Row:
    return Row(name, unit, ours, {}, f"<= {most:g}", ours <= most)


def _transitions(rows: Sequence[Recorded]) -> int:
    return sum(row.stream.startswith("interview-") and row.type != "interview.scheduled" for row in rows)


async def _transactions(plane: ControlPlane) -> int:
    await asyncio.sleep(1.5)  # the server counts a moment later
    return int(
        await plane.store.pool.fetchval(
            "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"
        )
    )


async def replacement(how: signal.Signals) -> float:
    """Seconds from the end of an agent process to the last new lease of its calls, by the database's clock."""
    async with stage(LONG_TALKS, 50) as here:
        with agents(here.settings, 2, CALLS_IN_A_PROCESS) as processes:
            watch = await talking(here, CALLS_IN_A_PROCESS, among=len(processes))
            holders = {row.stream: json.loads(row.data)["agent_id"] for row in watch.rows if row.type == LEASED}
            victim = "simulated-0"
            orphaned = {stream for stream, agent in holders.items() if agent == victim}
            known = len(watch.rows)
            began = await here.plane.store.pool.fetchval("select clock_timestamp()")
            processes[0].send_signal(how)

            def leased_again() -> dict[str, datetime]:
                return {row.stream: row.at for row in watch.rows[known:] if row.type == LEASED}

            await until(watch, lambda: orphaned <= leased_again().keys(), 60)
            return max((at - began).total_seconds() for at in leased_again().values())


async def talking(here: Stage, count: int, *, among: int = 1) -> Watch:
    """So many calls under way, with so many agents."""
    async with asyncio.timeout(30):
        while await here.plane.store.pool.fetchval(READY_AGENTS) < among:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
    await agree(here.plane, count, here.plane.clock.now())
    watch = Watch(here.plane.store)
    await until(watch, lambda: watch.states["live"] == count, 60)
    return watch


async def heartbeats(count: int, seconds: float) -> float:
    """Share of a core that the database spends on so many idle agents, beyond what it spends without them."""
    async with stage(EVERYBODY_TALKS, 10) as here:
        idle = await _database_share(here, seconds)
        url = here.settings.api_url.replace("http", "ws", 1) + PATH
        headers = {"Authorization": f"Bearer {here.settings.agent_secret}"}
        async with contextlib.AsyncExitStack() as links:
            beats = []
            for number in range(count):
                link = await links.enter_async_context(connect(url, additional_headers=headers, proxy=None))
                await link.send(Hello(agent_id=f"idle-{number}", free=0).model_dump_json())

                async def beat(link: Any = link) -> None:  # noqa: ANN401
                    while True:
                        await asyncio.sleep(1)
                        await link.send(Heartbeat(free=0, taken=0).model_dump_json())

                beats.append(asyncio.create_task(beat()))
            busy = await _database_share(here, seconds)
            for task in beats:
                task.cancel()
    return 100 * (busy - idle)


async def _database_share(here: Stage, seconds: float) -> float:
    server = psutil.Process(here.running.supervisor.children["postgres"].pid)

    def spent() -> float:
        total = 0.0
        for process in [server, *server.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    before = spent()
    await asyncio.sleep(seconds)
    return (spent() - before) / seconds


async def outage(seconds: float) -> int:
    """How many leases end while the database does not answer for so long, and just after."""
    async with stage(LONG_TALKS, 20) as here:
        with agents(here.settings, 1, 2 * CALLS_IN_A_PROCESS):
            watch = await talking(here, CALLS_IN_A_PROCESS)
            server = psutil.Process(here.running.supervisor.children["postgres"].pid)
            frozen = [server, *server.children(recursive=True)]
            for process in frozen:
                process.suspend()
            await asyncio.sleep(seconds)
            for process in frozen:
                process.resume()
            await asyncio.sleep(10)
            await until(watch, lambda: True, 60)
            return sum(row.type == "interview.interrupted" for row in watch.rows)


async def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=2000)
    parser.add_argument("--only", choices=["rush", "replacement", "heartbeats", "outage"], default=None)
    parser.add_argument("--json", type=Path, default=None)
    given = parser.parse_args()
    logs.configure("bench", bootstrap.load(), level=logging.ERROR)
    rows: list[Row] = []
    if given.only in (None, "rush"):
        rows += await rush(given.interviews)
    if given.only in (None, "replacement"):
        rows.append(_bounded("agent killed to new lease, longest", "s", await replacement(signal.SIGKILL), 1.5))
        rows.append(_bounded("agent frozen to new lease, longest", "s", await replacement(signal.SIGSTOP), 4))
    if given.only in (None, "heartbeats"):
        rows.append(_bounded("database, for 100 agents' heartbeats", "% of a core", await heartbeats(100, 15), 2))
    if given.only in (None, "outage"):
        rows.append(_bounded("leases ended by 60 s without a database", "", await outage(60), 0))
    present("admission", rows, given.json)


if __name__ == "__main__":
    run(main())
