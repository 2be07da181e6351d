"""The breakers of all accounts: in Redis they open for every process at once, in memory for this one.

Redis is asked shortly and never waited for: without it each process goes by what it saw itself.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.providers import failure
from interviewer.providers.resilience.breaker import Account, Breaker, Failed, Outcome, Succeeded
from interviewer.providers.resilience.incidents import BreakerChanged, Kind, notice
from interviewer.providers.resilience.policy import Breakers as Numbers
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

READ: Final = "local t = redis.call('time') return {redis.call('get', KEYS[1]), t[1], t[2]}"
"""One clock for all, and it is Redis's."""
SWAP: Final = """
local found = redis.call('get', KEYS[1])
if (found or '') ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('zadd', KEYS[2], ARGV[4], KEYS[1])
redis.call('pexpire', KEYS[2], ARGV[3])
return 1
"""
"""Only what nobody else has changed meanwhile."""
PARTS: Final[Mapping[str, Kind]] = {"recognition": "recognition", "writing": "writing", "speech": "speech"}
KNOWN: Final = "breakers-1"
"""The names of all breakers, by when each was last used."""
KEPT_SECONDS: Final = 24 * 3600.0
"""For which a breaker is remembered that nobody asks."""
TRIES: Final = 4
"""To change one that others change too; then the outcome is not counted, which is harmless."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A breaker as it is now. `opens_in`: seconds until a call may try, where it is open."""

    account: Account
    breaker: Breaker
    opens_in: float


class Breakers(Protocol):
    """Whether accounts are asked."""

    async def allows(self, account: Account) -> bool:
        """Whether a call may ask it now. Of those who are let in after an opening, one is: it tries."""
        ...

    async def succeeded(self, account: Account, seconds: float) -> None:
        """It served; its first word or sound came after so many seconds."""
        ...

    async def failed(
        self, account: Account, kind: failure.Kind, seconds: float, retry_after: float | None = None
    ) -> None:
        """It did not serve."""
        ...

    async def standing(self) -> tuple[Standing, ...]:
        """All that there are."""
        ...


