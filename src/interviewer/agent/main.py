"""The agent process: reads its settings, builds what its calls share, and works until it is told to stop."""

from __future__ import annotations

import asyncio
import signal

import uvloop
from redis.asyncio import Redis

from interviewer.agent import rtc_routing, voice
from interviewer.agent.anticipation import Tokens
from interviewer.agent.call import Call, Senses
from interviewer.agent.feeder import Feeder
from interviewer.agent.worker import Worker
from interviewer.bootstrap.settings import Settings
from interviewer.kernel import garbage, heap
from interviewer.providers.blobs import FolderBlobs
from interviewer.providers.kept_blobs import KeptBlobs
from interviewer.providers.lineup import lineup
from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience.breakers import breakers_at
from interviewer.telemetry import logs
from interviewer.telemetry.watchdog import watched
from interviewer.wire.agent_link import LEASE_SECONDS


def run(settings: Settings) -> None:
    """Run the process; returns after SIGTERM or SIGINT, once every call was left. A second one leaves them at once."""
    logs.configure("agent", settings)
    settings.need("api_url", "agent_secret", "engines_url")
    heap.bound()
    rtc_routing.install()
    uvloop.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop, hurry = asyncio.Event(), asyncio.Event()

    def told() -> None:
        (hurry if stop.is_set() else stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told)
    redis = Redis.from_url(settings.redis_url) if settings.redis_url else None
    await voice.prepare()
    numbers = settings.policy.breakers
    breakers = breakers_at(redis, numbers)
    accounts = settings.accounts(settings.engines_url)
    async with lineup(accounts, policy=settings.policy, breakers=breakers) as providers:
        voices = {
            language: Phrases(speech, redis, cache_within=settings.policy.spoken.cache_within)
            for language, speech in providers.voices.items()
        }
        blobs = KeptBlobs(FolderBlobs(settings.recordings_dir), settings.state_dir / "kept")
        moving = asyncio.create_task(blobs.keep_moving(), name="kept-blobs")
        senses = Senses(
            phrases=voices["en"],
            voices=voices,
            recognition=providers.recognition,
            writing=providers.writing,
            tokens=Tokens(),
            feeder=Feeder(),
            budget=settings.budget,
            blobs=blobs,
            policy=settings.policy,
        )
        worker = Worker(
            lambda lease, reporter: Call(lease, senses, reporter, worker.link),
            api_url=settings.api_url,
            secret=settings.agent_secret,
            agent_id=settings.agent_id,
            capacity=settings.agent_capacity,
            spool_dir=settings.state_dir / "spool",
            zone=settings.zone,
            drain_within=settings.drain_within,
        )
        garbage.pass_over_the_lasting()
        with watched(LEASE_SECONDS):  # who is silent for so long has lost its calls
            await worker.run(stop, hurry)
        moving.cancel()
    if redis is not None:
        await redis.aclose()
