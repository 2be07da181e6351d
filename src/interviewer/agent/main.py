"""The agent process: reads its settings, builds what its calls share, and works until it is told to stop."""

from __future__ import annotations

import asyncio
import signal

import httpx
import uvloop
from redis.asyncio import Redis

from interviewer.agent.call import Call, Senses
from interviewer.agent.worker import Worker
from interviewer.bootstrap.settings import Settings
from interviewer.providers.blobs import FolderBlobs
from interviewer.providers.phrases import EngineSpeech, Phrases
from interviewer.providers.recognition import RECOGNITION, voice_activity
from interviewer.telemetry import logs


def run(settings: Settings) -> None:
    """Run the process; returns after SIGTERM or SIGINT, once every call was left."""
    logs.configure("agent", settings)
    settings.need("api_url", "agent_secret", "engines_url")
    uvloop.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    redis = Redis.from_url(settings.redis_url) if settings.redis_url else None
    async with httpx.AsyncClient() as client:
        senses = Senses(
            phrases=Phrases(EngineSpeech(client, settings.engines_url), redis),
            recognition=lambda: RECOGNITION["local"](client, settings.engines_url),
            voice_activity=voice_activity(),
            blobs=FolderBlobs(settings.recordings_dir),
        )
        worker = Worker(
            lambda lease, reporter: Call(lease, senses, reporter),
            api_url=settings.api_url,
            secret=settings.agent_secret,
            agent_id=settings.agent_id,
            capacity=settings.agent_capacity,
            spool_dir=settings.state_dir / "spool",
            zone=settings.zone,
        )
        await worker.run(stop)
    if redis is not None:
        await redis.aclose()
