"""The event log in PostgreSQL: reads through a pool, appends through the group-commit writer, news by NOTIFY.

The notification only wakes a reader up; what it reads is decided by its position, so a lost notification
costs at most `IDLE_POLL` and never an event.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Self

import asyncpg

from interviewer.kernel import keyring
from interviewer.kernel.clock import REAL, Clock, Scale, SharedTime
from interviewer.kernel.keyring import PostgresKeyring
from interviewer.kernel.log import Job, LogUnavailable, Recorded, Unit
from interviewer.kernel.rows import COLUMNS, Connection, recorded
from interviewer.kernel.sealing import KeyEncryptionKeys
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import CHANNEL, JOBS_CHANNEL, LOST, GroupCommitWriter

IDLE_POLL = 1.0
"""Seconds between looks at the log when no notification comes."""
TIME_READ_EVERY = 10.0
"""Seconds between readings of the database's clock."""
TIME_READINGS = 5
"""How often it is read at once when the answers are slow, of which the promptest counts."""
PROMPT = 0.004
"""Seconds that a reading may take to be good enough."""


class PostgresStore:
    """See `Store` for the contract. Use as an async context manager."""

    def __init__(
        self, dsn: str, *, scale: Scale = REAL, max_connections: int = 8, keys: KeyEncryptionKeys | None = None
    ) -> None:
        self._dsn = dsn
        self._time = SharedTime()
        self.clock = Clock(scale, self._time)
        self._max_connections = max_connections
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._writer = GroupCommitWriter(dsn, self.clock)
        self.keys = PostgresKeyring(keys or KeyEncryptionKeys(), lambda: self.pool)
        self._listener: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._announced = 0
        self._watchers: dict[str, list[Callable[[], object]]] = {}

    @property
    def pool(self) -> asyncpg.Pool[asyncpg.Record]:
        """The pool for reading; read models may use it too."""
        if self._pool is None:
            raise LogUnavailable("the event log is not open")
        return self._pool

    async def __aenter__(self) -> Self:
        self._pool = await asyncpg.create_pool(
            self._dsn, min_size=1, max_size=self._max_connections, command_timeout=30, timeout=10, reset=_leave_as_it_is
        )
        async with self._pool.acquire() as connection:
            await self._read_time(connection)
        self._listener = asyncio.create_task(self._listen(), name="log-listener")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener is not None:
            await end([self._listener])
        await self._writer.close()
        if self._pool is not None:
            self._pool.terminate()

    def append(self, unit: Unit) -> Coroutine[Any, Any, tuple[Recorded, ...]]:
        """See `Store.append`."""
        return self._writer.append(unit)

    async def read_stream(self, stream: str, after_version: int = 0) -> tuple[Recorded, ...]:
        """See `Store.read_stream`."""
        return await self._read(
            f"select {COLUMNS} from events where stream = $1 and version > $2 order by version",  # noqa: S608 - a constant
            stream,
            after_version,
        )

    async def read_all(self, after: int = 0, limit: int = 500) -> tuple[Recorded, ...]:
        """See `Store.read_all`."""
        return await self._read(
            f"select {COLUMNS} from events where global_position > $1 order by global_position limit $2",  # noqa: S608 - a constant
            after,
            limit,
        )

    async def read_at(self, positions: Sequence[int]) -> tuple[Recorded, ...]:
        """The events at these positions, in order."""
        return await self._read(
            f"select {COLUMNS} from events where global_position = any($1) order by global_position",  # noqa: S608 - a constant
            positions,
        )

    async def head(self) -> int:
        """See `Store.head`."""
        try:
            return int(await self.pool.fetchval("select coalesce(max(global_position), 0) from events"))
        except LOST as error:
            raise LogUnavailable(f"the event log's database did not answer: {error}") from error

    async def follow(self, after: int) -> AsyncIterator[tuple[Recorded, ...]]:
        """See `Store.follow`. While the database is away, waits for it."""
        while True:
            news = self._news
            try:
                batch = await self.read_all(after)
            except LogUnavailable:
                batch = ()
            if batch:
                yield batch
                after = batch[-1].global_position
            else:
                await _told(news)

    async def grown(self, after: int) -> None:
        """Wait until the log holds more than what is up to that position; while the database is away, wait for it."""
        while self._announced <= after:
            await _told(self._news)
            if self._announced <= after:  # nothing was heard, or only that the listener is back
                with contextlib.suppress(LogUnavailable):
                    self._announced = max(self._announced, await self.head())

    async def jobs(self, queue: str, *, due_by: datetime, limit: int = 100) -> tuple[Job, ...]:
        """See `Store.jobs`."""
        try:
            rows = await self.pool.fetch(
                "select queue, key, due, payload from jobs where queue = $1 and due <= $2 order by due, key limit $3",
                queue,
                self.clock.real(due_by),
                limit,
            )
        except LOST as error:
            raise LogUnavailable(f"the queue's database did not answer: {error}") from error
        return tuple(
            Job(row["queue"], row["key"], self.clock.world(row["due"]), json.loads(row["payload"])) for row in rows
        )

    def watch_jobs(self, queue: str, wake: Callable[[], object]) -> None:
        """Call `wake` when a job due soon is put into that queue; a name with `:` at its end stands for all such.

        News may be lost while the connection is; whoever works a queue looks at it from time to time all the same.
        """
        self._watchers.setdefault(queue, []).append(wake)

    async def _read(self, query: str, *arguments: object) -> tuple[Recorded, ...]:
        try:
            rows = await self.pool.fetch(query, *arguments)
        except (*LOST, TimeoutError) as error:
            raise LogUnavailable(f"the event log's database did not answer: {error}") from error
        return await self.keys.opened([recorded(row) for row in rows])

    async def _read_time(self, connection: Connection) -> None:
        for _ in range(TIME_READINGS):
            asked = self._time.moment()
            now = await connection.fetchval("select clock_timestamp()", timeout=5)
            answered = self._time.moment()
            self._time.read(now, asked=asked, answered=answered)
            if answered - asked <= PROMPT:
                return

    def _announce_jobs(self, *notification: object) -> None:
        queues = str(notification[-1]).split()
        for watched, wakes in self._watchers.items():
            if any(queue.startswith(watched) if watched.endswith(":") else queue == watched for queue in queues):
                for wake in wakes:
                    wake()

    def _forget(self, *notification: object) -> None:
        self.keys.drop(str(notification[-1]))

    def _announce(self, *notification: object) -> None:
        if notification:
            self._announced = max(self._announced, int(str(notification[-1])))
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _listen(self) -> None:
        while True:
            closed = asyncio.Event()
            try:
                connection = await asyncpg.connect(self._dsn, timeout=10)
            except (*LOST, TimeoutError):
                await asyncio.sleep(IDLE_POLL)
                continue
            try:
                connection.add_termination_listener(lambda *_, closed=closed: closed.set())
                await connection.add_listener(CHANNEL, self._announce)
                await connection.add_listener(JOBS_CHANNEL, self._announce_jobs)
                await connection.add_listener(keyring.CHANNEL, self._forget)
                self.keys.listen(listening=True)
                self._announce()
                self._announce_jobs(" ".join(self._watchers))
                while not closed.is_set():
                    await self._read_time(connection)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(closed.wait(), TIME_READ_EVERY)
            except (*LOST, TimeoutError):
                await asyncio.sleep(IDLE_POLL)
            finally:
                self.keys.listen(listening=False)
                connection.terminate()


async def _told(news: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(news.wait(), IDLE_POLL)


async def _leave_as_it_is(_: Connection) -> None:
    """Nothing here changes a session's settings, locks or listeners; resetting them is a round trip for each query."""
