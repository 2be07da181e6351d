"""The group-commit writer: all commands of a process go through one connection, up to 100 in a transaction.

Each batch takes one transaction-level advisory lock, so position order is commit order, without gaps, and whatever is
checked under the lock cannot be raced by another process. While nobody else appends, a batch is judged by what the
writer remembers and needs one round trip (`foresight`); else the log is read under the lock first (`judging`). A unit
that conflicts is refused alone; the rest of its batch commits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from interviewer.kernel.chain import Draft, draft
from interviewer.kernel.clock import Clock
from interviewer.kernel.effects import apply
from interviewer.kernel.foresight import Tip, foresee, put
from interviewer.kernel.judging import Kept, judge
from interviewer.kernel.log import LogError, LogUnavailable, Recorded, Unit, Unstorable
from interviewer.kernel.rows import COLUMNS, recorded
from interviewer.kernel.tasks import end
from interviewer.kernel.versions import Versions

LOCK = 0x6C6F67
CHANNEL = "interviewer_log"
JOBS_CHANNEL = "interviewer_jobs"
BATCH = 100
FORESEEN = 50
"""So many at most of what was foreseen: of a hundred who append all the time, half are made ready meanwhile."""
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
BY_INDEX = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}
"""A plan that was made while the log was small must do for it when it is large."""
ROW = COLUMNS.split(", ")


@dataclass(slots=True)
class Pending:
    """A unit waiting for its batch."""

    ready: Draft
    done: asyncio.Future[Kept]


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
        self._tip: Tip | None = None
        """Only while nobody else appends."""

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
        return tuple(map(recorded, await pending.done))

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
        self._tip = None

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
        if self._tip is not None:
            self._join(batch, min(most, FORESEEN))
            if await self._put(connection, batch, self._tip):
                return
        try:
            await connection.execute(BEGIN)
            self._join(batch, most)
            judged = await judge(connection, self._versions, [pending.ready for pending in batch])
            rows, end_it = judged.rows, "rollback"
            if rows:
                await connection.copy_records_to_table("events", records=rows, columns=ROW)
                news = await apply(connection, judged.change, self._clock, judged.now)
                if news:
                    await connection.execute("select pg_notify($1, $2)", JOBS_CHANNEL, " ".join(sorted(news)))
                end_it = f"notify {CHANNEL}, '{judged.end.position}'; commit"
            await connection.execute(end_it)
        except LOST:
            raise
        except Exception:
            await connection.execute("rollback")
            raise
        self._versions.note(rows)
        self._tip = Tip.of(judged.end, judged.now) if judged.alone else None
        _answer(batch, judged.outcomes)

    async def _put(self, connection: asyncpg.Connection[asyncpg.Record], batch: Sequence[Pending], tip: Tip) -> bool:
        """Append the batch in one statement; False if that cannot be, and nothing was kept of it."""
        self._tip = None
        foreseen = foresee(tip, self._versions, [pending.ready for pending in batch])
        if foreseen is None:
            return False
        try:
            self._tip = await put(connection, foreseen, lock=LOCK, channel=CHANNEL)
        except LOST:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, who looks into the log finds it
            return False
        if self._tip is None:
            return False
        for rows in foreseen.rows:
            self._versions.note(rows)
        _answer(batch, foreseen.rows)
        return True


def _answer(batch: Iterable[Pending], outcomes: Iterable[Kept | LogError]) -> None:
    for pending, outcome in zip(batch, outcomes, strict=True):
        if pending.done.done():
            continue
        if isinstance(outcome, LogError):
            pending.done.set_exception(outcome)
        else:
            pending.done.set_result(outcome)


def _unstorable(error: Exception) -> Unstorable:
    return Unstorable(f"the event log cannot store this: {error}")


def _away(error: Exception) -> LogUnavailable:
    return LogUnavailable(f"the event log's database did not answer: {str(error) or type(error).__name__}")


def _fail(batch: Iterable[Pending], error: LogError) -> None:
    for pending in batch:
        if not pending.done.done():
            pending.done.set_exception(error)
