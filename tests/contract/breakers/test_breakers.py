"""The breakers of a process and those of all processes, on a real Valkey, under one contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers, MemoryBreakers, RedisBreakers
from interviewer.providers.resilience.incidents import BreakerChanged, Happening, noticing
from interviewer.providers.resilience.policy import POLICY
from served_valkey import served_valkey

VOICE = Account("speech", "azure", "westeurope#1a2b3c")
MODEL = Account("writing", "openai", "api.openai.com#4d5e6f")
NUMBERS = POLICY.breakers.model_copy(update={"redis_within": 10.0, "jitter": 0.0})


class Now:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture(params=["memory", "valkey"])
async def breakers(request: pytest.FixtureRequest, now: Now) -> AsyncIterator[Breakers]:
    if request.param == "memory":
        yield MemoryBreakers(NUMBERS, clock=now)
        return
    async with served_valkey() as server, Redis.from_url(server.url) as redis:
        yield RedisBreakers(redis, NUMBERS, clock=now)


async def fail(breakers: Breakers, times: int = NUMBERS.minimum, account: Account = VOICE) -> None:
    for _ in range(times):
        await breakers.failed(account, "broken", 0.1)


async def test_an_account_that_nobody_has_asked_yet_may_be_asked(breakers: Breakers) -> None:
    assert await breakers.allows(VOICE)
    assert [one for one in await breakers.standing() if one.breaker.phase != "closed"] == []


async def test_fewer_failures_than_the_minimum_say_nothing(breakers: Breakers) -> None:
    await fail(breakers, NUMBERS.minimum - 1)
    assert await breakers.allows(VOICE)


async def test_an_account_that_fails_is_asked_no_more_and_the_others_are(breakers: Breakers) -> None:
    await fail(breakers)
    assert not await breakers.allows(VOICE)
    assert await breakers.allows(MODEL)


async def test_a_few_failures_among_many_calls_that_were_served_are_borne(breakers: Breakers) -> None:
    for _ in range(12):
        await breakers.succeeded(VOICE, 0.2)
    await fail(breakers, 10)
    assert await breakers.allows(VOICE)
    await fail(breakers, 2)
    assert not await breakers.allows(VOICE)


async def test_what_comes_too_late_counts_as_a_failure(breakers: Breakers) -> None:
    for _ in range(NUMBERS.minimum):
        await breakers.succeeded(VOICE, NUMBERS.slow_after + 0.1)
    assert not await breakers.allows(VOICE)


async def test_failures_of_long_ago_are_forgotten(breakers: Breakers, now: Now) -> None:
    await fail(breakers, NUMBERS.minimum - 1)
    now.seconds += NUMBERS.window
    await fail(breakers, 1)
    for _ in range(NUMBERS.minimum):
        await breakers.succeeded(VOICE, 0.1)
    await fail(breakers, 1)
    assert await breakers.allows(VOICE)


async def test_one_call_alone_tries_and_closes_it_for_all(breakers: Breakers, now: Now) -> None:
    await asyncio.gather(*(breakers.allows(MODEL) for _ in range(8)))  # there are connections to ask by all at once
    await fail(breakers)
    now.seconds += NUMBERS.open_seconds + 0.1
    asked = await asyncio.gather(*(breakers.allows(VOICE) for _ in range(8)))
    assert sorted(asked) == [False] * 7 + [True]
    await breakers.succeeded(VOICE, 0.2)
    assert all(await asyncio.gather(*(breakers.allows(VOICE) for _ in range(3))))


async def test_a_try_that_fails_opens_it_for_twice_as_long(breakers: Breakers, now: Now) -> None:
    await fail(breakers)
    now.seconds += NUMBERS.open_seconds + 0.1
    assert await breakers.allows(VOICE)
    await fail(breakers, 1)
    now.seconds += NUMBERS.open_seconds + 0.1
    assert not await breakers.allows(VOICE)
    now.seconds += NUMBERS.open_seconds
    assert await breakers.allows(VOICE)


async def test_a_try_of_which_nothing_is_heard_leaves_its_place_to_another(breakers: Breakers, now: Now) -> None:
    await fail(breakers)
    now.seconds += NUMBERS.open_seconds + 0.1
    assert await breakers.allows(VOICE)
    assert not await breakers.allows(VOICE)
    now.seconds += NUMBERS.probe_within + 0.1
    assert await breakers.allows(VOICE)


async def test_what_was_begun_before_it_opened_changes_nothing_when_it_ends_well(breakers: Breakers) -> None:
    await fail(breakers)
    await breakers.succeeded(VOICE, 0.2)
    assert not await breakers.allows(VOICE)


async def test_a_refusal_opens_it_at_the_first_call_and_for_longer(breakers: Breakers, now: Now) -> None:
    await breakers.failed(VOICE, "refused", 0.1)
    now.seconds += NUMBERS.refused_seconds - 0.1
    assert not await breakers.allows(VOICE)
    now.seconds += 0.2
    assert await breakers.allows(VOICE)


@pytest.mark.parametrize(("asked", "kept"), [(45.0, 45.0), (0.0, NUMBERS.open_seconds), (1e9, NUMBERS.open_cap)])
async def test_a_vendor_that_asks_to_be_left_alone_is_believed_within_reason(
    breakers: Breakers, now: Now, asked: float, kept: float
) -> None:
    await breakers.failed(VOICE, "limited", 0.1, asked)
    (standing,) = await breakers.standing()
    assert (standing.account, standing.breaker.kind) == (VOICE, "limited")
    assert standing.opens_in == pytest.approx(kept)
    now.seconds += kept - 0.1
    assert not await breakers.allows(VOICE)
    now.seconds += 0.2
    assert await breakers.allows(VOICE)


async def test_a_later_answer_that_asks_for_longer_is_heeded(breakers: Breakers) -> None:
    await breakers.failed(VOICE, "limited", 0.1, 20)
    await breakers.failed(VOICE, "limited", 0.1, 90)
    await breakers.failed(VOICE, "broken", 0.1)
    (standing,) = await breakers.standing()
    assert standing.opens_in == pytest.approx(90)


async def test_every_transition_is_told_once_to_whoever_has_to_do_with_it(breakers: Breakers, now: Now) -> None:
    told: list[Happening] = []
    with noticing(told.append):
        await fail(breakers, NUMBERS.minimum + 2)
        now.seconds += NUMBERS.open_seconds + 0.1
        await breakers.allows(VOICE)
        await breakers.allows(VOICE)
        await breakers.succeeded(VOICE, 0.1)
    assert [one.phase for one in told if isinstance(one, BreakerChanged)] == ["open", "half_open", "closed"]


async def test_every_transition_is_counted_over_the_life_of_the_account(breakers: Breakers, now: Now) -> None:
    for _ in range(2):
        await fail(breakers)
        now.seconds += NUMBERS.open_seconds + 0.1
        assert await breakers.allows(VOICE)
        await breakers.failed(VOICE, "broken", 0.1)
        now.seconds += 2 * NUMBERS.open_seconds + 0.1
        assert await breakers.allows(VOICE)
        await breakers.succeeded(VOICE, 0.1)
    (standing,) = await breakers.standing()
    assert (standing.breaker.opened, standing.breaker.tried, standing.breaker.closed) == (4, 4, 2)
