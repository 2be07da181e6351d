"""Deepgram's addresses: the streams `/v1/listen` and `/v2/listen`, and `/v1/projects`, by which a key can be tried.

Errors and close codes from developers.deepgram.com/docs/errors and
…/docs/stt-troubleshooting-websocket-data-and-net-errors.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from fastapi import APIRouter, Request, Response, WebSocket
from fastapi.responses import JSONResponse

from interviewer.simulation.vendors import connection, deepgram_query
from interviewer.simulation.vendors.flux import FluxStream
from interviewer.simulation.vendors.nova import NovaStream
from interviewer.simulation.vendors.outbox import Outbox
from interviewer.simulation.vendors.queries import QueryRefused
from interviewer.simulation.vendors.sound import Sound
from interviewer.simulation.vendors.words import Recogniser
from interviewer.simulation.vendors.world import World

_Asked = TypeVar("_Asked")


def routes(world: World) -> APIRouter:
    """The addresses, over this world."""
    router = APIRouter()

    @router.get("/v1/projects")
    async def projects(request: Request) -> Response:
        """The projects of the key."""
        if refusal := _refusal(world, request.headers, ""):
            return refusal
        return JSONResponse({"projects": [{"project_id": str(uuid.UUID(int=1)), "name": "emulated"}]})

    @router.websocket("/v1/listen")
    async def listen(websocket: WebSocket) -> None:
        """Nova and its elders: every utterance."""
        if asked := await _admitted(world, websocket, deepgram_query.nova):
            sound, outbox = Sound(asked.encoding, asked.rate, asked.channels), Outbox(websocket.send_text)
            recogniser = world.recogniser(asked.rate, sound.activity)
            stream = NovaStream(asked, sound, recogniser, world.draws, outbox)
            await _hold(world, websocket, stream, outbox, recogniser)

    @router.websocket("/v2/listen")
    async def listen_to_turns(websocket: WebSocket) -> None:
        """Flux: turns."""
        if asked := await _admitted(world, websocket, deepgram_query.flux):
            sound, outbox = Sound(asked.encoding, asked.rate), Outbox(websocket.send_text)
            recogniser = world.recogniser(asked.rate, sound.activity)
            stream = FluxStream(asked, sound, recogniser, world.draws, outbox)
            await _hold(world, websocket, stream, outbox, recogniser)

    return router


async def _hold(
    world: World, websocket: WebSocket, stream: connection.Stream, outbox: Outbox, recogniser: Recogniser
) -> None:
    protocol = websocket.headers.get("sec-websocket-protocol", "").split(",")[0].strip() or None
    await websocket.accept(protocol, [(b"dg-request-id", stream.request_id.encode())])
    try:
        await connection.hold(websocket, stream, outbox, world.idle_seconds)
    finally:
        await recogniser.aclose()


async def _admitted(
    world: World, websocket: WebSocket, reader: Callable[[Sequence[tuple[str, str]]], _Asked]
) -> _Asked | None:
    """What the connection asks for; None when it was refused, as the vendor does, before the handshake."""
    protocols = [name.strip() for name in websocket.headers.get("sec-websocket-protocol", "").split(",")]
    by_protocol = protocols[1] if len(protocols) > 1 and protocols[0] in {"token", "bearer"} else ""
    refusal = _refusal(world, websocket.headers, by_protocol)
    if refusal is None:
        try:
            return reader(websocket.query_params.multi_items())
        except QueryRefused as error:
            refusal = _problem(400, "INVALID_QUERY_PARAMETER", str(error))
    await websocket.send_denial_response(refusal)
    return None


def _refusal(world: World, headers: Mapping[str, str], by_protocol: str) -> Response | None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if not key and by_protocol:
        scheme, key = "token", by_protocol
    match world.standing(key.strip()) if scheme.lower() in {"token", "bearer"} else "unknown":
        case "good":
            return None
        case "without quota":
            spent = "Project does not have enough credits for an ASR request and does not have an overage agreement."
            return _problem(402, "ASR_PAYMENT_REQUIRED", spent)
        case _:
            return _problem(401, "INVALID_AUTH", "Invalid credentials.")


def _problem(status: int, code: str, message: str) -> Response:
    request_id = str(uuid.uuid4())
    body = {"err_code": code, "err_msg": message, "request_id": request_id}
    return JSONResponse(body, status, {"dg-request-id": request_id, "dg-error": message})
