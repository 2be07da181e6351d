"""Ports of this machine, one for each vendor, that can be shut and cut from below.

All lead to the same application, so that any vendor may be spoken to by any door; which one somebody came through is
told by its port.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, get_args

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

HOST: Final = "127.0.0.1"
Door = Literal["recognition", "writing", "speech", "spare"]
DOORS: Final[tuple[Door, ...]] = get_args(Door)
Address = tuple[str, int]


class Doors:
    """The open ports, and the connections that came through them."""

    def __init__(self, port: int = 0) -> None:
        """The spare door gets this port. Raises OSError when it is taken."""
        self.sockets: list[socket.socket] = []
        self.ports: dict[Door, int] = {}
        self._connections: dict[Address, asyncio.Transport] = {}
        self._server: uvicorn.Server | None = None
        self._protocol: Callable[[], asyncio.Protocol] | None = None
        for door in DOORS:
            opened = _bound(port if door == "spare" else 0)
            self.sockets.append(opened)
            self.ports[door] = opened.getsockname()[1]

    def door(self, port: int) -> Door:
        """Whose port this is."""
        return next(door for door, its in self.ports.items() if its == port)

    @property
    def protocol(self) -> type[asyncio.Protocol]:
        """That of uvicorn, which also tells the doors of every connection."""
        doors = self

        class Noted(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                doors.note(transport)
                super().connection_made(transport)

        return Noted

    def serve(self, server: uvicorn.Server) -> None:
        """Whose ports they are, once it has started."""
        self._server = server
        config = server.config

        def protocol() -> asyncio.Protocol:
            made: asyncio.Protocol = config.http_protocol_class(  # type: ignore[call-arg]
                config=config, server_state=server.server_state, app_state=server.lifespan.state
            )
            return made

        self._protocol = protocol

    def note(self, transport: asyncio.Transport) -> None:
        """A connection was made."""
        open_ones = {who: one for who, one in self._connections.items() if not one.is_closing()}
        self._connections = {**open_ones, transport.get_extra_info("peername"): transport}

    def reset(self, client: Address) -> None:
        """Cut somebody's connection; the other side gets a reset."""
        if (transport := self._connections.pop(tuple(client), None)) is not None:  # type: ignore[arg-type]
            _cut(transport)

    async def close(self, door: Door) -> None:
        """Refuse who comes by this door, and cut who is in."""
        closing = [one for one in self._servers() if self._leads(one, door)]
        for one in closing:
            for opened in one.sockets:
                asyncio.get_running_loop().remove_reader(opened.fileno())
        # Who was let in at this very moment becomes a connection first: it would hang for ever.
        for _ in range(3):
            await asyncio.sleep(0)
        for one in closing:
            one.close()
            self._servers().remove(one)
        for transport in self._connections.values():
            name = transport.get_extra_info("sockname")
            if name is not None and name[1] == self.ports[door]:
                _cut(transport)

    async def open(self, door: Door) -> None:
        """Let people in again."""
        assert self._protocol is not None  # noqa: S101 - as below
        if any(self._leads(one, door) for one in self._servers()):
            return
        again = await asyncio.get_running_loop().create_server(self._protocol, sock=_bound(self.ports[door]))
        self._servers().append(again)

    def _servers(self) -> list[asyncio.Server]:
        assert self._server is not None  # noqa: S101 - nothing is switched on before it serves
        return self._server.servers

    def _leads(self, server: asyncio.Server, door: Door) -> bool:
        return any(opened.getsockname()[1] == self.ports[door] for opened in server.sockets)


def addresses(ports: Mapping[Door, int], key: str) -> dict[str, str]:
    """Where each vendor is found by its own door, the door beside for whoever is asked second, and the switch."""
    hearing, writing, speech, spare = (f"{HOST}:{ports[door]}" for door in DOORS)
    return {
        "deepgram": f"http://{hearing}/v1/listen",
        "deepgram_flux": f"ws://{hearing}/v2/listen",
        "openai": f"http://{writing}/v1",
        "azure_openai": f"http://{writing}",
        "azure_speech": f"http://{speech}/cognitiveservices/v1",
        "spare": f"http://{spare}",
        "faults": f"http://{spare}/faults",
        "key": key,
    }


def _bound(port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((HOST, port))
    except OSError:
        opened.close()
        raise
    return opened


def _cut(transport: asyncio.Transport) -> None:
    found = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
