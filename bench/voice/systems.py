"""The three systems that are measured, each as something that gives seats in rooms and takes part in them.

Deliberately not here: how the frameworks are set up (`livekit_peer`, `pipecat_peer`), and any look inside a system but
for its own account of a turn (`Ours.accounts`), which is compared with the ear's.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import sys
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
from livekit import api

from interviewer.bootstrap import own_key
from interviewer.bootstrap.system import System as Running
from interviewer.simulation.candidate.link import JoinLink
from voice import corpus, packages
from voice.corpus import Turn
from voice.told import LIVEKIT_WORKER, Providers

BENCH = Path(__file__).resolve().parents[1]
STARTS: float = 60.0
"""Seconds that a program may take until it is ready."""


class PeerFailed(Exception):
    """A framework's program did not come up; the message says which and shows its last lines."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a candidate goes."""

    url: str
    token: str


class System(Protocol):
    """One of those compared."""

    name: str

    def seats(self, asked: Sequence[Sequence[Turn]]) -> contextlib.AbstractAsyncContextManager[list[Seat]]:
        """A seat for each list of turns; the system holds its side until the end of the block."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """The one livekit-server."""

    url: str
    key: str
    secret: str

    def token(self, room: str, identity: str, *, agent: str = "", told: str = "") -> str:
        """A way into a room; with `agent`, a worker of that name is called into it and told this."""
        token = api.AccessToken(self.key, self.secret).with_identity(identity).with_ttl(timedelta(hours=2))
        token = token.with_grants(api.VideoGrants(room_join=True, room=room))
        if agent:
            dispatch = api.RoomAgentDispatch(agent_name=agent, metadata=told)
            token = token.with_room_config(api.RoomConfiguration(agents=[dispatch]))
        return token.to_jwt()

    async def inhabited(self, room: str) -> None:
        """Wait until somebody is in the room."""
        async with api.LiveKitAPI(self.url, self.key, self.secret) as asking, asyncio.timeout(STARTS):
            wanted = api.ListParticipantsRequest(room=room)
            while not (await asking.room.list_participants(wanted)).participants:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.2)

    async def close(self, rooms: Sequence[str]) -> None:
        """End rooms, so that who is in them leaves."""
        async with api.LiveKitAPI(self.url, self.key, self.secret) as asking:
            for room in rooms:
                with contextlib.suppress(api.TwirpError):
                    await asking.room.delete_room(api.DeleteRoomRequest(room=room))


@dataclass(frozen=True, slots=True)
class Account:
    """When a reply began to sound, as seconds since 1970, and how long after the candidate's last word."""

    sounded: float
    first_sound: float


@dataclass(slots=True)
class Ours:
    """The whole product as it runs on one machine."""

    running: Running
    name: str = "ours"
    held: list[str] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def seats(self, asked: Sequence[Sequence[Turn]]) -> AsyncIterator[list[Seat]]:
        """Interviews agreed through the API, entered by their links."""
        headers = await own_key.headers(self.running.settings, "bench")
        async with httpx.AsyncClient(base_url=self.running.settings.api_url, headers=headers, timeout=30) as client:
            found: list[Seat] = []
            for turns in asked:
                plan = (await client.post("/v1/plans", json=corpus.plan(list(turns)))).raise_for_status().json()
                wanted = {"plan_id": plan["id"], "candidate_name": corpus.CANDIDATE}
                agreed = (await client.post("/v1/interviews", json=wanted)).raise_for_status().json()
                seat = await JoinLink(agreed["join_url"]).take(client)
                self.held.append(agreed["id"])
                found.append(Seat(seat.livekit_url, seat.token))
            yield found

    async def accounts(self) -> list[Account]:
        """Every measured turn of the interviews held, as the agent itself gave account of it."""
        headers = await own_key.headers(self.running.settings, "bench")
        found: list[Account] = []
        async with httpx.AsyncClient(base_url=self.running.settings.api_url, headers=headers, timeout=30) as client:
            for interview in self.held:
                path = f"/v1/interviews/{interview}/events"
                items = (await client.get(path, params={"limit": 1000})).raise_for_status().json()["items"]
                found.extend(_accounts(items))
        return found


def _accounts(events: Iterable[Mapping[str, Any]]) -> Iterator[Account]:
    """Of one interview: what follows a turn first may be a sign of listening, long before the reply itself."""
    ended = 0.0
    for event in events:
        match event:
            case {"type": "turn.heard", "data": {"over": False, "ended": str(at)}}:
                ended = datetime.fromisoformat(at).timestamp()
            case {"type": "turn.measured", "data": {"first_sound": int(milliseconds) | float(milliseconds)}}:
                yield Account(ended + milliseconds / 1000, milliseconds / 1000)


@dataclass(slots=True)
class LiveKit:
    """One stock worker for the whole run, called into rooms by name."""

    rooms: Rooms
    name: str = "livekit-agents"

    @contextlib.asynccontextmanager
    async def seats(self, asked: Sequence[Sequence[Turn]]) -> AsyncIterator[list[Seat]]:
        """Rooms made by who enters them, with the worker dispatched by the token."""
        names = [f"livekit-{uuid.uuid4().hex[:8]}" for _ in asked]
        tokens = [
            self.rooms.token(room, "candidate", agent=LIVEKIT_WORKER, told=json.dumps(_told(turns)))
            for room, turns in zip(names, asked, strict=True)
        ]
        try:
            yield [Seat(self.rooms.url, token) for token in tokens]
        finally:
            await self.rooms.close(names)


@dataclass(slots=True)
class Pipecat:
    """One process a call, in its own environment."""

    rooms: Rooms
    python: Path
    environment: dict[str, str]
    log: Path
    name: str = "pipecat"

    @contextlib.asynccontextmanager
    async def seats(self, asked: Sequence[Sequence[Turn]]) -> AsyncIterator[list[Seat]]:
        """Rooms that the bots are in before anybody comes."""
        names = [f"pipecat-{uuid.uuid4().hex[:8]}" for _ in asked]
        bots: list[asyncio.subprocess.Process] = []
        try:
            for room, turns in zip(names, asked, strict=True):
                told = _told(turns) | {"url": self.rooms.url, "room": room, "token": self.rooms.token(room, "bot")}
                command = (str(self.python), "-m", "voice.pipecat_peer", json.dumps(told))
                bots.append(await started(command, self.environment, self.log))
            for room in names:
                await self.rooms.inhabited(room)
            yield [Seat(self.rooms.url, self.rooms.token(room, "candidate")) for room in names]
        except TimeoutError as late:
            raise PeerFailed(f"pipecat did not come: {_tail(self.log)}") from late
        finally:
            await asyncio.gather(*(ended(bot) for bot in bots))
            await self.rooms.close(names)


@contextlib.asynccontextmanager
async def compared(
    running: Running, where: Providers, wanted: Sequence[str], folder: Path
) -> AsyncIterator[list[System]]:
    """The wanted systems, ready; with what each writes in the folder."""
    settings = running.settings
    rooms = Rooms(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": str(BENCH),
        "BENCH_PROVIDERS": json.dumps(asdict(where)),
        "BENCH_LAG": "",
        "BENCH_VAD": os.environ.get("BENCH_VAD", ""),
        "LIVEKIT_URL": rooms.url,
        "LIVEKIT_API_KEY": rooms.key,
        "LIVEKIT_API_SECRET": rooms.secret,
    }
    found: list[System] = []
    async with contextlib.AsyncExitStack() as stack:
        if "ours" in wanted:
            found.append(Ours(running))
        if "livekit-agents" in wanted:
            log = folder / "livekit-agents.log"
            command = (sys.executable, "-m", "voice.livekit_peer", "start")
            worker = await started(command, environment | {"BENCH_LAG": str(folder / "livekit-agents.lag")}, log)
            stack.push_async_callback(ended, worker)
            await says(log, "registered worker", worker)
            found.append(LiveKit(rooms))
        if "pipecat" in wanted:
            lag = {"BENCH_LAG": str(folder / "pipecat.lag")}
            found.append(Pipecat(rooms, packages.python(), environment | lag, folder / "pipecat.log"))
        yield found


def lag(folder: Path, name: str) -> float | None:
    """The median over a system's programs of their loops' 99th percentile, ms; None where none was written."""
    file = folder / f"{name}.lag"
    if not file.exists():
        return None
    return float(statistics.median(json.loads(line)["p99_ms"] for line in file.read_text().splitlines()))


def _told(turns: Sequence[Turn]) -> dict[str, object]:
    return {"company": corpus.COMPANY, "questions": [turn.ask for turn in turns]}


async def started(command: Sequence[str], environment: dict[str, str], log: Path) -> asyncio.subprocess.Process:
    """A program, whose output goes to a log."""
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(*command, env=environment, stdout=output, stderr=output)


async def ended(process: asyncio.subprocess.Process) -> None:
    """End a program, if it has not ended."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            process.kill()
            await process.wait()


async def says(log: Path, words: str, process: asyncio.subprocess.Process) -> None:
    """Wait until a program's log has these words. Raises PeerFailed."""

    async def said() -> None:
        while words not in log.read_text("utf-8", "replace"):  # noqa: ASYNC240 - short, and before anything is measured
            if process.returncode is not None:
                raise PeerFailed(f"{log.stem} ended: {_tail(log)}")
            await asyncio.sleep(0.2)

    try:
        await asyncio.wait_for(said(), STARTS)
    except TimeoutError as late:
        raise PeerFailed(f"{log.stem} did not come up: {_tail(log)}") from late


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
