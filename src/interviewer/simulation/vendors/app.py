"""All emulated vendors as one application, and serving it on a free port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from interviewer.simulation.vendors import azure_speech, deepgram, doors, openai_audio, openai_chat, openai_embeddings
from interviewer.simulation.vendors import faults as switching
from interviewer.simulation.vendors.doors import Doors
from interviewer.simulation.vendors.faults import Faults
from interviewer.simulation.vendors.faulty import Faulty
from interviewer.simulation.vendors.world import World

HOST: Final = doors.HOST
CALLER_GONE: Final = 499
"""As nginx has it: who asked went away before all of the request was there."""


class VendorsNotServed(Exception):
    """The emulated vendors could not be served: their port is taken. Nothing was started."""


def create_app(world: World) -> FastAPI:
    """The application over this world."""
    app = FastAPI(title="Emulated vendors", openapi_url=None)
    for vendor in (deepgram, openai_chat, openai_embeddings, azure_speech):
        app.include_router(vendor.routes(world))

    @app.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=CALLER_GONE)  # nobody reads it

    return app


def addresses(port: int, key: str) -> dict[str, str]:
    """Where each vendor is found, and the key that all of them take."""
    http, websocket = f"http://{HOST}:{port}", f"ws://{HOST}:{port}"
    return {
        "deepgram": f"{http}/v1/listen",
        "deepgram_flux": f"{websocket}/v2/listen",
        "openai": f"{http}/v1",
        "azure_openai": http,
        "azure_speech": f"{http}/cognitiveservices/v1",
        "key": key,
    }


@contextlib.asynccontextmanager
async def served(world: World, port: int = 0) -> AsyncIterator[dict[str, str]]:
    """The addresses, as long as the block lasts. Raises VendorsNotServed."""
    async with _serving(uvicorn.Config(create_app(world), host=HOST, port=port, **_CONFIG)) as server:
        yield addresses(server.servers[0].sockets[0].getsockname()[1], world.key)


@contextlib.asynccontextmanager
async def served_with_faults(world: World, port: int = 0) -> AsyncIterator[dict[str, str]]:
    """The same with a door for each vendor and the switch of `faults`; the spare door gets the port."""
    try:
        opened = Doors(port)
    except OSError as error:
        raise VendorsNotServed from error
    faults = Faults(opened)
    app = create_app(world)
    app.include_router(openai_audio.routes(world))
    app.include_router(switching.routes(faults, world.voice.said))
    config = uvicorn.Config(Faulty(app, faults), http=opened.protocol, **_CONFIG)
    async with _serving(config, opened) as server, switching.nothing_left_on(faults):
        opened.serve(server)
        yield doors.addresses(opened.ports, world.key)


_CONFIG: Final[dict[str, Any]] = {
    "log_config": None,
    "access_log": False,
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "ws_ping_interval": None,
    "timeout_graceful_shutdown": 1,
}


@contextlib.asynccontextmanager
async def _serving(config: uvicorn.Config, opened: Doors | None = None) -> AsyncIterator[uvicorn.Server]:
    server = uvicorn.Server(config)
    serving = asyncio.create_task(_serve(server, opened))
    while not server.started:
        if serving.done():
            raise VendorsNotServed
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        server.should_exit = True
        await serving


async def _serve(server: uvicorn.Server, opened: Doors | None) -> None:
    with contextlib.suppress(SystemExit):  # what uvicorn raises when it cannot bind
        await server.serve(opened.sockets if opened is not None else None)
