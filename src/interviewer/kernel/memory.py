"""The event log in memory: the twin of `postgres`, public so that tests patch nothing. Same contract suite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from interviewer.kernel.chain import GENESIS, record
from interviewer.kernel.claims import Claims
from interviewer.kernel.clock import Clock
from interviewer.kernel.keyring import MemoryKeyring
from interviewer.kernel.log import Dequeue, Enqueue, Job, Recorded, TooLate, Unit, VersionConflict
from interviewer.kernel.rows import recorded


class MemoryStore:
    """An event log that lives as long as the process."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.keys = MemoryKeyring()
        self._rows: list[Recorded] = []
        self._by_command: dict[object, tuple[Recorded, ...]] = {}
        self._jobs: dict[tuple[str, str], Job] = {}
        self._claims = Claims()
        self._grown = asyncio.Condition()

    async def append(self, unit: Unit) -> tuple[Recorded, ...]:
        """See `Store.append`."""
        if before := self._by_command.get(unit.command_id):
            return before
        if sum(row.stream == unit.stream for row in self._rows) != unit.expected_version:
            raise VersionConflict(f"{unit.stream} is no longer at version {unit.expected_version}")
        now = datetime.now(UTC)
        if unit.not_after is not None and now > unit.not_after:
            raise TooLate(f"decided for {unit.not_after} at the latest, and it is {now}")
        if refusal := self._claims.refusal(unit.effects, now):
            raise refusal
        head = self._rows[-1].hash if self._rows else GENESIS
        rows = tuple(map(recorded, record(unit, after_position=len(self._rows), after_hash=head, at=now)))
        self._rows.extend(rows)
        self._by_command[unit.command_id] = rows
        self._claims.carry_out(unit.effects, now)
        for effect in unit.effects:
            match effect:
                case Enqueue(queue, key, due, payload):
                    self._jobs[queue, key] = Job(queue, key, due, payload)
                case Dequeue(queue, key):
                    self._jobs.pop((queue, key), None)
                case _:
                    pass
        async with self._grown:
            self._grown.notify_all()
        return rows

    async def read_stream(self, stream: str, after_version: int = 0) -> tuple[Recorded, ...]:
        """See `Store.read_stream`."""
        rows = [row for row in self._rows if row.stream == stream and row.version > after_version]
        return self.keys.opened(rows)

    async def read_all(self, after: int = 0, limit: int = 500) -> tuple[Recorded, ...]:
        """See `Store.read_all`."""
        return self.keys.opened(self._rows[after : after + limit])

    async def head(self) -> int:
        """See `Store.head`."""
        return len(self._rows)

    async def follow(self, after: int) -> AsyncIterator[tuple[Recorded, ...]]:
        """See `Store.follow`."""
        while True:
            async with self._grown:
                while len(self._rows) <= after:
                    await self._grown.wait()
            batch = await self.read_all(after)
            yield batch
            after = batch[-1].global_position

    async def jobs(self, queue: str, *, due_by: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `Store.jobs`."""
        due = [job for job in self._jobs.values() if job.queue == queue and job.due <= due_by]
        return tuple(sorted(due, key=lambda job: (job.due, job.key))[:limit])