class MemoryBreakers:
    """See `Breakers`; of this process alone. `clock` in seconds, `draw` between 0 and 1."""

    def __init__(
        self,
        numbers: Numbers,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._numbers = numbers
        self._clock = clock
        self._draw = draw
        self._breakers: dict[Account, Breaker] = {}

    async def allows(self, account: Account) -> bool:
        """See `Breakers.allows`."""
        before = self._breakers.get(account, Breaker())
        allowed, after = before.asked(self._clock(), self._numbers)
        self._changed(account, before, after)
        return allowed

    async def succeeded(self, account: Account, seconds: float) -> None:
        """See `Breakers.succeeded`."""
        self._after(account, Succeeded(seconds))

    async def failed(
        self, account: Account, kind: failure.Kind, seconds: float, retry_after: float | None = None
    ) -> None:
        """See `Breakers.failed`."""
        self._after(account, Failed(kind, seconds, retry_after))

    async def standing(self) -> tuple[Standing, ...]:
        """See `Breakers.standing`."""
        now = self._clock()
        return tuple(_standing(account, breaker, now) for account, breaker in self._breakers.items())

    def _after(self, account: Account, outcome: Outcome) -> None:
        before = self._breakers.get(account, Breaker())
        self._changed(account, before, before.after(outcome, self._clock(), self._numbers, self._draw()))

    def _changed(self, account: Account, before: Breaker, after: Breaker) -> None:
        self._breakers[account] = after
        _tell(account, before, after)


class RedisBreakers:
    """See `Breakers`. While Redis is away, what this process saw itself counts."""

    def __init__(
        self,
        redis: Redis,
        numbers: Numbers,
        *,
        clock: Callable[[], float] | None = None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`clock` instead of Redis's own, for tests."""
        self._redis = redis
        self._numbers = numbers
        self._clock = clock
        self._draw = draw
        self._alone = MemoryBreakers(numbers, draw=draw)
        self._away_until = 0.0

    async def allows(self, account: Account) -> bool:
        """See `Breakers.allows`."""
        changed = await self._change(account, lambda breaker, now: breaker.asked(now, self._numbers))
        return await self._alone.allows(account) if changed is None else changed

    async def succeeded(self, account: Account, seconds: float) -> None:
        """See `Breakers.succeeded`."""
        if await self._after(account, Succeeded(seconds)) is None:
            await self._alone.succeeded(account, seconds)

    async def failed(
        self, account: Account, kind: failure.Kind, seconds: float, retry_after: float | None = None
    ) -> None:
        """See `Breakers.failed`."""
        if await self._after(account, Failed(kind, seconds, retry_after)) is None:
            await self._alone.failed(account, kind, seconds, retry_after)

    async def standing(self) -> tuple[Standing, ...]:
        """See `Breakers.standing`."""
        if time.monotonic() < self._away_until:
            return await self._alone.standing()
        try:
            async with asyncio.timeout(self._numbers.redis_within):
                return tuple([one async for one in self._all()])
        except (RedisError, OSError) as error:
            self._away(error)
            return await self._alone.standing()

    async def _all(self) -> AsyncIterator[Standing]:
        for name in await self._redis.zrange(KNOWN, 0, -1):
            key = name.decode() if isinstance(name, bytes) else str(name)
            breaker, _, now = await self._read(key)
            _, part, row, where = key.split(":", 3)
            if (kind := PARTS.get(part)) is not None:
                yield _standing(Account(kind, row, where), breaker, now)

    async def _after(self, account: Account, outcome: Outcome) -> bool | None:
        draw = self._draw()
        return await self._change(
            account, lambda breaker, now: (True, breaker.after(outcome, now, self._numbers, draw))
        )

    async def _change(self, account: Account, change: Callable[[Breaker, float], tuple[bool, Breaker]]) -> bool | None:
        """What the change says; None when Redis did not answer. It is told once, by whoever made it."""
        if time.monotonic() < self._away_until:
            return None
        said, after = True, Breaker()
        try:
            async with asyncio.timeout(self._numbers.redis_within):
                for _ in range(TRIES):
                    before, stored, now = await self._read(account.key)
                    said, after = change(before, now)
                    if after == before or await self._swap(account.key, stored, after, now):
                        _tell(account, before, after)
                        return said
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            self._away(error)
            return None
        return said and after.phase == "closed"

    async def _read(self, key: str) -> tuple[Breaker, str, float]:
        found, seconds, micros = await self._redis.eval(READ, 1, key)
        now = self._clock() if self._clock is not None else int(seconds) + int(micros) / 1e6
        stored = _text(found)
        try:
            breaker = Breaker.of(json.loads(stored)) if stored else Breaker()
        except (ValueError, TypeError, AttributeError):  # nobody's of ours
            breaker = Breaker()
        return breaker, stored, now

    async def _swap(self, key: str, stored: str, after: Breaker, now: float) -> bool:
        kept = str(round(KEPT_SECONDS * 1000))
        text = json.dumps(after.stored)
        return bool(await self._redis.eval(SWAP, 2, key, KNOWN, stored, text, kept, str(now)))

    def _away(self, error: Exception) -> None:
        if time.monotonic() >= self._away_until:
            log.warning("breakers.redis_away", error=type(error).__name__)
        self._away_until = time.monotonic() + self._numbers.redis_again_after


def breakers_at(redis: Redis | None, numbers: Numbers) -> Breakers:
    """Those of all processes where there is a Redis, else this process's own."""
    return MemoryBreakers(numbers) if redis is None else RedisBreakers(redis, numbers)


def _text(found: Any) -> str:  # noqa: ANN401 - whatever Redis has
    if isinstance(found, bytes):
        return found.decode("utf-8", "replace")
    return found or ""


def _standing(account: Account, breaker: Breaker, now: float) -> Standing:
    return Standing(account, breaker, max(0.0, breaker.until - now) if breaker.phase == "open" else 0.0)


def _tell(account: Account, before: Breaker, after: Breaker) -> None:
    if after.phase != before.phase:
        reason = after.reason if after.phase == "open" else f"after {before.reason}" if before.reason else ""
        notice(BreakerChanged(account.part, account.row, after.phase, reason))
