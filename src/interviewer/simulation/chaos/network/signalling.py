"""The WebSocket by which a candidate and livekit-server agree on how media go: through the relays, and no other way.

Every address that the server tells is replaced by that of a relay, and every address that the candidate tells is left
out: the server finds it by what comes through.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import gzip
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from google.protobuf.message import DecodeError
from livekit.protocol import rtc as signals
from yarl import URL

from interviewer.simulation.chaos.network.relay import HOST, Relays
from interviewer.simulation.chaos.network.weather import Sky

CANDIDATE: Final = re.compile(r"candidate:(\S+) (\d+) (\S+) (\d+) (\S+) (\d+) typ (\S.*)")
LINE: Final = re.compile(r"a=candidate:[^\r\n]*\r?\n")
PASSES_ON: Final = ("authorization", "user-agent")
TRIES: Final = aiohttp.ClientTimeout(total=None, sock_connect=5.0)


@contextlib.asynccontextmanager
async def signalling(livekit_url: str, sky: Sky, relays: Relays) -> AsyncIterator[str]:
    """The address for the candidate, `ws://…`, as long as the block goes on."""
    parts = urlsplit(livekit_url)
    server = f"{parts.scheme.replace('ws', 'http', 1)}://{parts.netloc}"
    async with aiohttp.ClientSession(timeout=TRIES) as session:

        async def handle(request: web.Request) -> web.StreamResponse:
            await sky.signals()
            target = f"{server}{_without_addresses(str(request.rel_url))}"
            headers = {name: value for name, value in request.headers.items() if name.lower() in PASSES_ON}
            if request.headers.get("upgrade", "").lower() != "websocket":
                async with session.request(request.method, target, headers=headers) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            try:
                far = await session.ws_connect(target, headers=headers, max_msg_size=0, autoping=False)
            except aiohttp.WSServerHandshakeError as error:
                return web.Response(status=error.status)
            except aiohttp.ClientError:
                return web.Response(status=502)
            async with far:
                near = web.WebSocketResponse(max_msg_size=0, autoping=False)
                await near.prepare(request)
                await _both(near, far, sky, relays)
                return near

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await runner.setup()
        try:
            site = web.TCPSite(runner, HOST, 0)
            await site.start()
            yield f"ws://{HOST}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


_Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _both(near: web.WebSocketResponse, far: aiohttp.ClientWebSocketResponse, sky: Sky, relays: Relays) -> None:
    ways = [
        asyncio.ensure_future(_pipe(near, far, sky, _from_candidate)),
        asyncio.ensure_future(_pipe(far, near, sky, lambda data: _from_server(data, relays))),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await sky.signals()  # that one end has closed is not known at the other before
        await asyncio.gather(near.close(), far.close(), return_exceptions=True)


async def _pipe(one: _Socket, other: _Socket, sky: Sky, changed: Callable[[bytes], Awaitable[bytes | None]]) -> None:
    async for message in one:
        await sky.signals()
        match message.type:
            case aiohttp.WSMsgType.BINARY:
                data = await changed(message.data)
                if data is not None:
                    await other.send_bytes(data)
            case aiohttp.WSMsgType.TEXT:
                await other.send_str(message.data)
            case aiohttp.WSMsgType.PING:
                await other.ping(message.data)
            case aiohttp.WSMsgType.PONG:
                await other.pong(message.data)
            case _:
                return


async def _from_candidate(data: bytes) -> bytes | None:
    """What the server gets of it; None: nothing."""
    request = signals.SignalRequest.FromString(data)
    match request.WhichOneof("message"):
        case "offer":
            request.offer.sdp = LINE.sub("", request.offer.sdp)
        case "answer":
            request.answer.sdp = LINE.sub("", request.answer.sdp)
        case "trickle":
            return None
        case "sync_state":
            _strip(request.sync_state)
        case _:
            return data
    return request.SerializeToString()


def _strip(state: signals.SyncState) -> None:
    for description in (state.answer, state.offer):
        if description.sdp:
            description.sdp = LINE.sub("", description.sdp)


async def _from_server(data: bytes, relays: Relays) -> bytes:
    response = signals.SignalResponse.FromString(data)
    match response.WhichOneof("message"):
        case "offer":
            response.offer.sdp = await _relayed_lines(response.offer.sdp, relays)
        case "answer":
            response.answer.sdp = await _relayed_lines(response.answer.sdp, relays)
        case "trickle":
            told = json.loads(response.trickle.candidateInit or "{}")
            told["candidate"] = await relayed(told.get("candidate", ""), relays)
            response.trickle.candidateInit = json.dumps(told)
        case "join":
            del response.join.ice_servers[:]
        case "reconnect":
            del response.reconnect.ice_servers[:]
        case _:
            return data
    return response.SerializeToString()


async def relayed(candidate: str, relays: Relays) -> str:
    """A candidate address of the server's, with a relay to it in its place."""
    found = CANDIDATE.fullmatch(candidate.strip())
    if found is None:
        return candidate
    foundation, component, protocol, priority, host, port, rest = found.groups()
    near, near_port = await relays.to(protocol, host, int(port))
    return f"candidate:{foundation} {component} {protocol} {priority} {near} {near_port} typ {rest}"


async def _relayed_lines(sdp: str, relays: Relays) -> str:
    lines = []
    for line in sdp.split("\r\n"):
        if line.startswith("a=candidate:"):
            line = f"a={await relayed(line.removeprefix('a='), relays)}"  # noqa: PLW2901 - the same line, elsewhere
        lines.append(line)
    return "\r\n".join(lines)


def _without_addresses(url: str) -> str:
    """A request to join, whose description may name the candidate's addresses, without them."""
    parts = URL(url)
    told = parts.query.get("join_request")
    if not told:
        return url
    try:
        wrapped = signals.WrappedJoinRequest.FromString(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
        zipped = wrapped.compression == signals.WrappedJoinRequest.GZIP
        packed = gzip.decompress(wrapped.join_request) if zipped else wrapped.join_request
        request = signals.JoinRequest.FromString(packed)
    except (binascii.Error, DecodeError, OSError, ValueError):
        return url
    if request.publisher_offer.sdp:
        request.publisher_offer.sdp = LINE.sub("", request.publisher_offer.sdp)
    _strip(request.sync_state)
    bare = signals.WrappedJoinRequest(
        compression=signals.WrappedJoinRequest.NONE, join_request=request.SerializeToString()
    )
    return str(parts.update_query(join_request=base64.urlsafe_b64encode(bare.SerializeToString()).decode()))
