"""Serves a simulated switchboard on a free port of this machine, as long as a block lasts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn

from interviewer.simulation.line.app import create_app
from interviewer.simulation.line.switchboard import Switchboard


class SwitchboardNotServed(Exception):
    """The simulated switchboard could not be served. Nothing else was started."""


@contextlib.asynccontextmanager
async def served(switchboard: Switchboard) -> AsyncIterator[str]:
    """The base address of the switchboard."""
    app = create_app(switchboard)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            raise SwitchboardNotServed
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        switchboard.close()
        server.should_exit = True
        await serving
