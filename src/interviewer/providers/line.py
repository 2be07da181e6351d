"""The telephone line behind a port: ring a number once, connect whoever answers to a room, hang up.

A ring cannot be taken back, so the port tells apart what surely rang nowhere from what may have rung. Deliberately not
here: when to dial and how often (the campaigns' terms), and rooms (`rooms`, and `switchboard_rooms` for the simulated
line). `MemoryLine` is the public twin for tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, Self
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from interviewer.providers.certificates import trusted
from interviewer.providers.rooms import MemoryRooms

Outcome = Literal["answered", "no_answer", "busy", "voicemail", "unreachable"]

CONNECT_SECONDS: Final = 5.0
GRACE_SECONDS: Final = 10.0
"""How long after the longest ring the line's answer may come; later, the line counts as lost."""
KEPT_CONNECTIONS: Final = 50
KEPT_SECONDS: Final = 2.0
"""How long an idle connection is used again: shorter than any server keeps it."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
REFUSED: Final = frozenset({404, 422, 503})
"""Statuses by which the switchboard says that it has rung nowhere."""


class LineUnavailable(Exception):
    """The line did not do what was asked: nothing has rung. It is asked again."""


class LineUnknown(Exception):
    """The line was lost while it was dialling: it may have rung, and may still. Look into the room first."""


class Line(Protocol):
    """The telephone, as much as the control plane needs of it."""

    async def dial(self, *, room: str, identity: str, number: str, ring_seconds: float) -> Outcome:
        """Ring the number (E.164) once, for at most `ring_seconds` of the world's time; returns what came of it.

        The room must exist. The candidate is among its participants as `identity` while it rings and while connected.
        Cancelling this call does not end the ring. A ring that is hung up, or whose room is closed, is `no_answer`.
        Raises `LineUnavailable` when nothing has rung and `LineUnknown` when something may have.
        """
        ...

    async def hang_up(self, room: str, identity: str) -> None:
        """End a ring or a call; none there is no error. Raises `LineUnavailable`."""
        ...


class _Dialled(BaseModel):
    outcome: Outcome


def loopback_client(url: str, timeout: httpx.Timeout, *, reuse: bool) -> httpx.AsyncClient:
    """A client of a simulated switchboard, for any number of requests at once.

    A connection that is used again may turn out to be closed after the request was written: right for what may be
    repeated, not for a dial. Raises ValueError unless the address is on this machine.
    """
    if httpx.URL(url).host not in LOOPBACK:
        raise ValueError(f"The simulated telephone runs on this machine only: give http://127.0.0.1:PORT, not {url}")
    kept = KEPT_CONNECTIONS if reuse else 0
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=kept, keepalive_expiry=KEPT_SECONDS)
    return httpx.AsyncClient(base_url=url, trust_env=False, verify=trusted(), limits=limits, timeout=timeout)


def room_path(room: str, identity: str | None = None) -> str:
    """Where the switchboard has this room, or this participant of it."""
    path = f"/rooms/{quote(room, safe='')}"
    return path if identity is None else f"{path}/participants/{quote(identity, safe='')}"


class SwitchboardLine:
    """The line of a simulated switchboard, whose clock must not run slower than real time. Use as an async context."""

    def __init__(self, url: str) -> None:
        self._client = loopback_client(url, httpx.Timeout(CONNECT_SECONDS), reuse=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def dial(self, *, room: str, identity: str, number: str, ring_seconds: float) -> Outcome:
        """See `Line.dial`."""
        wanted = {"room": room, "identity": identity, "number": number, "ring_seconds": ring_seconds}
        timeout = httpx.Timeout(CONNECT_SECONDS, read=ring_seconds + GRACE_SECONDS)
        try:
            answer = await self._client.post("/calls", json=wanted, timeout=timeout)
        except NEVER_SENT as error:
            raise LineUnavailable(f"The switchboard cannot be reached: {_reason(error)}") from error
        except httpx.HTTPError as error:
            raise LineUnknown(f"The switchboard was lost while it was dialling: {_reason(error)}") from error
        if answer.status_code in REFUSED:
            raise LineUnavailable(f"The switchboard refused to dial (status {answer.status_code}).")
        try:
            return _Dialled.model_validate_json(answer.raise_for_status().content).outcome
        except (httpx.HTTPStatusError, ValidationError) as error:
            told = f"The switchboard did not say what came of the dial (status {answer.status_code})."
            raise LineUnknown(told) from error

    async def hang_up(self, room: str, identity: str) -> None:
        """See `Line.hang_up`."""
        try:
            (await self._client.delete(room_path(room, identity))).raise_for_status()
        except httpx.HTTPError as error:
            raise LineUnavailable(f"The switchboard did not hang up: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Lost:
    """A ring that meets this outcome, of which the caller never hears: `LineUnknown`."""

    outcome: Outcome


Meets = Outcome | Lost | LineUnavailable
"""What a dial meets in a test's script; `LineUnavailable` is raised before anything rings."""


