"""Rules across streams, which every event log judges with the append: names, pools of slots, paces, deadlines."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from interviewer.kernel.claims import room_for
from interviewer.kernel.log import (
    ClaimRefused,
    Demand,
    Effect,
    Enqueue,
    Forbid,
    Metadata,
    NameMissing,
    NameTaken,
    NewEvent,
    Pace,
    PoolFull,
    Recorded,
    Release,
    Reserve,
    Store,
    Take,
    TooFast,
    TooLate,
    Unit,
    Vacate,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def append(store: Store, *effects: Effect, not_after: datetime | None = None) -> tuple[Recorded, ...]:
    """One event in a stream of its own with these effects."""
    event = NewEvent("thing.happened", 1, "{}")
    return await store.append(Unit(uuid4(), f"s-{uuid4()}", 0, (event,), Metadata("req_1"), effects, not_after))


async def test_a_name_can_be_demanded_and_forbidden_whoever_holds_it(store: Store) -> None:
    with pytest.raises(NameMissing):
        await append(store, Demand("consent"))
    await append(store, Forbid("consent"))
    await append(store, Reserve("consent", "me"))
    await append(store, Demand("consent"))
    with pytest.raises(NameTaken) as refused:
        await append(store, Forbid("consent"))
    assert refused.value.name == "consent"
    await append(store, Release("consent", "another"))
    await append(store, Demand("consent"))
    await append(store, Release("consent", "me"))
    await append(store, Forbid("consent"))


async def test_a_pool_gives_out_its_slots_and_no_more_until_one_is_vacated(store: Store) -> None:
    await append(store, Take("calls", "a", 2))
    await append(store, Take("calls", "b", 2))
    with pytest.raises(PoolFull):
        await append(store, Take("calls", "c", 2), Enqueue("q", "k", NOON))
    assert await store.jobs("q", due_by=NOON) == ()
    await append(store, Take("calls", "a", 2))  # it has one already
    await append(store, Take("other", "c", 1))
    await append(store, Take("calls", "unlimited"))
    await append(store, Vacate("a"))
    with pytest.raises(PoolFull):
        await append(store, Take("calls", "c", 2))
    await append(store, Vacate("unlimited"))
    await append(store, Take("calls", "c", 2))


async def test_vacating_gives_back_the_slots_of_all_pools_and_can_be_repeated(store: Store) -> None:
    await append(store, Take("calls", "a", 1), Take("speech", "a", 1))
    await append(store, Vacate("a"))
    await append(store, Vacate("a"))
    await append(store, Take("calls", "b", 1), Take("speech", "b", 1))


async def test_of_many_takers_at_once_as_many_get_a_slot_as_there_are(store: Store) -> None:
    asked = [append(store, Take("calls", f"owner-{n}", 7)) for n in range(60)]
    outcomes = Counter(type(one) for one in await asyncio.gather(*asked, return_exceptions=True))
    assert outcomes == {tuple: 7, PoolFull: 53}


async def test_a_unit_that_is_refused_for_one_claim_makes_none_of_the_others(store: Store) -> None:
    await append(store, Reserve("held", "me"))
    with pytest.raises(ClaimRefused):
        await append(store, Reserve("free", "me"), Take("calls", "a", 1), Forbid("held"))
    await append(store, Forbid("free"), Take("calls", "b", 1))


async def test_a_pace_lets_a_burst_through_and_then_tells_when_to_come_again(store: Store) -> None:
    pace = Pace("trunk", HOUR, 3)
    asked = [append(store, pace) for _ in range(10)]
    outcomes = Counter(type(one) for one in await asyncio.gather(*asked, return_exceptions=True))
    assert outcomes == {tuple: 3, TooFast: 7}
    with pytest.raises(TooFast) as refused:
        await append(store, pace)
    assert 3500 < refused.value.after <= 3600


def test_how_many_may_follow_at_a_pace() -> None:
    second = timedelta(seconds=1)
    assert room_for(None, second, 3, NOON) == 3
    assert room_for(NOON - HOUR, second, 3, NOON) == 3
    assert room_for(NOON + second, second, 3, NOON) == 2
    assert room_for(NOON + 2.5 * second, second, 3, NOON) == 0
    assert room_for(NOON + HOUR, second, 3, NOON) == 0


async def test_what_was_decided_too_long_ago_is_refused(store: Store) -> None:
    now = datetime.now(UTC)
    with pytest.raises(TooLate):
        await append(store, Reserve("n", "me"), not_after=now - timedelta(seconds=5))
    await append(store, Forbid("n"), not_after=now + HOUR)
