"""The group-commit writer: all commands of a process go through one connection, up to 100 in a transaction.

Each batch takes one transaction-level advisory lock before it reads the head, so position order is commit
order, without gaps, and whatever is checked under the lock cannot be raced by another process. A unit that
conflicts is refused alone; the rest of its batch commits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from interviewer.kernel.chain import GENESIS, Draft, End, draft
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
from interviewer.kernel.versions import Versions

LOCK = 0x6C6F67
CHANNEL = "interviewer_log"
JOBS_CHANNEL = "interviewer_jobs"
BATCH = 100
NEWS = 1000
"""Of the events that others appended since the last batch so many are read, to know the versions of their streams."""
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that was ended while it lay idle
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)
"""The server is away, going down, coming up or full: the same may succeed later."""
UNSTORABLE = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, OverflowError, UnicodeEncodeError)
"""It is the unit's own fault."""

BEGIN = f"begin; select pg_advisory_xact_lock({LOCK})"
"""The lock is taken before anything is read: each statement sees what was committed when it began."""
VERSIONS = """
select (select version from events where stream = asked.stream order by version desc limit 1)
from unnest($1::text[]) as asked (stream)
"""
SINCE = f"from events where global_position > $3 order by global_position limit {NEWS}"
KNOWN = f"""
select clock_timestamp() as now, head.global_position, head.hash, array({VERSIONS}) as versions,
    array(select id from events where id = any($2::uuid[])) as ids,
    array(select stream {SINCE}) as new_streams, array(select version {SINCE}) as new_versions
from (values (1)) as one
left join lateral (select global_position, hash from events order by global_position desc limit 1) as head on true
"""  # noqa: S608 - constants
"""The head, the versions of these streams, which of these ids are in the log, and what came behind a position."""
BY_INDEX = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}
"""A plan that was made while the log was small must do for it when it is large."""
ROW = COLUMNS.split(", ")


@dataclass(frozen=True, slots=True)
class Pending:
    """A unit waiting for its batch."""

    ready: Draft
    done: asyncio.Future[tuple[Recorded, ...]]


