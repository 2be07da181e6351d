"""Read models made anew while everything goes on: nobody notices, whatever comes between."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from given_interview import (
    AGREED,
    ANSWERED,
    CARD,
    COMPLETED,
    DAY,
    ENDED,
    HOUR,
    INTERRUPTED,
    JOINED,
    LEASED,
    LEASED_AGAIN,
    NOON,
    QUEUED,
    RUNG,
    TALKING,
    TERMS,
    WAITING,
)
from interviewer.calling.campaign import CAMPAIGN, STREAM_PREFIX, CampaignChanged, CampaignCreated, CampaignPaused
from interviewer.calling.forgetting import FORGETTING, CandidateForgotten
from interviewer.calling.forgetting import STREAM_PREFIX as FORGETTINGS
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId, stream_of
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    InterviewCancelled,
    InterviewDeferred,
    InterviewEvaluated,
    InterviewHeld,
    InterviewRescheduled,
)
from interviewer.interviews.observations import TurnSpoken
from interviewer.kernel import twins
from interviewer.kernel.log import Metadata, NewEvent, Recorded, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import ProjectionStopped, ReadModel, catch_up, run_projection, standings
from interviewer.kernel.rebuild import (
    LOCK,
    NotSwitched,
    ReadModelsDiffer,
    RebuildRunning,
    Rebuilt,
    Tell,
    clear_away,
    rebuild,
)
from interviewer.kernel.rows import Connection
from interviewer.kernel.tasks import end
from interviewer.kernel.twins import Difference, ShapeChanged
from interviewer.providers.campaigns import CampaignRows
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.summaries import InterviewSummaries

PACE_SECONDS = 0.002
"""What others leave between two of their acts, for whom they share the processor with."""
HANG = Path(__file__).parents[2] / "hang_in_rebuild.py"
SPOKEN = TurnSpoken(
    epoch=1,
    number=2,
    at=NOON,
    turn_id=TurnId("t1"),
    kind="greeting",
    text="Hello",
    question_id=None,
    started=NOON,
    ended=NOON,
)
CALL: tuple[Event, ...] = (AGREED, QUEUED, RUNG, LEASED, ANSWERED, JOINED, SPOKEN, ENDED, COMPLETED)
OTHERS: tuple[tuple[Event, ...], ...] = (
    (*WAITING, InterviewRescheduled(NOON + HOUR, "me", NOON), InterviewDeferred(NOON + HOUR, "not_due", NOON)),
    (*WAITING, InterviewHeld("zone_unknown", NOON), InterviewRescheduled(NOON + DAY, "me", NOON)),
    (*WAITING, RUNG, AttemptFailed(1, "busy", NOON), InterviewCancelled("recruiter", "me", NOON)),
    (*TALKING, INTERRUPTED, LEASED_AGAIN, ENDED, COMPLETED, InterviewEvaluated(CARD, NOON)),
)
EVERYTHING = """
select c.relname, c.relkind::text, pg_get_indexdef(c.oid) as index,
       (select array_agg(row(attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))::text
                         order by attnum)
        from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
       (select array_agg(conname || ' ' || pg_get_constraintdef(oid) order by conname)
        from pg_constraint where conrelid = c.oid) as constraints