@dataclass
class MemoryRing:
    """A ring of the line in memory; without an outcome while it rings."""

    number: str
    room: str
    identity: str
    ring_seconds: float
    outcome: Outcome | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set: the ringing is over."""
    live: bool = True
    """Whether it rings or is connected."""


class MemoryLine:
    """A line whose people do as they are told. Rings and calls are seen in its own `rooms`."""

    def __init__(self) -> None:
        self.rooms: MemoryRooms = _LineRooms(self._put_out)
        self.rings: list[MemoryRing] = []
        """Every ring there was, in the order of beginning."""
        self.down = False
        """Set: every act fails, as while the line is away."""
        self._script: dict[str, list[Meets]] = {}
        self._held = False
        self._ringing: set[asyncio.Task[None]] = set()

    def meets(self, number: str, *script: Meets) -> None:
        """What the next dials of this number meet, one after another; all others are answered."""
        self._script.setdefault(number, []).extend(script)

    def hold(self) -> None:
        """Let every ring from now on go on until `release`."""
        self._held = True

    def release(self) -> None:
        """Let all rings end as they were going to."""
        self._held = False
        for ring in self.rings:
            ring.settled.set()

    def drop(self, room: str, identity: str) -> None:
        """The candidate's connection breaks."""
        self.rooms.leave(room, identity)
        self._put_out(room, [identity])

    async def dial(self, *, room: str, identity: str, number: str, ring_seconds: float) -> Outcome:
        """See `Line.dial`."""
        self._check()
        if room not in self.rooms.rooms:
            raise LineUnavailable("There is no such room.")
        script = self._script.get(number)
        meets = script.pop(0) if script else "answered"
        if isinstance(meets, LineUnavailable):
            raise meets
        outcome = meets.outcome if isinstance(meets, Lost) else meets
        engaged = any(ring.live and ring.number == number for ring in self.rings)
        ring = MemoryRing(number, room, identity, ring_seconds)
        self.rings.append(ring)
        self.rooms.enter(room, identity)
        if engaged or not self._held:
            ring.settled.set()
        task = asyncio.create_task(self._ring(ring, "busy" if engaged else outcome))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)
        if isinstance(meets, Lost):
            raise LineUnknown
        await asyncio.shield(task)
        return ring.outcome or "no_answer"

    async def hang_up(self, room: str, identity: str) -> None:
        """See `Line.hang_up`."""
        self._check()
        await self.rooms.remove(room, identity)

    async def _ring(self, ring: MemoryRing, outcome: Outcome) -> None:
        await ring.settled.wait()
        if not ring.live:
            outcome = "no_answer"
        ring.outcome = outcome
        if ring.live and outcome != "answered":
            ring.live = False
            self.rooms.leave(ring.room, ring.identity)

    def _put_out(self, room: str, identities: Sequence[str]) -> None:
        for ring in self.rings:
            if ring.live and ring.room == room and ring.identity in identities:
                ring.live = False
                ring.settled.set()

    def _check(self) -> None:
        if self.down:
            raise LineUnavailable("The line is away.")


class _LineRooms(MemoryRooms):
    """Rooms that tell the line whom they put out."""

    def __init__(self, put_out: Callable[[str, Sequence[str]], None]) -> None:
        super().__init__()
        self._put_out = put_out

    async def delete(self, room: str) -> None:
        """See `Rooms.delete`."""
        inside = tuple(self.rooms.get(room, ()))
        await super().delete(room)
        self._put_out(room, inside)

    async def remove(self, room: str, identity: str) -> None:
        """See `Rooms.remove`."""
        await super().remove(room, identity)
        self._put_out(room, (identity,))
