"""The orchestrator process: works until it is told to stop. Nothing is lost by stopping it at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import uvloop

from interviewer.bootstrap.settings import Settings
from interviewer.kernel import garbage
from interviewer.orchestrator.app import orchestrate
from interviewer.telemetry.logs import get_logger
from interviewer.telemetry.watchdog import watched

log = get_logger(__name__)
STANDS_STILL_SECONDS = 15.0
"""How long the event loop may stand still. Until then the calls go on by themselves."""


def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM."""
    garbage.look_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(settings))


async def _until_told(settings: Settings) -> None:
    work = asyncio.create_task(orchestrate(settings))
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, work.cancel)
    with watched(STANDS_STILL_SECONDS), contextlib.suppress(asyncio.CancelledError):
        await work
    log.info("stopped")
