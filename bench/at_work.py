"""What goes on in a running system and could be delayed by a rebuild of its read models, and how late it is.

An orchestrator with all its works, an api with a reader of its live stream, and somebody who appends `RATE` events a
second by schedule, agrees on `DIALS` calls a second and reads the list: real but for the telephones, of which the line
only notes when it was asked to ring. What is late is counted from the moment at which something was due, or asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as of_day
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import uuid4

import histories
import httpx
import uvicorn
from report import Row

from interviewer.api.app import create_app
from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.calling.campaign import Create
from interviewer.calling.permission import RecordConsent
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window
from interviewer.catalog.check import parse_plan
from interviewer.evaluations.ports import NoJudge
from interviewer.interviews.commands import Schedule
from interviewer.interviews.events import CODEC
from interviewer.interviews.ids import new_id, stream_of
from interviewer.interviews.waiting import CALLS
from interviewer.kernel.log import Metadata, Unit
from interviewer.kernel.projection import catch_up
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Bounds
from interviewer.orchestrator.app import work
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.deliveries import WebhookDeliveries
from interviewer.providers.line import MemoryLine, Outcome
from interviewer.providers.people import Person
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.summaries import InterviewSummaries
from interviewer.simulation.campaign import world
from interviewer.telemetry import logs

RATE = 100
"""Events that are appended in a second."""
DIALS = 4
"""Calls that come due in a second."""
AHEAD = timedelta(seconds=1)
"""How long before a call is due it is agreed on."""
LOOK_SECONDS = 0.01
LIST = "select id, view from interviews order by created_at desc, id desc limit 50"
ENCRYPTION_KEYS = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""Of nobody; whoever reads what is appended meanwhile needs them."""
ACTOR = Metadata("req_bench", actor="bench")
APPEND, APPLIED, LIVE, DIAL, PAGE = "append", "append to read model", "append to live stream", "due to ring", "page"


@dataclass(slots=True)
class Delays:
    """By what was done: when it was due, by the clock that all processes of a machine share, and seconds until done."""

    noted: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: {what: [] for what in (APPEND, APPLIED, LIVE, DIAL, PAGE)}
    )

    def note(self, what: str, moment: float, until: float | None = None) -> None:
        """It was done just now, or at another moment."""
        self.noted[what].append((moment, (until or time.monotonic()) - moment))

    def split(self, began: float) -> Iterator[tuple[str, list[float], list[float]]]:
        """Seconds of what was due before that moment, and from it on."""
        for what, noted in self.noted.items():
            before = [took for moment, took in noted if moment < began]
            yield what, before, [took for moment, took in noted if moment >= began]


class NotingLine(MemoryLine):
    """Nobody is ever there."""

    def __init__(self, delays: Delays) -> None:
        super().__init__()
        self._delays = delays
        self.due: dict[str, float] = {}

    async def dial(self, *, room: str, identity: str, number: str, ring_seconds: float) -> Outcome:
        """See `Line.dial`."""
        self._delays.note(DIAL, self.due.pop(number))
        self.meets(number, "no_answer")
        return await super().dial(room=room, identity=identity, number=number, ring_seconds=ring_seconds)


async def at_work(dsn: str, stop: Event, ready: Event) -> Delays:
    """Be at work until told to stop."""
    delays = Delays()
    line = NotingLine(delays)
    with tempfile.TemporaryDirectory(prefix="interviewer-bench-") as folder:
        settings = bootstrap.load(
            state_dir=Path(folder),
            database_url=dsn,
            livekit_url=line.rooms.url,
            livekit_api_key=line.rooms.key,
            livekit_api_secret=line.rooms.secret,
            agent_secret="the-secret-of-agents",  # noqa: S106 - of nobody
            contact_secret="the-secret-of-numbers",  # noqa: S106
            encryption_keys=ENCRYPTION_KEYS,
        )
        logs.configure("bench", settings, level=logging.ERROR)
        async with control_plane(settings, rooms=line.rooms, line=line, blobs=MemoryBlobs()) as plane:
            for projection in (*(make() for make in READ_MODELS.values()), WebhookDeliveries()):
                await catch_up(plane.store, projection)
            async with _reader(settings, line) as lines:
                day = _Day(plane, line, delays)
                await day.last(lines, stop, ready)
    return delays


