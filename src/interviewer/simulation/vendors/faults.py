"""What goes wrong with the emulated vendors, switched on and off while they serve.

Each door (`doors`) is one vendor's address; a fault belongs to a door. What a fault does to an answer is in `faulty`.

    POST   /faults           {"door": "recognition", "kind": "silent", "request": 2} → {"id": 1}
    DELETE /faults[/1]       all off, or this one
    GET    /faults           what is on, and how many requests came through each door
    GET    /faults/said      the texts that the emulated voice was asked to say
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from interviewer.simulation.vendors.doors import Door, Doors

Kind = Literal[
    "refuse",
    "black_hole",
    "reset",
    "silent",
    "too_many",
    "error",
    "unauthorised",
    "garbage",
    "truncated",
    "drip",
    "wrong_rate",
    "duplicated",
    "slow",
    "keep_alives",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class Fault(BaseModel):
    """One thing that goes wrong at one door."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    door: Door
    kind: Kind
    after: Annotated[float, Field(ge=0)] = 0.0
    """Seconds from now until it begins."""
    lasts: Annotated[float, Field(gt=0)] | None = None
    """Seconds until it is over by itself; None: when it is switched off."""
    request: Annotated[int, Field(ge=0)] = 0
    """Only the so manieth request from its beginning; 0: all, those under way too."""
    into: Annotated[float, Field(ge=0)] = 0.0
    """Seconds of a stream's life before it acts on that stream."""
    pieces: Annotated[int, Field(ge=0)] = 1
    """Pieces of an answer that still come before it is reset or truncated."""
    retry_after: Annotated[int, Field(ge=0)] = 5
    """Seconds, told with `too_many`."""
    delay: Annotated[float, Field(gt=0)] = 2.7
    """Seconds by which `slow` holds up what is said on a stream: nine times what a final result takes."""
    times: Annotated[float, Field(gt=1)] = 10.0
    """How many times as long `slow` makes an answer take."""


@dataclass(eq=False, slots=True)
class _Armed:
    id: int
    fault: Fault
    since: float
    seen: int = 0
    met: int = 0
    """How often it went wrong by it; each message of a stream counts."""
    task: asyncio.Task[None] | None = None

    def acts(self, now: float) -> bool:
        begins = self.since + self.fault.after
        return now >= begins and (self.fault.lasts is None or now < begins + self.fault.lasts)


@dataclass(eq=False, slots=True)
class Came:
    """A request that came through a door."""

    door: Door
    begun: float
    numbers: dict[int, int] = field(default_factory=dict)
    """Fault's id → the so manieth request it is for that fault."""


class Faults:
    """What is switched on now."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.requests: Counter[Door] = Counter()
        self._armed: dict[int, _Armed] = {}
        self._ids = itertools.count(1)

    async def on(self, fault: Fault) -> int:
        """Switch it on; by which number to switch it off."""
        armed = _Armed(next(self._ids), fault, time.monotonic())
        self._armed[armed.id] = armed
        if fault.kind == "refuse":
            if not fault.after:
                await self.doors.close(fault.door)
            armed.task = asyncio.create_task(self._refuse(fault))
        return armed.id

    async def off(self, number: int | None = None) -> bool:
        """Switch this one off, or all; whether there was any."""
        gone = [self._armed.pop(one) for one in list(self._armed) if number in (None, one)]
        for armed in gone:
            if armed.task is not None:
                armed.task.cancel()
                await asyncio.gather(armed.task, return_exceptions=True)
                await self.doors.open(armed.fault.door)
        return bool(gone)

    def came(self, door: Door) -> Came:
        """Count a request."""
        self.requests[door] += 1
        now = time.monotonic()
        came = Came(door, now)
        for armed in self._at(door, now):
            armed.seen += 1
            came.numbers[armed.id] = armed.seen
        return came

    def acting(self, came: Came) -> Fault | None:
        """What goes wrong with this request at this moment."""
        now = time.monotonic()
        for armed in self._at(came.door, now):
            wanted = armed.fault.request
            if now - came.begun >= armed.fault.into and (not wanted or came.numbers.get(armed.id) == wanted):
                armed.met += 1
                return armed.fault
        return None

    def told(self) -> dict[str, Any]:
        """What is on, and what has come."""
        now = time.monotonic()
        on = [
            {"id": armed.id, "acts": armed.acts(now), "met": armed.met, **armed.fault.model_dump()}
            for armed in self._armed.values()
        ]
        return {"faults": on, "requests": {door: self.requests[door] for door in get_args(Door)}}

    def _at(self, door: Door, now: float) -> Iterator[_Armed]:
        return (armed for armed in self._armed.values() if armed.fault.door == door and armed.acts(now))

    async def _refuse(self, fault: Fault) -> None:
        if fault.after:
            await asyncio.sleep(fault.after)
            await self.doors.close(fault.door)
        if fault.lasts is not None:
            await asyncio.sleep(fault.lasts)
            await self.doors.open(fault.door)


def routes(faults: Faults, said: Iterable[str] = ()) -> APIRouter:
    """The switch; and the texts that the voice was asked to say, for whoever listens to it."""
    router = APIRouter()

    @router.get("/faults")
    async def told() -> Response:
        """What is on."""
        return JSONResponse(faults.told())

    @router.get("/faults/said")
    async def texts() -> Response:
        """Every text."""
        return JSONResponse(list(said))

    @router.post("/faults")
    async def on(fault: Fault) -> Response:
        """Switch one on."""
        return JSONResponse({"id": await faults.on(fault)}, 201)

    @router.delete("/faults")
    async def off() -> Response:
        """Switch all off."""
        await faults.off()
        return Response(status_code=204)

    @router.delete("/faults/{number}")
    async def one_off(number: int) -> Response:
        """Switch one off."""
        if not await faults.off(number):
            return JSONResponse({"detail": f"No fault {number} is on; nothing was changed."}, 404)
        return Response(status_code=204)

    return router


@contextlib.asynccontextmanager
async def nothing_left_on(faults: Faults) -> AsyncIterator[None]:
    """All faults are off at the end of the block, so that nobody is refused while the vendors end."""
    try:
        yield
    finally:
        await faults.off()
