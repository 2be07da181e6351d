"""The api process: one HTTP server until it is told to stop."""

from __future__ import annotations

import signal

import uvicorn

from interviewer.api.app import create_app
from interviewer.bootstrap.settings import Settings

GRACE_SECONDS = 3
"""How long open streams may take to end."""


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    for told in (signal.SIGINT, signal.SIGTERM):
        # The server takes them over; it raises them once more when it has ended, and then nothing is left to do.
        signal.signal(told, lambda *_: None)
    uvicorn.run(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_ping_interval=5,
        ws_ping_timeout=10,
        ws_max_size=4 * 1024 * 1024,
    )
