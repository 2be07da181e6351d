"""A line to a PostgreSQL server that counts the statements which pass, whoever sends them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

CANCEL, SSL, GSS = 80877102, 80877103, 80877104
"""What a client may ask for before it says with which version of the protocol it begins."""
RUNS = frozenset(b"EQ")
"""Execute, and a simple query."""


class CountingLine:
    """`statements`: how many have passed so far."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.statements = 0

    async def open(self) -> int:
        """Take connections; the port."""
        self._listener = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        return int(self._listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take none and end those there are."""
        if self._listener is not None:
            self._listener.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers |= {writer, there_writer}
        both = (self._counted(reader, there_writer), _copied(there_reader, writer))
        tasks = {asyncio.create_task(one) for one in both}
        self._tasks |= tasks
        await asyncio.wait(tasks)
        self._tasks -= tasks

    async def _counted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun, held = False, bytearray()
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                held += data
                while len(held) >= 8:
                    length = int.from_bytes(held[1:5]) + 1 if begun else int.from_bytes(held[:4])
                    if len(held) < length:
                        break
                    if begun:
                        self.statements += held[0] in RUNS
                    else:
                        begun = int.from_bytes(held[4:8]) not in (CANCEL, SSL, GSS)
                    del held[:length]
                await writer.drain()
        writer.transport.abort()


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@contextlib.asynccontextmanager
async def counting(dsn: str) -> AsyncIterator[tuple[CountingLine, str]]:
    """A line to the server of this address, and the address by way of it."""
    before, _, rest = dsn.rpartition(":")
    port, _, database = rest.partition("/")
    line = CountingLine(int(port))
    here = await line.open()
    try:
        yield line, f"{before}:{here}/{database}"
    finally:
        await line.close()
