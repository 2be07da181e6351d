"""A line to a server that can be cut and mended, or hang: then connections are taken, and nothing comes through."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class BreakableLine:
    """Forwards bytes between `port` and the server's."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self.port = 0
        self.hangs = False

    async def mend(self) -> None:
        """Take connections."""
        self._listener = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
        self.port = int(self._listener.sockets[0].getsockname()[1])

    async def cut(self) -> None:
        """Break all connections and take none."""
        if self._listener is not None:
            self._listener.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        ends = {writer, there_writer}
        self._writers |= ends
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        self._writers -= ends

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if not self.hangs:
                    writer.write(data)
                    await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def breakable(dsn: str) -> AsyncIterator[tuple[BreakableLine, str]]:
    """A line to the server of this address, and the address by way of it."""
    before, _, rest = dsn.rpartition(":")
    port, _, database = rest.partition("/")
    line = BreakableLine(int(port))
    await line.mend()
    try:
        yield line, f"{before}:{line.port}/{database}"
    finally:
        await line.cut()
