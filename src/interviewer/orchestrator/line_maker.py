"""Makes the lines of plans that were published, before the first call by them: in Redis, for all agents.

Nothing waits for it. What is not made yet, or was lost with Redis, a call makes itself. Lines that name the candidate
are not among them, nor those at the slower pace, which few ask for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.conversation import lines
from interviewer.conversation.script import Script
from interviewer.providers.failure import ProviderFailed
from interviewer.providers.phrases import Phrases
from interviewer.providers.plans import KeptPlan
from interviewer.providers.resilience import closed
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.resilience.policy import Prepared
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)
MADE: Final = "phrases-made-1:"
"""Begins the keys that say that a version's lines are made, or being made; Redis loses them with the lines."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says the lines of a language. `local`: it needs this machine's processor, and has one lane for all calls."""

    phrases: Phrases
    account: Account
    local: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    voice: Voice
    phrases: Phrases
    lines: tuple[str, ...]
    mark: str

    @classmethod
    def of(cls, kept: KeptPlan, voice: Voice) -> _Wanted:
        questions = tuple(question.id for question in kept.plan.plan.questions)
        script = Script.from_plan(kept.plan, candidate_name="", questions=questions)
        phrases, said = voice.phrases.pronounced(script.pronunciations), lines.everything(script)
        return cls(voice, phrases, said, MADE + phrases.digest(said))


class LineMaker:
    """Any number may run: Redis says who makes which version."""

    def __init__(
        self, plane: ControlPlane, voices: Mapping[str, Voice], redis: Redis, breakers: Breakers, numbers: Prepared
    ) -> None:
        self._plane = plane
        self._voices = voices
        self._redis = redis
        self._breakers = breakers
        self._numbers = numbers
        self._wanted: dict[str, _Wanted] = {}

    async def run(self) -> None:
        """Look for ever; a voice or a Redis that is away is told once."""
        away = ""
        while True:
            try:
                await self.look()
            except (RedisError, OSError, ProviderFailed) as error:
                if (why := type(error).__name__) != away:
                    log.warning("phrases.not_prepared", why=why)
                away = why
                await asyncio.sleep(self._numbers.again_after)
            else:
                away = ""
                await asyncio.sleep(self._numbers.look_every)

    async def look(self) -> int:
        """Make the lines of each of the newest versions that has none, the newest first; how many lines were made.

        Raises what Redis raises, and `SpeechUnavailable`.
        """
        newest = await self._plane.catalog.newest(self._numbers.plans)
        voices = self._voices
        self._wanted = {
            kept.id: self._wanted.get(kept.id) or _Wanted.of(kept, voices[kept.plan.plan.language])
            for kept in newest
            if kept.plan.plan.language in voices
        }
        return sum([await self._version(plan_id, wanted) for plan_id, wanted in self._wanted.items()])

    async def _version(self, plan_id: str, wanted: _Wanted) -> int:
        if await self._redis.exists(wanted.mark) or not await self._free(wanted.voice):
            return 0
        if not await self._redis.set(wanted.mark, "making", ex=round(self._numbers.making_for), nx=True):
            return 0
        made, whole, begun = 0, False, time.monotonic()
        try:
            for line in wanted.lines:
                if await wanted.phrases.share(line):
                    made += 1
                    await self._redis.expire(wanted.mark, round(self._numbers.making_for))
                    if not await self._free(wanted.voice):
                        log.info("phrases.put_off", plan_id=plan_id, made=made, lines=len(wanted.lines))
                        return made
                    await asyncio.sleep(self._numbers.pause)
            whole = True
        finally:
            if not whole:
                await self._redis.delete(wanted.mark)
        await self._redis.set(wanted.mark, "made", ex=round(self._numbers.seen_to_every))
        seconds = round(time.monotonic() - begun, 1)
        log.info("phrases.prepared", plan_id=plan_id, lines=len(wanted.lines), made=made, seconds=seconds)
        return made

    async def _free(self, voice: Voice) -> bool:
        """Whether no call needs the voice now, and its account is one that calls ask."""
        if voice.local:
            return await self._plane.heartbeats.calls() == 0
        return closed.of(voice.account, await self._breakers.standing()).breaker.phase == "closed"