class GroupCommitWriter:
    """Appends units in batches; see `Store.append` for what each caller gets."""

    def __init__(self, dsn: str, clock: Clock) -> None:
        self._dsn = dsn
        self._clock = clock
        self._waiting: deque[Pending] = deque()
        self._come = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._versions = Versions()

    async def append(self, unit: Unit) -> tuple[Recorded, ...]:
        """Hand a unit to the writer and wait until it is durable or refused."""
        try:
            ready = draft(unit)
        except UNSTORABLE as error:
            raise _unstorable(error) from error
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="group-commit-writer")
        pending = Pending(ready, asyncio.get_running_loop().create_future())
        self._waiting.append(pending)
        self._come.set()
        return await pending.done

    async def close(self) -> None:
        """Stop; what is still waiting is refused with `LogUnavailable`."""
        if self._task is not None:
            await end([self._task])
        _fail(self._waiting, LogUnavailable("the writer was closed"))
        self._waiting.clear()
        if self._connection is not None:
            self._connection.terminate()

    async def _run(self) -> None:
        while True:
            while not self._waiting:
                self._come.clear()
                await self._come.wait()
            batch = [self._waiting.popleft()]
            try:
                await self._commit(batch)
            except asyncio.CancelledError:
                _fail(batch, LogUnavailable("the writer was closed"))
                raise
            except LOST as error:
                self._join(batch, BATCH)
                _fail(batch, _away(error))
                await self._drop_connection()
            except Exception:  # noqa: BLE001 - whatever it was, nobody may wait for ever, and neighbours are spared
                await self._commit_one_by_one(batch)

    def _join(self, batch: list[Pending], most: int) -> None:
        while len(batch) < most and self._waiting:
            batch.append(self._waiting.popleft())

    async def _commit_one_by_one(self, batch: Sequence[Pending]) -> None:
        """One bad unit must not refuse its neighbours."""
        for pending in batch:
            try:
                await self._commit([pending], most=1)
            except UNSTORABLE as error:
                _fail([pending], _unstorable(error))
            except Exception as error:  # noqa: BLE001 - see above
                _fail([pending], _away(error))
                await self._drop_connection()

    async def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
        self._versions = Versions()  # nobody knows what became of the last batch

    async def _commit(self, batch: list[Pending], *, most: int = BATCH) -> None:
        """Commit these, and those who come until the lock is held: waiting for it makes batches larger, not more."""
        if self._connection is None or self._connection.is_closed():
            try:
                self._connection = await asyncpg.connect(
                    self._dsn, timeout=10, command_timeout=30, server_settings=BY_INDEX
                )
            except asyncpg.PostgresError as error:
                raise ConnectionRefusedError(str(error)) from error
        connection = self._connection
        try:
            await connection.execute(BEGIN)
            self._join(batch, most)
            outcomes, rows, change = await self._judge(connection, [pending.ready for pending in batch])
            end_it = "rollback"
            if rows:
                await connection.copy_records_to_table("events", records=rows, columns=ROW)
                news = await apply(connection, change, self._clock, rows[-1][ROW.index("at")])
                if news:
                    await connection.execute("select pg_notify($1, $2)", JOBS_CHANNEL, " ".join(sorted(news)))
                end_it = f"notify {CHANNEL}, '{rows[-1][0]}'; commit"
            await connection.execute(end_it)
            self._versions.note(rows)
        except LOST:
            raise
        except Exception:
            await connection.execute("rollback")
            raise
        for pending, outcome in zip(batch, outcomes, strict=True):
            if pending.done.done():
                continue
            if isinstance(outcome, LogError):
                pending.done.set_exception(outcome)
            else:
                pending.done.set_result(outcome)

    async def _judge(
        self, connection: asyncpg.Connection[asyncpg.Record], drafts: Sequence[Draft]
    ) -> tuple[list[tuple[Recorded, ...] | LogError], list[tuple[Any, ...]], Change]:
        """Decide each unit in order, as if they were appended one by one."""
        streams = {ready.unit.stream for ready in drafts}
        lacking = self._versions.lacking(streams)
        ids = [ready.ids[0] for ready in drafts]
        known = await connection.fetchrow(KNOWN, lacking, ids, self._versions.position)
        assert known is not None  # noqa: S101 - the statement always gives a row
        now: datetime = known["now"]
        log_end = End(known["global_position"] or 0, known["hash"] or GENESIS, now)
        found = dict(zip(lacking, known["versions"], strict=True))
        news = zip(known["new_streams"], known["new_versions"], strict=True)
        if not self._versions.catch_up(log_end.position, news):
            found = {stream: await connection.fetchval(VERSIONS, [stream]) for stream in streams}
        versions = self._versions.of(streams, found)
        carried_out = set(known["ids"])
        seen = {
            ready.unit.command_id: await _carried_out_before(connection, ready)
            for ready in drafts
            if ready.ids[0] in carried_out
        }
        before = await load(connection, Asked.by(effect for ready in drafts for effect in ready.unit.effects))
        claims = before.copy()

        outcomes: list[tuple[Recorded, ...] | LogError] = []
        rows: list[tuple[Any, ...]] = []
        effects: list[Effect] = []
        for ready in drafts:
            unit = ready.unit
            if unit.command_id in seen:
                outcomes.append(seen[unit.command_id])
                continue
            refusal = _refusal(unit, versions[unit.stream], now) or claims.refusal(unit.effects, now)
            if refusal is not None:
                outcomes.append(refusal)
                continue
            new = log_end.add(ready)
            versions[unit.stream] = new[-1].version
            seen[unit.command_id] = new
            claims.carry_out(unit.effects, now)
            rows.extend(_row(one, ready.metadata) for one in new)
            effects.extend(unit.effects)
            outcomes.append(new)
        return outcomes, rows, Change(before, claims, tuple(effects))


def _refusal(unit: Unit, version: int, now: datetime) -> LogError | None:
    if version != unit.expected_version:
        return VersionConflict(f"{unit.stream} is at version {version}, the command expected {unit.expected_version}")
    if unit.not_after is not None and now > unit.not_after:
        return TooLate(f"decided for {unit.not_after} at the latest, and it is {now}")
    return None


async def _carried_out_before(connection: asyncpg.Connection[asyncpg.Record], ready: Draft) -> tuple[Recorded, ...]:
    """What is in the log already of this command."""
    found = await connection.fetch(
        f"select {COLUMNS} from events where id = any($1) order by version",  # noqa: S608 - a constant
        ready.ids,
    )
    return tuple(recorded(row) for row in found)


def _unstorable(error: Exception) -> Unstorable:
    return Unstorable(f"the event log cannot store this: {error}")


def _away(error: Exception) -> LogUnavailable:
    return LogUnavailable(f"the event log's database did not answer: {str(error) or type(error).__name__}")


def _fail(batch: Iterable[Pending], error: LogError) -> None:
    for pending in batch:
        if not pending.done.done():
            pending.done.set_exception(error)


def _row(one: Recorded, metadata: str) -> tuple[Any, ...]:
    """As `ROW` names them."""
    return (
        one.global_position,
        one.stream,
        one.version,
        one.id,
        one.type,
        one.schema_version,
        one.data,
        metadata,
        one.at,
        one.hash,
    )
