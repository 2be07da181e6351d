"""Carries datagrams and streams between a candidate and the ports of livekit-server's media."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from interviewer.simulation.chaos.network.weather import Sky

HOST: Final = "127.0.0.1"
PIECE: Final = 65_536
Address = tuple[str, int]
_Send = Callable[[bytes], object]


class Relays:
    """One for each port that livekit-server tells of, made when it does; all end with the block."""

    def __init__(self, sky: Sky) -> None:
        self._sky = sky
        self._datagrams: dict[Address, _Datagrams] = {}
        self._streams: dict[Address, asyncio.Server] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def passed(self) -> tuple[int, int]:
        """Datagrams that were carried up, and down."""
        return sum(one.passed[0] for one in self._datagrams.values()), sum(
            one.passed[1] for one in self._datagrams.values()
        )

    @property
    def lost(self) -> tuple[int, int]:
        """Datagrams that were not."""
        return sum(one.lost[0] for one in self._datagrams.values()), sum(
            one.lost[1] for one in self._datagrams.values()
        )

    async def to(self, protocol: str, host: str, port: int) -> Address:
        """Where the candidate reaches this port of the server."""
        return await (self._udp(host, port) if protocol.lower() == "udp" else self._tcp(host, port))

    async def _udp(self, host: str, port: int) -> Address:
        if (host, port) not in self._datagrams:
            relay = self._datagrams[host, port] = _Datagrams(self._sky, (host, port))
            await relay.open()
        return self._datagrams[host, port].address

    async def _tcp(self, host: str, port: int) -> Address:
        if (host, port) not in self._streams:

            async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                task = asyncio.current_task()
                if task is not None:
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                await _stream(self._sky, reader, writer, host, port)

            self._streams[host, port] = await asyncio.start_server(connected, HOST, 0)
        found: Address = self._streams[host, port].sockets[0].getsockname()[:2]
        return found

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._streams.values():
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for relay in self._datagrams.values():
            relay.close()


class _Datagrams(asyncio.DatagramProtocol):
    """The candidate's end. Each of its sockets has one of ours at the server's end, so that answers find back."""

    def __init__(self, sky: Sky, server: Address) -> None:
        self._sky = sky
        self._server = server
        self._near: asyncio.DatagramTransport | None = None
        self._far: dict[Address, _FarEnd] = {}
        self.passed = [0, 0]
        self.lost = [0, 0]

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._near, _ = await loop.create_datagram_endpoint(lambda: self, (HOST, 0))

    @property
    def address(self) -> Address:
        assert self._near is not None  # noqa: S101 - it is open
        found: Address = self._near.get_extra_info("sockname")[:2]
        return found

    def close(self) -> None:
        for end in self._far.values():
            end.close()
        if self._near is not None:
            self._near.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        end = self._far.get(addr)
        if end is None:
            end = self._far[addr] = _FarEnd(self, addr, self._server)
        self._carry(data, end.send, up=True)

    def answered(self, data: bytes, addr: Address) -> None:
        """The server sent this to one of the candidate's sockets."""
        near = self._near
        if near is not None:
            self._carry(data, lambda piece: near.sendto(piece, addr), up=False)

    def _carry(self, data: bytes, send: _Send, *, up: bool) -> None:
        count = self.lost if self._sky.loses(data, up=up) else self.passed
        count[0 if up else 1] += 1
        if count is self.lost:
            return
        if late := self._sky.late(up=up):
            asyncio.get_running_loop().call_later(late, send, data)
        else:
            send(data)


class _FarEnd(asyncio.DatagramProtocol):
    """One socket at the server's end."""

    def __init__(self, relay: _Datagrams, candidate: Address, server: Address) -> None:
        self._relay = relay
        self._candidate = candidate
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: list[bytes] = []
        self._opening = asyncio.ensure_future(self._open(server))

    def send(self, data: bytes) -> None:
        if self._transport is None:
            self._waiting.append(data)
        elif not self._transport.is_closing():
            self._transport.sendto(data)

    def close(self) -> None:
        self._opening.cancel()
        if self._transport is not None:
            self._transport.close()

    async def _open(self, server: Address) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=server)
        for data in self._waiting:
            self._transport.sendto(data)
        self._waiting.clear()

    def datagram_received(self, data: bytes, addr: Address) -> None:  # noqa: ARG002 - it comes from the server alone
        self._relay.answered(data, self._candidate)


async def _stream(sky: Sky, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
    """A connection of the candidate's, until either end closes it."""
    with contextlib.suppress(OSError):
        far_reader, far_writer = await asyncio.open_connection(host, port)
        ways = [
            asyncio.ensure_future(_pipe(sky, reader, far_writer, up=True)),
            asyncio.ensure_future(_pipe(sky, far_reader, writer, up=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            far_writer.close()
    writer.close()


async def _pipe(sky: Sky, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
    while data := await reader.read(PIECE):
        await asyncio.sleep(sky.way(up=up).delay)
        await sky.flows(up=up)  # a stream loses nothing: it stands still, and comes later
        writer.write(data)
        await writer.drain()
