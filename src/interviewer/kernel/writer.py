"""The group-commit writer: all commands of a process go through one connection, up to 100 in a transaction.

Each batch takes one transaction-level advisory lock before it reads the head, so position order is commit
order, without gaps, and whatever is checked under the lock cannot be raced by another process. A unit that
conflicts is refused alone; the rest of its batch commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from interviewer.kernel.chain import GENESIS, metadata_json, record
from interviewer.kernel.claims import Asked
from interviewer.kernel.clock import Clock
from interviewer.kernel.effects import Change, apply, load
from interviewer.kernel.log import (
    Effect,
    LogError,
    LogUnavailable,
    Recorded,
    TooLate,
    Unit,
    Unstorable,
    VersionConflict,
)
from interviewer.kernel.rows import COLUMNS, recorded
from interviewer.kernel.tasks import end

LOCK = 0x6C6F67
CHANNEL = "interviewer_log"
JOBS_CHANNEL = "interviewer_jobs"
BATCH = 100
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that was ended while it lay idle
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)
"""The server is away, going down, coming up or full: the same may succeed later."""
UNSTORABLE = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
"""It is the unit's own fault."""

INSERT_EVENTS = """
insert into events (global_position, stream, version, id, type, schema_version, data, metadata, at, hash)
select * from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::smallint[],
                     $7::json[], $8::json[], $9::timestamptz[], $10::bytea[])
"""
HEAD = """
select clock_timestamp() as now, head.global_position, head.hash from (values (1)) as one
left join lateral (select global_position, hash from events order by global_position desc limit 1) as head on true
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """A unit waiting for its batch."""

    unit: Unit
    done: asyncio.Future[tuple[Recorded, ...]]


class GroupCommitWriter:
    """Appends units in batches; see `Store.append` for what each caller gets."""

    def __init__(self, dsn: str, clock: Clock) -> None:
        self._dsn = dsn
        self._clock = clock
        self._queue: asyncio.Queue[Pending] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

    async def append(self, unit: Unit) -> tuple[Recorded, ...]:
        """Hand a unit to the writer and wait until it is durable or refused."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="group-commit-writer")
        pending = Pending(unit, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(pending)
        return await pending.done

    async def close(self) -> None:
        """Stop; what is still waiting is refused with `LogUnavailable`."""
        if self._task is not None:
            await end([self._task])
        while not self._queue.empty():
            _fail([self._queue.get_nowait()], LogUnavailable("the writer was closed"))
        if self._connection is not None:
            self._connection.terminate()

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._commit(batch)
            except asyncio.CancelledError:
                _fail(batch, LogUnavailable("the writer was closed"))
                raise
            except LOST as error:
                _fail(batch, _away(error))
                await self._drop_connection()
            except Exception:  # noqa: BLE001 - whatever it was, nobody may wait for ever, and neighbours are spared
                await self._commit_one_by_one(batch)

    async def _commit_one_by_one(self, batch: Sequence[Pending]) -> None:
        """One bad unit must not refuse its neighbours."""
        for pending in batch:
            try:
                await self._commit([pending])
            except UNSTORABLE as error:
                _fail([pending], Unstorable(f"the event log cannot store this: {error}"))
            except Exception as error:  # noqa: BLE001 - see above
                _fail([pending], _away(error))
                await self._drop_connection()

    async def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None

    async def _commit(self, batch: Sequence[Pending]) -> None:
        if self._connection is None or self._connection.is_closed():
            try:
                self._connection = await asyncpg.connect(self._dsn, timeout=10, command_timeout=30)
            except asyncpg.PostgresError as error:
                raise ConnectionRefusedError(str(error)) from error
        connection = self._connection
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
            outcomes, rows, change = await self._judge(connection, [pending.unit for pending in batch])
            if rows:
                await connection.execute(INSERT_EVENTS, *_columns(rows))
                news = await apply(connection, change, self._clock, rows[-1].at)
                await connection.execute("select pg_notify($1, $2)", CHANNEL, str(rows[-1].global_position))
                if news:
                    await connection.execute("select pg_notify($1, $2)", JOBS_CHANNEL, " ".join(sorted(news)))
        for pending, outcome in zip(batch, outcomes, strict=True):
            if pending.done.done():
                continue
            if isinstance(outcome, LogError):
                pending.done.set_exception(outcome)
            else:
                pending.done.set_result(outcome)

    async def _judge(
        self, connection: asyncpg.Connection[asyncpg.Record], units: Sequence[Unit]
    ) -> tuple[list[tuple[Recorded, ...] | LogError], list[Recorded], Change]:
        """Decide each unit in order, as if they were appended one by one."""
        head = await connection.fetchrow(HEAD)
        assert head is not None  # noqa: S101 - the statement always gives a row
        now: datetime = head["now"]
        position, last_hash = (head["global_position"], bytes(head["hash"])) if head["hash"] else (0, GENESIS)
        versions: dict[str, int] = {
            row["stream"]: row["version"]
            for row in await connection.fetch(
                "select stream, max(version) as version from events where stream = any($1) group by stream",
                list({unit.stream for unit in units}),
            )
        }
        seen = await _carried_out_before(connection, units)
        before = await load(connection, Asked.by(effect for unit in units for effect in unit.effects))
        claims = before.copy()

        outcomes: list[tuple[Recorded, ...] | LogError] = []
        rows: list[Recorded] = []
        effects: list[Effect] = []
        for unit in units:
            if unit.command_id in seen:
                outcomes.append(seen[unit.command_id])
                continue
            refusal = _refusal(unit, versions.get(unit.stream, 0), now) or claims.refusal(unit.effects, now)
            if refusal is not None:
                outcomes.append(refusal)
                continue
            new = record(unit, after_position=position, after_hash=last_hash, at=now)
            position, last_hash = new[-1].global_position, new[-1].hash
            versions[unit.stream] = new[-1].version
            seen[unit.command_id] = new
            claims.carry_out(unit.effects, now)
            rows.extend(new)
            effects.extend(unit.effects)
            outcomes.append(new)
        return outcomes, rows, Change(before, claims, tuple(effects))


def _refusal(unit: Unit, version: int, now: datetime) -> LogError | None:
    if version != unit.expected_version:
        return VersionConflict(f"{unit.stream} is at version {version}, the command expected {unit.expected_version}")
    if unit.not_after is not None and now > unit.not_after:
        return TooLate(f"decided for {unit.not_after} at the latest, and it is {now}")
    return None


async def _carried_out_before(
    connection: asyncpg.Connection[asyncpg.Record], units: Sequence[Unit]
) -> dict[UUID, tuple[Recorded, ...]]:
    """What is in the log already of these commands, by the command's id."""
    first_ids = {unit.event_id(0): unit for unit in units}
    seen: dict[UUID, tuple[Recorded, ...]] = {}
    for row in await connection.fetch("select id from events where id = any($1)", list(first_ids)):
        unit = first_ids[row["id"]]
        ids = [unit.event_id(index) for index in range(len(unit.events))]
        found = await connection.fetch(
            f"select {COLUMNS} from events where id = any($1) order by version",  # noqa: S608 - a constant
            ids,
        )
        seen[unit.command_id] = tuple(recorded(found_row) for found_row in found)
    return seen


def _away(error: Exception) -> LogUnavailable:
    return LogUnavailable(f"the event log's database did not answer: {str(error) or type(error).__name__}")


def _fail(batch: Sequence[Pending], error: LogError) -> None:
    for pending in batch:
        if not pending.done.done():
            pending.done.set_exception(error)


def _columns(rows: Sequence[Recorded]) -> tuple[list[object], ...]:
    return (
        [row.global_position for row in rows],
        [row.stream for row in rows],
        [row.version for row in rows],
        [row.id for row in rows],
        [row.type for row in rows],
        [row.schema_version for row in rows],
        [row.data for row in rows],
        [metadata_json(row.metadata) for row in rows],
        [row.at for row in rows],
        [row.hash for row in rows],
    )