@contextlib.asynccontextmanager
async def _reader(settings: Settings, line: NotingLine) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of the live stream of an api of its own."""
    app = create_app(settings, rooms=line.rooms, blobs=MemoryBlobs(), page=())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it does not tell
        await asyncio.sleep(LOOK_SECONDS)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with (
            httpx.AsyncClient(trust_env=False, verify=False) as client,  # noqa: S501 - it is this process
            client.stream("GET", f"http://127.0.0.1:{port}/v1/stream", timeout=None) as stream,
        ):
            yield stream.raise_for_status().aiter_lines()
    finally:
        server.should_exit = True
        await serving


class _Day:
    """What is due, and what has come of it."""

    def __init__(self, plane: ControlPlane, line: NotingLine, delays: Delays) -> None:
        self._plane, self._line, self._delays = plane, line, delays
        self._unapplied: dict[int, float] = {}
        self._unseen: dict[str, float] = {}

    async def last(self, lines: AsyncIterator[str], stop: Event, ready: Event) -> None:
        """From when all is in place until told to stop, and what was begun is done."""
        plane = self._plane
        plan = await plane.catalog.add_plan(parse_plan(world.PLAN, source="plan", base=None))
        campaign = await self._campaign(plan.id)
        bounds = Bounds({CALLS: 1000}, None)
        tasks = [
            asyncio.create_task(one)
            for one in (
                work(plane, NoJudge("nobody talks"), local_judge=False, bounds=bounds),
                *(self._applied(), self._seen(lines), self._read()),
            )
        ]
        begun: set[asyncio.Task[None]] = set()
        ready.set()
        began, now = time.monotonic(), plane.clock.now()
        for number in itertools.count():
            if stop.is_set():
                break
            moment = began + number / RATE
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            due = [self._append(moment)]
            if number % (RATE // DIALS) == 0:
                at = now + timedelta(seconds=moment - began) + AHEAD
                due.append(self._agree(plan.id, campaign, number, moment + AHEAD.total_seconds(), at))
            for one in due:
                task = asyncio.create_task(one)
                begun.add(task)
                task.add_done_callback(begun.discard)
        await asyncio.gather(*begun)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                while self._unapplied or self._unseen or self._line.due:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(LOOK_SECONDS)
        await end(tasks)
        for what, left in ((APPLIED, self._unapplied), (LIVE, self._unseen), (DIAL, self._line.due)):
            for moment in left.values():
                self._delays.note(what, moment)

    async def _campaign(self, plan_id: str) -> str:
        now = self._plane.clock.now()
        every_day = Window(days=WEEKDAYS, start=of_day(0), end=of_day(23, 59, 59, 999999))
        day = timedelta(days=1)
        terms = CampaignTerms(
            starts=now - day, ends=now + day, windows=(every_day,), skip_holidays=False, max_attempts=1
        )
        campaign = new_id("camp")
        await self._plane.execute_campaign(campaign, Create("Meanwhile", plan_id, terms, "bench", now), ACTOR)
        return campaign

    async def _append(self, moment: float) -> None:
        event = CODEC.encode(histories.scheduled(1))
        stream = stream_of(f"int_{uuid4()}")
        self._unseen[stream] = moment
        (row,) = await self._plane.store.append(Unit(uuid4(), stream, 0, (event,), histories.METADATA))
        self._delays.note(APPEND, moment)
        self._unapplied[row.global_position] = moment

    async def _agree(self, plan_id: str, campaign: str, number: int, moment: float, due: datetime) -> None:
        plane, now = self._plane, self._plane.clock.now()
        person = Person("Robin", f"+447700{number:06}", f"contact-of-{number}", "US", "UTC")
        candidate = (await plane.people.put([person]))[person.contact]
        await plane.execute_consent(candidate, RecordConsent(person.contact, "bench", "yes", now, now), ACTOR)
        self._line.due[person.number] = moment
        command = Schedule(plan_id, candidate, ("team",), due, now, campaign, contact=person.contact)
        await plane.execute(new_id("int"), command, ACTOR)

    async def _applied(self) -> None:
        checkpoint = "select global_position from checkpoints where projection = $1"
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            reached = await self._plane.store.pool.fetchval(checkpoint, InterviewSummaries.name)
            for position in [position for position in self._unapplied if position <= reached]:
                self._delays.note(APPLIED, self._unapplied.pop(position))

    async def _seen(self, lines: AsyncIterator[str]) -> None:
        async for line in lines:
            if line.startswith("data: ") and (told := json.loads(line.removeprefix("data: "))):
                moment = self._unseen.pop(stream_of(told.get("interview_id") or ""), None)
                if moment is not None:
                    self._delays.note(LIVE, moment)

    async def _read(self) -> None:
        while True:
            began = time.monotonic()
            await self._plane.store.pool.fetch(LIST)
            self._delays.note(PAGE, began)
            await asyncio.sleep(LOOK_SECONDS)


def rows(delays: Delays, began: float, most: float) -> list[Row]:
    """The longest of each from that moment on, beside how it was before; at most so many seconds."""
    made = []
    for what, before, meanwhile in delays.split(began):
        beside = {"median": _middle(meanwhile), "without": _middle(before), "longest without": max(before) * 1000}
        longest = max(meanwhile)
        made.append(
            Row(f"longest {what} meanwhile", "ms", longest * 1000, beside, f"≤ {most * 1000:g}", longest <= most)
        )
    return made


def _middle(took: list[float]) -> float:
    return sorted(took)[len(took) // 2] * 1000
