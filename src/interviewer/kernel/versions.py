"""What a writer knows of the versions of streams without asking the database for each of them again.

It is exact under the writer's lock: positions have no gaps, so that what others appended since is all that lies behind
the position up to which this was exact. Deliberately not here: who holds the lock, and what is read (`writer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

KEPT = 10_000


class Versions:
    """The versions of the streams that a writer appended to lately, exact as of `position`."""

    def __init__(self) -> None:
        self.position = 0
        self._known: dict[str, int] = {}

    def lacking(self, streams: Iterable[str]) -> list[str]:
        """Those of these streams that have to be looked up."""
        return [stream for stream in streams if stream not in self._known]

    def last(self, stream: str) -> int:
        """The version of the stream; 0 also for one that would have to be looked up."""
        return self._known.get(stream, 0)

    def catch_up(self, head: int, news: Iterable[tuple[str, int]]) -> bool:
        """Take in what others appended; False if that is not all of it, and everything has to be looked up."""
        events = list(news)
        whole = self.position + len(events) == head
        if whole:
            self._known.update((stream, version) for stream, version in events if stream in self._known)
        else:
            self._known.clear()
        self.position = head
        return whole

    def of(self, streams: Iterable[str], found: Mapping[str, int | None]) -> dict[str, int]:
        """The versions of these streams, with those that were looked up."""
        self._known.update((stream, version or 0) for stream, version in found.items())
        return {stream: self._known[stream] for stream in streams}

    def note(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """These rows are in the log now."""
        for row in rows:
            self._known.pop(row[1], None)  # those used last are kept longest
            self._known[row[1]] = row[2]
            self.position = row[0]
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
