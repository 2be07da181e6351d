"""Runs simulated campaigns against a whole system: imports candidates through the API, disturbs, waits, checks.

Only the people, their telephones and the agents' voices are simulated. Deliberately not here: the agents, which the
caller brings along (`agents`), and what is right and wrong in the outcome (`laws`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from interviewer.bootstrap import own_key, system
from interviewer.bootstrap.settings import Settings
from interviewer.calling.openings import Place
from interviewer.calling.zones import find_zone
from interviewer.interviews.waiting import CALLS
from interviewer.kernel.audit import audit, head
from interviewer.kernel.clock import Clock, Scale
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.sealing import KeyEncryptionKeys
from interviewer.simulation.campaign import world
from interviewer.simulation.campaign.laws import Verdict, check
from interviewer.simulation.campaign.watch import Quiet, Watch
from interviewer.simulation.line.people import Mix, People
from interviewer.simulation.line.serving import served
from interviewer.simulation.line.switchboard import Switchboard

PEOPLE = "select id, number, zone, region from candidates where number is not null"
PROCESSES = ("api", "orchestrator", "orchestrator")
VICTIM = "orchestrator-2"
LOOK_SECONDS = 0.5
ONE_EACH = httpx.Limits(max_keepalive_connections=0)
"""A connection for each request: on a busy machine one that is kept may be closed just as it is used again."""
STUCK_SECONDS = 120.0
"""Without any news in the log for so long in real time, nothing more will come: it is judged as it stands."""

Tell = Callable[[str, str], object]
"""Is told what happens: who, and what."""
Show = Callable[[Watch], object]
"""Is shown where the campaign stands."""
Agents = Callable[[Settings, Clock], contextlib.AbstractAsyncContextManager[None]]
"""Agent processes for a running system, which take calls as long as the block lasts."""


class SimulationFailed(Exception):
    """The campaign could not be run to its end; the message says what happened and what was kept."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to simulate. `limit`: calls at once; `kill`: end one orchestrator half-way, without a goodbye."""

    candidates: int
    seed: int
    speed: float
    limit: int
    days: int = 4
    mix: Mix = field(default_factory=Mix)
    trunk_calls_per_second: float = 0.0
    kill: bool = True
    disturb: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    verdict: Verdict
    settled: int
    candidates: int
    seconds: float
    events: int
    killed: int | None
    imports: list[dict[str, Any]]
    states: dict[str, int]


async def run(settings: Settings, wish: Wish, agents: Agents, *, tell: Tell, show: Show) -> Result:
    """Run it. Raises `SimulationFailed`, or one of `system.REFUSALS` when the system cannot start."""
    clock = Clock(Scale(datetime.now(UTC), world.MORNING, wish.speed))
    began = time.monotonic()
    homes: dict[str, str] = {}
    switchboard = Switchboard(
        People(wish.seed, wish.mix), clock, home=lambda number: find_zone(homes[number]) if number in homes else None
    )
    async with served(switchboard) as line_url:
        wanted = settings.model_copy(
            update={
                "line_url": line_url,
                "livekit_url": line_url,
                "livekit_api_key": "simulated",
                "livekit_api_secret": secrets.token_hex(32),
                "judge": "none",
                "calls_at_once": wish.limit,
                "trunk_calls_per_second": wish.trunk_calls_per_second,
                "clock_anchor": clock.scale.anchor,
                "clock_start": clock.scale.start,
                "clock_speed": wish.speed,
            }
        )
        async with system.running(wanted, page_port=0, processes=PROCESSES, tell=tell) as running:
            headers = await own_key.headers(running.settings, "simulate")
            url, dsn = running.settings.api_url, running.settings.database_url
            async with (
                PostgresStore(
                    dsn,
                    scale=running.settings.time_scale,
                    max_connections=2,
                    keys=KeyEncryptionKeys.read(running.settings.encryption_keys),
                ) as store,
                httpx.AsyncClient(
                    base_url=url, headers=headers, timeout=300, trust_env=False, limits=ONE_EACH
                ) as client,
            ):
                campaign = _Campaign(running, store, client, wish, tell, show, homes)
                imports = await campaign.prepare()
                async with agents(running.settings, clock):
                    await campaign.until_settled()
                people = await _people(store)
                watch = campaign.watch
                async with store.pool.acquire() as connection:
                    audited = await audit(connection, await head(connection))
                verdict = check(
                    watch.rows,
                    switchboard.record(),
                    numbers={one.id: one.number for one in people},
                    places={one.id: Place(one.zone, one.region) for one in people if one.zone},
                    limits={CALLS: wish.limit},
                    speed=wish.speed,
                    breaks=[str(one) for one in audited.breaks],
                )
                return Result(
                    verdict,
                    settled=watch.settled,
                    candidates=wish.candidates,
                    seconds=round(time.monotonic() - began, 1),
                    events=len(watch.rows),
                    killed=campaign.killed,
                    imports=imports,
                    states=dict(watch.states),
                )


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    number: str
    zone: str | None
    region: str | None


async def _people(store: PostgresStore) -> list[_Person]:
    """Everybody who has a number, in plain."""
    rows = await store.pool.fetch(PEOPLE)
    numbers = await store.keys.values([row["number"] for row in rows])
    return [
        _Person(row["id"], number or "", row["zone"], row["region"]) for row, number in zip(rows, numbers, strict=True)
    ]