from pg_class as c where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') order by relname
"""


async def append(store: PostgresStore, stream: str, events: Sequence[NewEvent], expected: int = 0) -> None:
    await store.append(Unit(uuid4(), stream, expected, tuple(events), Metadata("req_1")))


async def call(store: PostgresStore, number: int, events: Sequence[Event] = CALL) -> None:
    await append(store, stream_of(f"int_{number:04}"), [CODEC.encode(event) for event in events])


@pytest.fixture
async def store(postgres_dsn: str) -> AsyncIterator[PostgresStore]:
    """Forty-four interviews, one candidate forgotten, a campaign that was changed; all read models are up to date."""
    async with PostgresStore(postgres_dsn) as store:
        await asyncio.gather(*(call(store, number, CALL[: 1 + number % len(CALL)]) for number in range(40)))
        await asyncio.gather(*(call(store, 40 + number, events) for number, events in enumerate(OTHERS)))
        forgotten = CandidateForgotten(("int_0003", "int_0041"), 0, 0, NOON)
        await append(store, FORGETTINGS + "cand_1", [FORGETTING.codec.encode(forgotten)])
        created = CampaignCreated("Autumn", "plan_1", TERMS, "me", NOON)
        campaign = (created, CampaignPaused("me", NOON), CampaignChanged("Winter", TERMS, "me", NOON))
        await append(store, STREAM_PREFIX + "camp_1", [CAMPAIGN.codec.encode(event) for event in campaign])
        for model in models():
            await catch_up(store, model)
        await append(store, stream_of("int_0040"), [CODEC.encode(InterviewCancelled("recruiter", "me", NOON))], 4)
        for model in models():
            await catch_up(store, model)
        yield store


def models() -> list[ReadModel]:
    return [make() for make in READ_MODELS.values()]


async def made_anew(store: PostgresStore, dsn: str, of: Sequence[ReadModel] | None = None, **more: Any) -> Rebuilt:
    connection = await asyncpg.connect(dsn)
    try:
        return await rebuild(store, connection, models() if of is None else of, **more)
    finally:
        await connection.close()


async def content(store: PostgresStore) -> list[list[str]]:
    tables = [table for model in models() for table in model.tables]
    return [
        [row["row"] for row in await store.pool.fetch(f"select t::text as row from {table} as t order by 1")]
        for table in tables
    ]


async def leftovers(store: PostgresStore) -> bool:
    return bool(await store.pool.fetchval("select exists (select from pg_namespace where nspname = 'rebuilding')"))


async def test_the_new_tables_are_as_the_old_ones_to_the_last_index(store: PostgresStore, postgres_dsn: str) -> None:
    before, definitions = await content(store), await store.pool.fetch(EVERYTHING)
    oid = await store.pool.fetchval("select 'interviews'::regclass::oid")
    done = await made_anew(store, postgres_dsn, verify=True)
    assert (done.position, done.verified) == (await store.head(), 45)
    assert await content(store) == before
    assert await store.pool.fetch(EVERYTHING) == definitions
    assert await store.pool.fetchval("select 'interviews'::regclass::oid") != oid
    assert not await leftovers(store)
    assert {one.position for one in await standings(store.pool) if one.projection in READ_MODELS} == {done.position}


async def test_one_read_model_alone_is_made_anew_and_the_others_are_left(
    store: PostgresStore, postgres_dsn: str
) -> None:
    await store.pool.execute("update campaigns set name = 'wrong'; update interviews set state = 'wrong'")
    await made_anew(store, postgres_dsn, [InterviewSummaries()])
    assert await store.pool.fetchval("select count(*) from interviews where state = 'wrong'") == 0
    assert await store.pool.fetchval("select name from campaigns") == "wrong"


async def test_a_wrong_live_row_is_named_and_nothing_is_exchanged(store: PostgresStore, postgres_dsn: str) -> None:
    await store.pool.execute("update interviews set due = now() where id = 'int_0003'")
    await store.pool.execute("update interviews set id = 'int_9999' where id = 'int_0005'")
    await store.pool.execute("delete from campaigns")
    before = await content(store)
    with pytest.raises(ReadModelsDiffer) as differ:
        await made_anew(store, postgres_dsn, verify=True)
    assert set(differ.value.differences) == {
        Difference("interviews", "int_0003", None),
        Difference("interviews", "int_0005", "rebuilt"),
        Difference("interviews", "int_9999", "live"),
        Difference("campaigns", "camp_1", "rebuilt"),
    }
    assert differ.value.count == 4
    assert await content(store) == before
    assert not await leftovers(store)
    await made_anew(store, postgres_dsn)
    assert await content(store) != before
    await made_anew(store, postgres_dsn, verify=True)


async def test_what_is_appended_meanwhile_is_in_it_and_readers_and_projections_never_see_less(
    store: PostgresStore, postgres_dsn: str
) -> None:
    counts: list[int] = []
    number = 100
    enough = asyncio.Event()

    async def write() -> None:
        nonlocal number
        while not enough.is_set():  # who is cancelled while it appends may have appended
            await call(store, number)
            number += 1
            await asyncio.sleep(PACE_SECONDS)

    async def read() -> None:
        while True:
            await asyncio.sleep(PACE_SECONDS)
            counts.append(await store.pool.fetchval("select count(*) from interviews"))

    writing = asyncio.create_task(write())
    tasks = [asyncio.create_task(work) for work in (read(), *(run_projection(store, model) for model in models()))]
    for verify in (True, False, True):
        before = number
        await made_anew(store, postgres_dsn, verify=verify)
        assert number > before
    enough.set()
    await writing
    head = await store.head()
    async with asyncio.timeout(30):
        while any(one.position < head for one in await standings(store.pool) if one.projection in READ_MODELS):
            await asyncio.sleep(0.02)
    await end(tasks)
    assert counts == sorted(counts)
    scheduled = await store.pool.fetchval("select count(*) from events where type = 'interview.scheduled'")
    assert await store.pool.fetchval("select count(*) from interviews") == scheduled
    done = await made_anew(store, postgres_dsn, verify=True)
    assert done.verified == scheduled + 1


async def test_live_projections_that_lag_or_do_not_run_are_caught_up_before_they_are_compared(
    store: PostgresStore, postgres_dsn: str
) -> None:
    await call(store, 77)
    assert (await made_anew(store, postgres_dsn, verify=True)).verified == 46


async def test_a_rebuild_killed_half_way_disturbs_nobody_and_the_next_begins_afresh(
    store: PostgresStore, postgres_dsn: str
) -> None:
    before = await content(store)
    process = await asyncio.create_subprocess_exec(sys.executable, str(HANG), postgres_dsn, stdout=-1)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"half-way\n"
    with pytest.raises(RebuildRunning):
        await made_anew(store, postgres_dsn)
    await call(store, 50)
    await catch_up(store, InterviewSummaries())
    process.kill()
    await process.wait()
    assert await leftovers(store)
    assert await store.pool.fetchval("select count(*) from interviews") == 45
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(RebuildRunning):  # the server has not noticed yet
                await made_anew(store, postgres_dsn, verify=True)
                break
    after = await content(store)
    assert (len(after[0]), after[1]) == (len(before[0]) + 1, before[1])
    assert not await leftovers(store)


async def test_what_a_killed_rebuild_left_is_cleared_away_unless_another_is_at_work(
    store: PostgresStore, postgres_dsn: str
) -> None:
    before = await content(store)
    assert not await clear_away(store.pool), "there is nothing"
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute("select pg_advisory_lock($1)", LOCK)
    await twins.make(connection, InterviewSummaries.tables)
    assert not await clear_away(store.pool)
    assert await leftovers(store)
    await connection.execute("select pg_advisory_unlock($1)", LOCK)
    async with connection.transaction():
        await connection.execute("lock table rebuilding.interviews in access share mode")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await clear_away(store.pool)
        assert await leftovers(store)
    assert await clear_away(store.pool)
    assert not await leftovers(store)
    assert (await made_anew(store, postgres_dsn)).position == await store.head()
    assert await content(store) == before
    await connection.close()


async def test_a_table_in_use_is_waited_for_and_others_pass_meanwhile(store: PostgresStore, postgres_dsn: str) -> None:
    user = await asyncpg.connect(postgres_dsn)
    await user.execute("begin; select from interviews limit 1")
    rebuilding = asyncio.create_task(made_anew(store, postgres_dsn))
    waiting = "select count(*) from pg_locks where not granted and relation = 'interviews'::regclass"
    for _ in range(2):
        async with asyncio.timeout(30):
            while not await store.pool.fetchval(waiting):
                await asyncio.sleep(0.01)
            while await store.pool.fetchval(waiting):
                await asyncio.sleep(0.01)
        await call(store, int(await store.head()))
        await catch_up(store, InterviewSummaries())
        assert not rebuilding.done()
    await user.execute("rollback")
    await user.close()
    assert (await rebuilding).position == await store.head()
    assert await store.pool.fetchval("select count(*) from interviews") == 46


class Choking(CampaignRows):
    """Cannot digest a change."""

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        if any(event.type == "campaign.changed" for event in events):
            raise KeyError("Winter")
        await super().apply(connection, events)


async def test_poison_ends_the_rebuild_at_its_position_and_the_live_one_goes_on(
    store: PostgresStore, postgres_dsn: str
) -> None:
    before = await content(store)
    with pytest.raises(ProjectionStopped) as stopped:
        await made_anew(store, postgres_dsn, [Choking()])
    assert (stopped.value.position, stopped.value.by) == (await store.head() - 1, "KeyError")
    assert await content(store) == before
    assert not await leftovers(store)


async def test_a_read_model_that_stood_still_goes_on_after_a_rebuild(store: PostgresStore, postgres_dsn: str) -> None:
    await store.pool.execute("delete from checkpoints where projection = 'campaigns'")
    with pytest.raises(ProjectionStopped):
        await catch_up(store, Choking())
    with pytest.raises(NotSwitched, match="cannot be compared"):
        await made_anew(store, postgres_dsn, [CampaignRows()], verify=True)
    await made_anew(store, postgres_dsn, [CampaignRows()])
    assert [one.stopped_at for one in await standings(store.pool) if one.projection == "campaigns"] == [None]
    await catch_up(store, CampaignRows())


async def test_a_table_that_got_another_column_meanwhile_is_not_exchanged(
    store: PostgresStore, postgres_dsn: str
) -> None:
    changed: list[asyncio.Task[str]] = []

    def tell(*_: object) -> None:
        if not changed:
            changed.append(asyncio.create_task(store.pool.execute("alter table interviews add column more text")))

    telling: Tell = tell
    with pytest.raises(ShapeChanged):
        await made_anew(store, postgres_dsn, tell=telling)
    await changed[0]
    await made_anew(store, postgres_dsn, verify=True)
    assert await store.pool.fetchval("select count(more) from interviews") == 0


async def test_an_empty_log_makes_empty_read_models(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        done = await made_anew(store, postgres_dsn, verify=True)
        assert (done.position, done.verified) == (0, 0)
