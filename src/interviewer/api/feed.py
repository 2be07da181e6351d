"""One follower of the log for the whole process, handed on to every live stream.

A reader goes through what is in the log already at its own pace. Once it is where the log grows it has a buffer; if it
does not keep up with that it is dropped with a reason instead of being waited for, comes back with the id of the last
event it saw, and misses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Protocol

from interviewer.kernel.log import LogUnavailable, Recorded, Store
from interviewer.providers.event_search import Page

BUFFER = 1000
"""Events that a slow reader may be behind the head while the server waits for it."""
PAGE = 500
RETRY_SECONDS = 0.5


class Dropped(Exception):
    """The reader did not keep up and was dropped; come back with the id of the last event seen."""


class Question(Protocol):
    """Which events a reader wants."""

    async def page(self, after: int, limit: int) -> Page:
        """Up to `limit` of those that the log holds after that position."""
        ...

    async def among(self, rows: Sequence[Recorded]) -> Sequence[Recorded]:
        """Those among these rows."""
        ...


class Everything:
    """All events."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, after: int, limit: int) -> Page:
        """See `Question.page`."""
        head, rows = await self._store.head(), await self._store.read_all(after, limit)
        return Page(rows, rows[-1].global_position if rows else after, head)

    async def among(self, rows: Sequence[Recorded]) -> Sequence[Recorded]:
        """See `Question.among`."""
        return rows


class Reader:
    """One live stream's buffer."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows: list[Recorded] = []
        self._news = asyncio.Event()
        self._dropped = False

    def put(self, events: Sequence[Recorded]) -> None:
        """Hand events on, or drop the reader."""
        if len(self._rows) + len(events) > self._size:
            self._dropped, self._rows = True, []
        elif not self._dropped:
            self._rows.extend(events)
        self._news.set()

    async def take(self) -> list[Recorded]:
        """What came since, once there is something. Raises `Dropped`, once; what comes after that is kept again."""
        await self._news.wait()
        self._news.clear()
        if self._dropped:
            self._dropped = False
            raise Dropped
        rows, self._rows = self._rows, []
        return rows


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

    async def events(self, after: int, question: Question | None = None) -> AsyncIterator[Recorded]:
        """All events after that position, or those that are asked for, for ever. Raises `Dropped`."""
        async for rows in self._batches(after, question or Everything(self._store)):
            for row in rows:
                yield row

    async def _batches(self, after: int, question: Question) -> AsyncIterator[Sequence[Recorded]]:
        await self._following.wait()
        behind = True
        while behind:  # at the reader's own pace, until what is left would fit into its buffer
            page = await question.page(after, PAGE)
            behind = page.head - after > self._buffer // 2
            yield page.rows
            after = page.next
        with self.reader() as reader:
            caught_up = False
            while not caught_up:  # what came before the buffer began to fill
                page = await question.page(after, PAGE)
                caught_up = page.next >= page.head
                yield page.rows
                after = page.next
            while True:
                rows = [row for row in await reader.take() if row.global_position > after]
                if rows:
                    yield await question.among(rows)
                    after = rows[-1].global_position
