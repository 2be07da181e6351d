"""What an orchestrator makes ready of a published plan, in a real Valkey, and what a call still asks a voice for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from held_interview import HeldInterview
from hosted_vendors import SECRETS, hosted_vendors
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.catalog.check import parse_plan
from interviewer.conversation import lines
from interviewer.conversation.script import Script
from interviewer.kernel.tasks import end
from interviewer.orchestrator.app import prepare_lines
from interviewer.orchestrator.line_maker import LineMaker, Voice
from interviewer.providers.lineup import lineup
from interviewer.providers.phrases import Phrases
from interviewer.providers.plans import KeptPlan
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.speech.port import SpeechUnavailable
from running_api import PLAN, settings_of
from served_valkey import served_valkey

ACCOUNT = Account("speech", "acme", "here")
NUMBERS = POLICY.prepared.model_copy(update={"pause": 1e-6, "look_every": 0.01, "again_after": 0.01})


class Spoken:
    """A voice that counts what it is asked for."""

    name = "acme/anna"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncIterator[bytes]:
        assert pace == "normal"
        self.asked.append(text)
        if self.away:
            raise SpeechUnavailable("the voice is away")
        yield b"\1\1" * 240


class Making:
    """A maker on a plane, and what it works with."""

    def __init__(self, plane: ControlPlane, redis: Redis) -> None:
        self.plane, self.redis, self.voice = plane, redis, Spoken()
        self.breakers = MemoryBreakers(POLICY.breakers)

    def maker(self, *, local: bool = False, plans: int = NUMBERS.plans) -> LineMaker:
        voices = {"en": Voice(Phrases(self.voice, self.redis), ACCOUNT, local)}
        numbers = NUMBERS.model_copy(update={"plans": plans})
        return LineMaker(self.plane, voices, self.redis, self.breakers, numbers)

    async def published(self, title: str = "Back-end engineer") -> KeptPlan:
        return await self.plane.catalog.add_plan(
            parse_plan(PLAN.replace("Back-end engineer", title), source="plan", base=None)
        )

    async def interview(self, kept: KeptPlan, name: str = "") -> list[str]:
        """What an agent that was just started asks the voice for to hold one."""
        voice = Spoken()
        questions = tuple(question.id for question in kept.plan.plan.questions)
        script = Script.from_plan(kept.plan, candidate_name=name, questions=questions, opening="full")
        phrases = Phrases(voice, self.redis, cache_within=10.0).pronounced(script.pronunciations)
        with phrases.private(*lines.naming(script)):
            assert await phrases.warm(lines.everything(script)) == 0
        return voice.asked


@pytest.fixture
async def making(plane: ControlPlane) -> AsyncIterator[Making]:
    async with served_valkey() as valkey, Redis.from_url(valkey.url) as redis:
        yield Making(plane, redis)


async def test_an_interview_by_a_prepared_plan_asks_the_voice_for_nothing_but_the_lines_with_its_candidates_name(
    making: Making,
) -> None:
    kept = await making.published()
    with structlog.testing.capture_logs() as logs:
        made = await making.maker().look()
    assert made == len(making.voice.asked) > 50
    assert [(line["plan_id"], line["made"]) for line in logs if line["event"] == "phrases.prepared"] == [
        (kept.id, made)
    ]
    assert await making.interview(kept) == []
    assert all("Ada" in line for line in await making.interview(kept, "Ada Byron"))


async def test_another_version_costs_only_what_is_new_in_it_and_an_older_one_no_more_than_wanted(
    making: Making,
) -> None:
    await making.published()
    await making.maker().look()
    making.voice.asked.clear()
    await making.published("Platform engineer")
    await making.maker().look()
    assert {"Platform engineer" in line for line in making.voice.asked} == {True}
    await making.redis.flushall()
    await making.maker(plans=1).look()
    assert not [line for line in making.voice.asked if "Back-end engineer" in line]


async def test_what_is_made_is_made_once_and_not_for_ever(making: Making) -> None:
    await making.published()
    await asyncio.gather(making.maker().look(), making.maker().look())
    assert len(making.voice.asked) == len(set(making.voice.asked))
    assert await making.maker().look() == 0
    assert all([await making.redis.ttl(key) > 0 async for key in making.redis.scan_iter()])


async def test_an_emptied_redis_is_filled_again_at_the_next_look(making: Making) -> None:
    kept = await making.published()
    made = await making.maker().look()
    await making.redis.flushall()
    assert await making.maker().look() == made
    assert await making.interview(kept) == []


async def test_a_voice_that_comes_back_goes_on_where_it_stopped(making: Making) -> None:
    kept = await making.published()
    making.voice.away = True
    task = asyncio.create_task(making.maker().run())
    try:
        async with asyncio.timeout(20):
            while len(making.voice.asked) < 2:
                await asyncio.sleep(0.01)
            making.voice.away = False
            while await making.interview(kept):
                await asyncio.sleep(0.01)
    finally:
        await end([task])


async def test_an_account_that_calls_do_not_ask_just_now_is_left_alone(making: Making) -> None:
    await making.published()
    await making.breakers.failed(ACCOUNT, "limited", 0.1, 60)
    assert await making.maker().look() == 0
    assert not making.voice.asked


async def test_the_local_voice_is_left_to_a_call_that_is_on(making: Making) -> None:
    held = await (await (await HeldInterview.scheduled(making.plane)).dialled()).leased()  # by the same plan
    assert await making.maker(local=True).look() == 0
    await (await held.live()).ended()
    assert await making.maker(local=True).look() > 50


async def test_with_a_vendors_voice_the_agents_find_what_the_orchestrator_made(
    plane: ControlPlane, postgres_dsn: str, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("prepared: {pause: 0.000001}\nspoken: {cache_within: 10.0}\n")
    async with served_valkey() as valkey, Redis.from_url(valkey.url) as redis, hosted_vendors() as vendors:
        vendors.sound = ("audio/pcm;rate=24000", [b"\1\1" * 24_000 * 6])
        given = {"azure_speech_key": SECRETS[1], "azure_speech_url": vendors.url, "redis_url": valkey.url}
        settings = settings_of(postgres_dsn, tmp_path, policy_file=policy, **given)
        kept = await plane.catalog.add_plan(parse_plan(PLAN, source="plan", base=None))
        task = asyncio.create_task(prepare_lines(plane, settings, MemoryBreakers(POLICY.breakers)))
        try:
            async with asyncio.timeout(60):
                while not await redis.keys("phrases-made-1:*") or b"making" in await redis.mget(
                    await redis.keys("phrases-made-1:*")
                ):
                    await asyncio.sleep(0.05)
        finally:
            await end([task])
        made = len(vendors.spoken)
        questions = tuple(question.id for question in kept.plan.plan.questions)
        script = Script.from_plan(kept.plan, candidate_name="", questions=questions)
        async with lineup(settings.accounts("")) as providers:
            phrases = Phrases(providers.speech, redis, cache_within=10.0)
            assert await phrases.warm(lines.everything(script)) == 0
        assert len(vendors.spoken) == made > 50


async def test_settings_without_the_voices_key_prepare_nothing_and_say_so(
    plane: ControlPlane, postgres_dsn: str, tmp_path: Path
) -> None:
    settings = settings_of(postgres_dsn, tmp_path, tts="azure", redis_url="redis://127.0.0.1:9/0")
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(prepare_lines(plane, settings, MemoryBreakers(POLICY.breakers)))
        async with asyncio.timeout(20):
            while not logs:
                await asyncio.sleep(0.01)
        assert not task.done(), "it would be begun again and say so every second"
        await end([task])
    assert ["INTERVIEWER_AZURE_SPEECH_KEY" in line["why"] for line in logs] == [True]
