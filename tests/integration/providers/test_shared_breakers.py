"""Breakers in Redis: one for all processes, and none the worse when Redis goes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import RedisBreakers
from interviewer.providers.resilience.policy import POLICY
from served_valkey import Valkey, served_valkey

VOICE = Account("speech", "azure", "westeurope#1a2b3c")
NUMBERS = POLICY.breakers.model_copy(update={"redis_within": 10.0, "redis_again_after": 1e-9})


@pytest.fixture
async def valkey() -> AsyncIterator[Valkey]:
    async with served_valkey() as server:
        yield server


async def fail(breakers: RedisBreakers) -> None:
    for _ in range(NUMBERS.minimum):
        await breakers.failed(VOICE, "broken", 0.1)


async def test_what_one_process_found_out_holds_for_all(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as one, Redis.from_url(valkey.url) as other:
        await fail(RedisBreakers(one, NUMBERS))
        breakers = RedisBreakers(other, NUMBERS)
        assert not await breakers.allows(VOICE)
        (standing,) = await breakers.standing()
        assert standing.account == VOICE
        assert 0 < standing.opens_in <= NUMBERS.open_seconds * (1 + NUMBERS.jitter)


async def test_without_redis_a_process_goes_by_what_it_saw_itself_and_comes_back(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as redis:
        breakers = RedisBreakers(redis, NUMBERS)
        valkey.stop()
        assert await breakers.allows(VOICE)
        await fail(breakers)
        assert not await breakers.allows(VOICE)
        assert [one.breaker.phase for one in await breakers.standing()] == ["open"]
        await valkey.start()
        assert await breakers.allows(VOICE)


async def test_an_emptied_redis_closes_them_and_disturbs_nobody(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as redis:
        breakers = RedisBreakers(redis, NUMBERS)
        await fail(breakers)
        await redis.flushall()
        assert await breakers.allows(VOICE)


async def test_what_others_wrote_in_its_place_is_no_breaker(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as redis:
        for wrong in ("{", "[1]", '{"phase": "closed", "color": 3}', '"x"'):
            await redis.set(VOICE.key, wrong)
            breakers = RedisBreakers(redis, NUMBERS)
            assert await breakers.allows(VOICE)
            await breakers.succeeded(VOICE, 0.1)