class _Campaign:
    """The run of a prepared system."""

    def __init__(
        self,
        running: system.System,
        store: PostgresStore,
        client: httpx.AsyncClient,
        wish: Wish,
        tell: Tell,
        show: Show,
        homes: dict[str, str],
    ) -> None:
        self._running = running
        self._store = store
        self._client = client
        self._wish = wish
        self._tell = tell
        self._show = show
        self._homes = homes
        self._ids: list[str] = []
        self.watch = Watch(store)
        self.killed: int | None = None

    async def prepare(self) -> list[dict[str, Any]]:
        """Make plan and campaigns, and import the candidates; what each import answered."""
        headers = {"Content-Type": "application/yaml"}
        plan = await self._ask("POST", "/v1/plans", content=world.PLAN, headers=headers)
        answers: list[dict[str, Any]] = []
        morning = world.begins(self._store.clock.now())
        for campaign in world.campaigns(self._wish.candidates, self._wish.seed, self._wish.days, morning):
            body = {"name": campaign.name, "plan_id": plan["id"], "terms": campaign.terms.model_dump(mode="json")}
            made = await self._ask("POST", "/v1/campaigns", json=body)
            self._ids.append(made["id"])
            for one in campaign.candidates:
                if one.listed:
                    entry = {"number": one.number, "source": "letter of last year"}
                    await self._ask("POST", "/v1/do-not-call", json=entry)
            path = f"/v1/campaigns/{made['id']}/candidates"
            answer = await self._ask("POST", path, content=campaign.csv(), headers={"Content-Type": "text/csv"})
            self._tell("import", f"{campaign.name}: {answer['added']} candidates, {answer['held']} of them held")
            answers.append(answer)
        self._homes.update({one.number: one.zone for one in await _people(self._store) if one.zone})
        return answers

    async def until_settled(self) -> None:
        """Wait until nothing more is to come, with the disturbances on the way; also when some are still open then."""
        disturbances = self._disturbances() if self._wish.disturb else []
        quiet = Quiet(time.monotonic())
        while True:
            await self.watch.look()
            self._show(self.watch)
            settled, total = self.watch.settled, len(self.watch.views)
            if total and settled == total:
                return
            waits = self.watch.waits(self._store.clock.now())
            if quiet.lasted(time.monotonic(), events=len(self.watch.rows), waits=waits) > STUCK_SECONDS:
                self._tell("stuck", f"nothing happened for {STUCK_SECONDS:g} s; {total - settled} are still open")
                return
            while disturbances and settled >= total * disturbances[0][0]:
                await disturbances.pop(0)[1]()
            await asyncio.sleep(LOOK_SECONDS)

    def _disturbances(self) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        return [
            (0.15, self._change_terms),
            (0.25, lambda: self._turn("pause")),
            (0.30, lambda: self._turn("resume")),
            (0.40, self._list_numbers),
            *([(0.50, self._kill)] if self._wish.kill else []),
            (0.60, self._withdraw_consents),
        ]

    async def _turn(self, what: str) -> None:
        self._tell("campaign", f"{what} the largest")
        await self._ask("POST", f"/v1/campaigns/{self._ids[0]}/{what}")

    async def _change_terms(self) -> None:
        answer = await self._request("GET", f"/v1/campaigns/{self._ids[1]}")
        found = answer.json()
        self._tell("campaign", "other windows for the second")
        windows = [{"days": ["mon", "tue", "wed", "thu", "fri"], "start": "09:00", "end": "18:00"}]
        body = {"name": found["name"], "terms": {**found["terms"], "windows": windows}}
        headers = {"If-Match": answer.headers["ETag"]}
        await self._ask("PUT", f"/v1/campaigns/{self._ids[1]}", json=body, headers=headers)

    async def _list_numbers(self) -> None:
        """Put numbers on the do-not-call list whose calls are queued or agreed at this moment."""
        for number in await self._some_waiting(10):
            await self._ask("POST", "/v1/do-not-call", json={"number": number[1], "source": "asked by e-mail"})
        self._tell("do-not-call", "10 numbers whose calls wait")

    async def _withdraw_consents(self) -> None:
        for candidate_id, _ in await self._some_waiting(10):
            await self._ask("DELETE", f"/v1/candidates/{candidate_id}/consent")
        self._tell("consent", "10 withdrawn whose calls wait")

    async def _some_waiting(self, count: int) -> list[tuple[str, str]]:
        waiting = [view for view in self.watch.views.values() if view.state in ("queued", "scheduled")]
        waiting.sort(key=lambda view: view.state != "queued")
        ids = [view.candidate_id for view in waiting[:count]]
        return [(one.id, one.number) for one in await _people(self._store) if one.id in ids]

    async def _kill(self) -> None:
        """End one orchestrator as the kernel does when memory runs out. The supervisor starts another."""
        child = self._running.supervisor.children.get(VICTIM)
        if child is not None and child.pid is not None:
            self.killed = child.pid
            self._tell("kill -9", f"{VICTIM} (pid {child.pid})")
            os.kill(child.pid, signal.SIGKILL)

    async def _ask(self, method: str, path: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes it
        answer = await self._request(method, path, **given)
        return dict(answer.json()) if answer.content else {}

    async def _request(self, method: str, path: str, **given: Any) -> httpx.Response:  # noqa: ANN401 - see `_ask`
        try:
            answer = await self._client.request(method, path, **given)
        except httpx.HTTPError as error:
            raise SimulationFailed(f"{method} {path}: no answer from the api ({type(error).__name__})") from error
        if not answer.is_success:
            raise SimulationFailed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer
