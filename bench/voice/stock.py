"""The stock worker with fallback adapters, as one who holds the chaos suite's calls, and what it understood in them."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from interviewer.simulation.candidate.link import Seat
from interviewer.simulation.chaos import call
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.scenario import Scenario
from interviewer.simulation.chaos.stage import PLAN, QUESTIONS, Stage
from voice import systems
from voice.systems import BENCH, Rooms
from voice.told import FALLBACK_WORKER, Providers
from voice.vendors import VOICE

LOG = "stock.log"


@dataclass(frozen=True, slots=True)
class RoomLink:
    """Into a room that the worker is called to; where ours has a join link."""

    rooms: Rooms
    room: str

    @property
    def shown(self) -> str:
        """The room."""
        return self.room

    async def take(self, client: httpx.AsyncClient) -> Seat:  # noqa: ARG002 - see `Link`
        """The seat, by a token that brings the worker."""
        told = {"company": PLAN["job"]["company"], "questions": [question["ask"] for question in QUESTIONS]}
        token = self.rooms.token(self.room, "candidate", agent=FALLBACK_WORKER, told=json.dumps(told))
        return Seat(livekit_url=self.rooms.url, token=token, room=self.room, identity="candidate")


@dataclass(frozen=True, slots=True)
class Stock:
    """The running worker."""

    stage: Stage
    rooms: Rooms
    transcripts: Path

    async def hold(self, scenario: Scenario, *, chance: random.Random) -> tuple[Held, float]:
        """One call, as `call.hold` holds one of ours; and how late the worker's own loop was, p99 in ms.

        A worker that the machine starves would lose words by no fault of a provider's.
        """
        held, link = Held(), RoomLink(self.rooms, f"stock-{uuid.uuid4().hex[:8]}")
        try:
            await call.through(self.stage, link, scenario, held, chance=chance)
        finally:
            await self.rooms.close([link.room])
        file = self.transcripts / f"{link.room}.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        held.events = understood(lines)
        return held, lateness(lines)


def understood(lines: Sequence[str]) -> list[dict[str, Any]]:
    """What the worker wrote down, in the shape of the log that the checker reads."""
    kinds = {"heard": "turn.heard", "said": "turn.spoken", "closed": "call.ended"}
    rows = [json.loads(line) for line in lines]
    return [{"type": kinds[row["kind"]], "data": {"text": row["text"]}} for row in rows if row["kind"] in kinds]


def lateness(lines: Sequence[str]) -> float:
    """What it wrote down of its loop, in ms; 0 where it wrote nothing."""
    return max((float(row["text"]) for row in map(json.loads, lines) if row["kind"] == "lag"), default=0.0)


@contextlib.asynccontextmanager
async def running(stage: Stage, folder: Path) -> AsyncIterator[Stock]:
    """The worker, ready, until the end of the block. Raises systems.PeerFailed."""
    settings, where, key = stage.settings, stage.vendors, stage.vendors["key"]
    rooms = Rooms(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
    transcripts, log = folder / "stock", folder / LOG
    transcripts.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": str(BENCH),
        "BENCH_PROVIDERS": json.dumps(
            asdict(Providers(where["deepgram"], key, where["openai"], key, where["azure_speech"], key, VOICE))
        ),
        "BENCH_SPARE": where["spare"],
        "BENCH_TRANSCRIPTS": str(transcripts),
        "BENCH_LAG": "",
        "LIVEKIT_URL": rooms.url,
        "LIVEKIT_API_KEY": rooms.key,
        "LIVEKIT_API_SECRET": rooms.secret,
    }
    worker = await systems.started((sys.executable, "-m", "voice.fallback_peer", "start"), environment, log)
    try:
        await systems.says(log, "registered worker", worker)
        yield Stock(stage, rooms, transcripts)
    finally:
        await systems.ended(worker)
