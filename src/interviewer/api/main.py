"""The api process: one HTTP server until it is told to stop."""

from __future__ import annotations

import asyncio
import signal

import uvicorn
import uvloop

from interviewer.api.app import create_app
from interviewer.bootstrap.settings import Settings
from interviewer.kernel import garbage
from interviewer.telemetry.watchdog import watched

STANDS_STILL_SECONDS = 15.0
"""How long the event loop may stand still. Until then the calls go on by themselves."""
GRACE_SECONDS = 3
"""How long open streams may take to end."""


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    for told in (signal.SIGINT, signal.SIGTERM):
        # The server takes them over; it raises them once more when it has ended, and then nothing is left to do.
        signal.signal(told, lambda *_: None)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_ping_interval=5,
        ws_ping_timeout=10,
        ws_max_size=4 * 1024 * 1024,
    )
    garbage.look_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(uvicorn.Server(config)))


async def _serve(server: uvicorn.Server) -> None:
    with watched(STANDS_STILL_SECONDS):
        await server.serve()
