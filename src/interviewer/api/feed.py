"""One follower of the log for the whole process, handed on to every live stream.

A reader that does not keep up is dropped with a reason instead of being waited for; it comes back with the id of
the last event it saw and misses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from interviewer.kernel.log import LogUnavailable, Recorded, Store
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)
BUFFER = 1000
"""Events that a slow reader may be behind the head while the server waits for it."""
PAGE = 500
RETRY_SECONDS = 0.5


class Dropped(Exception):
    """The reader did not keep up and was dropped; come back with the id of the last event seen."""


@dataclass(eq=False, slots=True)
class Reader:
    """One live stream's buffer."""

    size: int
    waiting: asyncio.Queue[Recorded] = field(default_factory=asyncio.Queue)
    dropped: bool = False

    def put(self, events: tuple[Recorded, ...]) -> None:
        """Hand events on, or drop the reader."""
        if self.waiting.qsize() + len(events) > self.size:
            self.dropped = True
            self.waiting = asyncio.Queue()
            return
        for event in events:
            self.waiting.put_nowait(event)


class Feed:
    """Follows the log from where it is at the start of the process."""

    def __init__(self, store: Store, *, buffer: int = BUFFER) -> None:
        self._store = store
        self._buffer = buffer
        self._readers: set[Reader] = set()
        self._following = asyncio.Event()

    async def run(self) -> None:
        """Follow for ever."""
        head = await self._head()
        self._following.set()
        async for batch in self._store.follow(head):
            for reader in self._readers:
                reader.put(batch)

    async def _head(self) -> int:
        while True:
            try:
                return await self._store.head()
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)

    @contextlib.contextmanager
    def reader(self) -> Iterator[Reader]:
        """A buffer that fills from now on."""
        reader = Reader(self._buffer)
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    async def events(self, after: int | None, stream: str | None = None) -> AsyncIterator[Recorded]:
        """All events after that position (None: from now on), of one stream if given. Raises `Dropped`."""
        with self.reader() as reader:
            await self._following.wait()
            position = await self._store.head() if after is None else after
            while True:  # what is in the log already, page by page; the buffer fills meanwhile
                page = await self._store.read_all(position, PAGE)
                for event in page:
                    if stream is None or event.stream == stream:
                        yield event
                    position = event.global_position
                if len(page) < PAGE:
                    break
            while True:
                if reader.dropped:
                    raise Dropped
                try:
                    event = await asyncio.wait_for(reader.waiting.get(), 1.0)
                except TimeoutError:
                    continue
                if event.global_position > position and (stream is None or event.stream == stream):
                    yield event
