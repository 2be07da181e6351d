"""The vocabulary of the event log: what is appended, what is read back, what can go wrong.

Field names are those of message-db: `stream`, `version`, `global_position`, `causation_id`, `correlation_id`.
Deliberately not here: storage (`postgres`, `memory`) and the meaning of any event.
"""

from __future__ import annotations

import copyreg
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from interviewer.kernel.sealing import Seal


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where an event comes from: ids that tie it to the request and the event that caused it, and who acted.

    An empty correlation id stands for the one under which the stream began.
    """

    correlation_id: str
    causation_id: str | None = None
    actor: str = "system"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event on its way into the log. `data` is JSON text, stored and hashed byte for byte."""

    type: str
    schema_version: int
    data: str


@dataclass(frozen=True, slots=True)
class Enqueue:
    """A job that exists from the moment its cause is in the log. The same queue and key: replaced."""

    queue: str
    key: str
    due: datetime
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dequeue:
    """Removes a job; none there is no error."""

    queue: str
    key: str


@dataclass(frozen=True, slots=True)
class Reserve:
    """Claims a name for an owner across all streams; refused with `NameTaken` while another holds it."""

    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Release:
    """Gives a name back if this owner holds it."""

    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Demand:
    """Refused with `NameMissing` unless somebody holds the name."""

    name: str


@dataclass(frozen=True, slots=True)
class Forbid:
    """Refused with `NameTaken` while anybody holds the name."""

    name: str


@dataclass(frozen=True, slots=True)
class Take:
    """Takes one of a pool's `limit` slots for an owner, who keeps it until `Vacate`; refused with `PoolFull`.

    Without a limit it only counts. An owner has one slot of a pool, however often it takes one.
    """

    pool: str
    owner: str
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Vacate:
    """Gives back all slots of an owner."""

    owner: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Lets one through each `interval` of real time, `burst` at once after a rest; refused with `TooFast`."""

    name: str
    interval: timedelta
    burst: int = 1


Effect = Enqueue | Dequeue | Reserve | Release | Demand | Forbid | Take | Vacate | Pace
"""A row that commits with the events of its command, or not at all."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One command's outcome: events of one stream and the rows that must commit with them, all or none.

    `command_id` makes the append idempotent: the ids of its events derive from it. After `not_after`, on the database's
    clock, what was decided is no longer true; it is refused with `TooLate`.
    """

    command_id: UUID
    stream: str
    expected_version: int
    events: tuple[NewEvent, ...]
    metadata: Metadata
    effects: tuple[Effect, ...] = ()
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log holds it. Versions and positions count from 1 without gaps; `at` is UTC."""

    global_position: int
    stream: str
    version: int
    id: UUID
    type: str
    schema_version: int
    data: str
    metadata: Metadata
    at: datetime
    hash: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """A queued job, due at a time."""

    queue: str
    key: str
    due: datetime
    payload: Mapping[str, object]


class LogError(Exception):
    """The event log refused or failed."""

    retryable = False

    def __reduce__(self) -> tuple[object, ...]:
        """Made again without its constructor, of which pickle knows no arguments: it may come from another process."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class VersionConflict(LogError):
    """Somebody else appended to the stream first; nothing of this command was kept."""

    retryable = True


class ClaimRefused(LogError):
    """A rule across streams speaks against it; nothing of this command was kept. `name` is the name, pool or pace."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class NameTaken(ClaimRefused):
    """A name that this command must own, or that nobody may hold, belongs to another."""


class NameMissing(ClaimRefused):
    """Nobody holds a name that this command needs to be held."""


class PoolFull(ClaimRefused):
    """All slots of a pool are taken."""

    retryable = True


class TooFast(ClaimRefused):
    """The pace allows the next only `after` so many real seconds."""

    retryable = True

    def __init__(self, message: str, name: str, after: float) -> None:
        super().__init__(message, name)
        self.after = after


class TooLate(LogError):
    """The command was decided too long ago to be carried out now; nothing of it was kept. Decide again."""

    retryable = True


class Unstorable(LogError):
    """The database refuses this append for what is in it; nothing of this command was kept or ever will be."""


class LogUnavailable(LogError):
    """The database did not answer. Try again when it is back, with the same command id.

    If only the answer was lost and the append was kept, that changes nothing.
    """

    retryable = True


class Keyring(Protocol):
    """Seals and opens what is personal in events."""

    async def sealer(self, subject: str) -> Seal:
        """What seals values of this subject. Raises `KeysMissing`, `LogUnavailable`."""
        ...


class Store(Protocol):
    """The event log as everything above the kernel sees it: what is read is opened, what is appended is sealed."""

    @property
    def keys(self) -> Keyring:
        """What the people's data in it is sealed with."""
        ...

    async def append(self, unit: Unit) -> tuple[Recorded, ...]:
        """Append one unit, durably, before returning.

        A unit whose command was appended before changes nothing and returns what was recorded then.
        Raises `VersionConflict`, `ClaimRefused`, `TooLate` or `LogUnavailable`; then nothing of the unit was kept.
        """
        ...

    async def read_stream(self, stream: str, after_version: int = 0) -> tuple[Recorded, ...]:
        """The stream's events in order, after that version."""
        ...

    async def read_all(self, after: int = 0, limit: int = 500) -> tuple[Recorded, ...]:
        """Events of all streams in global order, after that position."""
        ...

    async def head(self) -> int:
        """The last global position, 0 for an empty log."""
        ...

    def follow(self, after: int) -> AsyncIterator[tuple[Recorded, ...]]:
        """Batches of all events after that position, for ever: those there, then new ones as they come."""
        ...

    async def jobs(self, queue: str, *, due_by: datetime, limit: int = 100) -> tuple[Job, ...]:
        """The queue's jobs due by that time, oldest first."""
        ...
