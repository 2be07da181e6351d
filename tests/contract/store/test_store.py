"""What every event log promises; see `kernel.log.Store`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from interviewer.kernel.breaks import Altered, Moved, Removed
from interviewer.kernel.log import (
    Dequeue,
    Effect,
    Enqueue,
    Metadata,
    NameTaken,
    NewEvent,
    Release,
    Reserve,
    Store,
    Unit,
    VersionConflict,
)
from stored_rows import breaks

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def unit(
    stream: str = "s",
    expected: int = 0,
    *,
    count: int = 1,
    command_id: UUID | None = None,
    effects: tuple[Effect, ...] = (),
    data: str = '{"b": 1,  "a": "ä"}',
) -> Unit:
    events = tuple(NewEvent("thing.happened", 1, data) for _ in range(count))
    return Unit(command_id or uuid4(), stream, expected, events, Metadata("req_1", "cause", "tester"), effects)


async def test_what_was_appended_is_read_back_to_the_byte(store: Store) -> None:
    appended = await store.append(unit(count=2))
    assert [row.version for row in appended] == [1, 2]
    assert await store.read_stream("s") == appended
    assert await store.read_all() == appended
    assert appended[0].data == '{"b": 1,  "a": "ä"}'
    assert appended[0].metadata == Metadata("req_1", "cause", "tester")
    assert appended[0].at.tzinfo is not None


async def test_streams_have_their_own_versions_and_share_one_order(store: Store) -> None:
    await store.append(unit("a", count=2))
    await store.append(unit("b"))
    await store.append(unit("a", 2))
    assert [(r.stream, r.version, r.global_position) for r in await store.read_all()] == [
        ("a", 1, 1),
        ("a", 2, 2),
        ("b", 1, 3),
        ("a", 3, 4),
    ]
    assert [row.version for row in await store.read_stream("a", after_version=2)] == [3]
    assert [row.global_position for row in await store.read_all(after=1, limit=2)] == [2, 3]
    assert await store.head() == 4


async def test_an_empty_log_has_head_0(store: Store) -> None:
    assert await store.head() == 0
    assert await store.read_all() == ()
    assert await store.read_stream("s") == ()


@pytest.mark.parametrize("expected", [0, 2])
async def test_a_command_that_expected_another_version_keeps_nothing(store: Store, expected: int) -> None:
    await store.append(unit())
    with pytest.raises(VersionConflict):
        await store.append(unit(expected=expected, effects=(Enqueue("q", "k", NOON), Reserve("n", "me"))))
    assert await store.head() == 1
    assert await store.jobs("q", due_by=NOON) == ()
    await store.append(unit("other", effects=(Reserve("n", "you"),)))


async def test_a_command_appended_twice_is_in_the_log_once_and_answers_the_same(store: Store) -> None:
    command_id = uuid4()
    first = await store.append(unit(count=2, command_id=command_id))
    await store.append(unit(expected=2))
    again = await store.append(unit(count=2, command_id=command_id))
    assert again == first
    assert await store.head() == 3


async def test_of_many_at_once_only_the_conflicting_ones_are_refused(store: Store) -> None:
    units = [unit(f"s{n % 10}") for n in range(50)]
    outcomes = await asyncio.gather(*(store.append(u) for u in units), return_exceptions=True)
    kept = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, VersionConflict)]
    assert (len(kept), len(refused)) == (10, 40)
    assert [row.global_position for row in await store.read_all()] == list(range(1, 11))


async def test_the_same_command_many_times_at_once_is_one(store: Store) -> None:
    command = unit(count=2)
    outcomes = await asyncio.gather(*(store.append(command) for _ in range(20)))
    assert len(set(outcomes)) == 1
    assert await store.head() == 2


async def test_a_job_exists_from_the_moment_its_cause_is_in_the_log_until_taken_out(store: Store) -> None:
    await store.append(unit(effects=(Enqueue("q", "k", NOON, {"n": 1}), Enqueue("other", "k", NOON))))
    (job,) = await store.jobs("q", due_by=NOON)
    assert (job.key, job.due, dict(job.payload)) == ("k", NOON, {"n": 1})
    await store.append(unit(expected=1, effects=(Enqueue("q", "k", NOON + timedelta(hours=1), {"n": 2}),)))
    assert await store.jobs("q", due_by=NOON) == ()
    (job,) = await store.jobs("q", due_by=NOON + timedelta(hours=1))
    assert dict(job.payload) == {"n": 2}
    await store.append(unit(expected=2, effects=(Dequeue("q", "k"), Dequeue("q", "none"))))
    assert await store.jobs("q", due_by=NOON + timedelta(hours=1)) == ()


async def test_jobs_come_oldest_first(store: Store) -> None:
    due = {"c": 0, "a": 2, "b": 2, "d": 1}
    effects = tuple(Enqueue("q", key, NOON + timedelta(minutes=minute)) for key, minute in due.items())
    await store.append(unit(effects=effects))
    found = await store.jobs("q", due_by=NOON + timedelta(hours=1))
    assert [job.key for job in found] == ["c", "d", "a", "b"]
    assert [job.key for job in await store.jobs("q", due_by=NOON + timedelta(hours=1), limit=2)] == ["c", "d"]


async def test_a_name_belongs_to_one_owner_until_given_back(store: Store) -> None:
    await store.append(unit("a", effects=(Reserve("line", "a"),)))
    await store.append(unit("a", 1, effects=(Reserve("line", "a"),)))
    with pytest.raises(NameTaken):
        await store.append(unit("b", effects=(Reserve("line", "b"),)))
    assert await store.read_stream("b") == ()
    await store.append(unit("b", effects=(Release("line", "b"),)))
    with pytest.raises(NameTaken):
        await store.append(unit("b", 1, effects=(Reserve("line", "b"),)))
    await store.append(unit("a", 2, effects=(Release("line", "a"),)))
    await store.append(unit("b", 1, effects=(Reserve("line", "b"),)))


async def test_of_many_who_want_a_name_at_once_one_gets_it(store: Store) -> None:
    wanting = [unit(f"s{n}", effects=(Reserve("line", f"s{n}"),)) for n in range(20)]
    outcomes = await asyncio.gather(*(store.append(u) for u in wanting), return_exceptions=True)
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 19
    assert await store.head() == 1


async def test_a_follower_gets_what_was_there_and_what_comes_and_misses_nothing(store: Store) -> None:
    await store.append(unit("before", count=3))
    seen: list[int] = []

    async def follow() -> None:
        async for batch in store.follow(1):
            seen.extend(row.global_position for row in batch)
            if seen[-1] == 43:
                return

    following = asyncio.create_task(follow())
    for n in range(40):
        await store.append(unit(f"s{n}"))
    await asyncio.wait_for(following, 30)
    assert seen == list(range(2, 44))


async def test_a_follower_that_takes_less_than_comes_misses_none(store: Store) -> None:
    await store.append(unit("before"))
    seen: list[int] = []
    more = ["first", "second", "third"]
    async for batch in store.follow(0):
        seen.extend(row.global_position for row in batch)
        if more:  # a thousand, before it looks again
            name = more.pop()
            await asyncio.gather(*(store.append(unit(f"{name}-{n}", count=10)) for n in range(100)))
        elif len(seen) >= await store.head():
            break
    assert seen == list(range(1, 3002))


async def test_the_chain_holds_over_everything_appended(store: Store) -> None:
    await asyncio.gather(*(store.append(unit(f"s{n}", count=3)) for n in range(20)))
    rows = await store.read_all()
    assert len(rows) == 60
    assert breaks(rows) == ()


async def test_an_altered_or_removed_row_shows_and_two_that_changed_places(store: Store) -> None:
    for n in range(5):
        await store.append(unit(f"s{n}"))
    rows = await store.read_all()
    assert breaks((*rows[:2], replace(rows[2], data="{}"), *rows[3:])) == (
        Altered(3, "s2", 1, rows[2].type, "content"),
    )
    assert breaks((*rows[:2], *rows[3:])) == (Removed(3, 3),)
    second, third = (replace(row, global_position=position) for row, position in ((rows[2], 2), (rows[1], 3)))
    turned = (Moved(2, 3, "s1", 1, rows[1].type), Moved(3, 2, "s2", 1, rows[2].type))
    assert breaks((rows[0], second, third, *rows[3:])) == turned
    assert breaks(rows[:3]) == (), "a tail cut off shows only against a head kept elsewhere"
