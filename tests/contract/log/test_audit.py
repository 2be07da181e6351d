"""Whatever is done to the stored log behind its back, the audit names it, and only it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from interviewer.kernel.audit import Audit, audit, head
from interviewer.kernel.breaks import Altered, Moved, Removed
from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.tasks import end

ROWS = 12


def unit(stream: str, expected: int = 0, data: str = '{"b": 1,  "a": "ä"}') -> Unit:
    return Unit(uuid4(), stream, expected, (NewEvent("thing.happened", 1, data),), Metadata("req_1", "cause", "ä"))


@pytest.fixture
async def store(postgres_dsn: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore(postgres_dsn) as store:
        yield store


@pytest.fixture
async def log(store: PostgresStore) -> PostgresStore:
    """Three streams in turn: a-1 b-1 c-1 a-2 b-2 c-2 …."""
    for position in range(ROWS):
        await store.append(unit("abc"[position % 3], position // 3))
    return store


async def audited(store: PostgresStore, page: int = 5) -> Audit:
    async with store.pool.acquire() as connection:
        return await audit(connection, await head(connection), page=page)


async def moved(store: PostgresStore, *places: tuple[int, int]) -> None:
    """Put rows at other positions, all at once."""
    for position, to in places:
        await store.pool.execute(
            "update events set global_position = $2 where global_position = $1", position, 1000 + to
        )
    await store.pool.execute("update events set global_position = global_position - 1000 where global_position > 1000")


async def test_a_whole_log_is_found_to_be_whole_whatever_the_pages(log: PostgresStore) -> None:
    for page in (1, 5, ROWS, 2000):
        found = await audited(log, page)
        assert (found.head.position, found.rows, found.breaks) == (ROWS, ROWS, ())


async def test_an_empty_log_is_whole(store: PostgresStore) -> None:
    found = await audited(store)
    assert (found.head.position, found.rows, found.breaks) == (0, 0, ())


@pytest.mark.parametrize(
    "change",
    [
        """data = '{"b": 1, "a": "ä"}'""",
        "metadata = (metadata::text || ' ')::json",
        "at = at + interval '1 microsecond'",
        "type = 'thing.happens'",
        "schema_version = 2",
        "id = gen_random_uuid()",
        "stream = 'd'",
        "version = 9",
    ],
)
@pytest.mark.parametrize("position", [1, 5])
async def test_one_changed_byte_of_a_row_names_that_row_alone(log: PostgresStore, change: str, position: int) -> None:
    await log.pool.execute(f"update events set {change} where global_position = {position}")
    (found,) = (await audited(log)).breaks
    assert isinstance(found, Altered)
    assert (found.position, found.what) == (position, "content")


@pytest.mark.parametrize("position", [1, 5])
async def test_a_changed_hash_names_its_row_alone(log: PostgresStore, position: int) -> None:
    other = "set_byte(hash, 3, 255 - get_byte(hash, 3))"
    await log.pool.execute(f"update events set hash = {other} where global_position = {position}")
    (found,) = (await audited(log)).breaks
    assert isinstance(found, Altered)
    assert (found.position, found.what) == (position, "hash")


async def test_of_a_changed_last_row_it_cannot_be_told_whether_it_was_the_hash(log: PostgresStore) -> None:
    await log.pool.execute("update events set data = '{}' where global_position = $1", ROWS)
    assert (await audited(log)).breaks == (Altered(ROWS, "c", 4, "thing.happened", None),)


async def test_changes_at_several_places_are_all_named(log: PostgresStore) -> None:
    await log.pool.execute("update events set data = '{}' where global_position in (3, 4, 10)")
    await log.pool.execute("delete from events where global_position = 7")
    assert (await audited(log)).breaks == (
        Altered(3, "c", 1, "thing.happened", None),
        Altered(4, "a", 2, "thing.happened", "content"),
        Removed(7, 7, (("a", 3, 3),)),
        Altered(10, "a", 4, "thing.happened", "content"),
    )


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        ((5,), Removed(5, 5, (("b", 2, 2),))),
        ((1,), Removed(1, 1, (("a", 1, 1),))),
        ((5, 6, 7, 8), Removed(5, 8, (("b", 2, 3), ("c", 2, 2), ("a", 3, 3)))),
        ((11,), Removed(11, 11)),
    ],
)
async def test_removed_rows_are_named_with_the_versions_their_streams_lack(
    log: PostgresStore, gone: tuple[int, ...], found: Removed
) -> None:
    await log.pool.execute("delete from events where global_position = any($1)", list(gone))
    assert (await audited(log)).breaks == (found,)


@pytest.mark.parametrize(("one", "other"), [(4, 5), (2, 9), (1, ROWS)])
async def test_two_rows_that_were_swapped_are_told_from_altered_ones(log: PostgresStore, one: int, other: int) -> None:
    await moved(log, (one, other), (other, one))
    found = (await audited(log)).breaks
    assert [(type(f), f.position, f.stands_at) for f in found if isinstance(f, Moved)] == [
        (Moved, one, other),
        (Moved, other, one),
    ]
    assert len(found) == 2


async def test_contents_that_were_swapped_under_the_hashes_are_told_too(log: PostgresStore) -> None:
    await moved(log, (3, 8), (8, 3))
    hashes = "select hash from events where global_position in (3, 8) order by global_position"
    first, second = [row["hash"] for row in await log.pool.fetch(hashes)]
    for position, hashed in ((3, second), (8, first)):
        await log.pool.execute("update events set hash = $2 where global_position = $1", position, hashed)
    found = (await audited(log)).breaks
    assert [(f.position, f.stands_at) for f in found if isinstance(f, Moved)] == [(3, 8), (8, 3)]
    assert len(found) == 2


async def test_rows_that_were_turned_round_are_each_named_with_where_they_stand(log: PostgresStore) -> None:
    await moved(log, (4, 5), (5, 6), (6, 4))
    found = (await audited(log)).breaks
    assert [(f.position, f.stands_at) for f in found if isinstance(f, Moved)] == [(4, 5), (5, 6), (6, 4)]
    assert len(found) == 3


async def test_a_row_that_was_put_to_the_end_is_not_said_to_be_gone(log: PostgresStore) -> None:
    await moved(log, (5, ROWS + 1))
    assert (await audited(log)).breaks == (Moved(5, ROWS + 1, "b", 2, "thing.happened"),)


async def test_a_row_where_none_belongs_is_named(log: PostgresStore) -> None:
    await log.pool.execute(
        "insert into events select 0, 'x', 1, gen_random_uuid(), type, 1, data, metadata, at, hash from events"
        " where global_position = 1"
    )
    assert (await audited(log)).breaks == (Altered(0, "x", 1, "thing.happened", "place"),)


async def test_a_row_made_anew_with_a_hash_of_its_own_shows_at_the_row_after_it(log: PostgresStore) -> None:
    await log.pool.execute("delete from events where global_position = 12")
    (forged,) = await log.append(unit("c", 3, '{"forged": true}'))
    assert (await audited(log)).breaks == (), "nothing stands after it: only a digest kept elsewhere shows it"
    await log.append(unit("a", 4))
    await log.pool.execute("update events set hash = sha256(hash) where global_position = $1", forged.global_position)
    (found,) = (await audited(log)).breaks
    assert isinstance(found, Altered)


async def test_a_log_whose_every_row_was_altered_is_told_row_by_row(store: PostgresStore) -> None:
    await asyncio.gather(*(store.append(unit(f"s{n}")) for n in range(300)))
    for change in ("data = '{}'", "hash = sha256(hash)"):
        await store.pool.execute(f"update events set {change}")
        found = (await audited(store, 100)).breaks
        assert [one.position for one in found if isinstance(one, Altered)] == list(range(1, 301))


async def test_the_log_is_audited_up_to_the_head_it_had_while_it_is_written(
    log: PostgresStore, postgres_dsn: str
) -> None:
    written = 0

    async def write() -> None:
        nonlocal written
        while True:
            await log.append(unit(f"w{written}"))
            written += 1

    writing = asyncio.create_task(write())
    connection = await asyncpg.connect(postgres_dsn)
    try:
        for _ in range(20):
            to = await head(connection)
            heard: list[int] = []
            found = await audit(connection, to, heard.append, page=7)
            assert (found.head, found.rows, found.breaks) == (to, to.position, ())
            assert heard[-1] == to.position
            await log.append(unit(f"between-{uuid4()}"))
        assert written
    finally:
        await end([writing])
        await connection.close()
