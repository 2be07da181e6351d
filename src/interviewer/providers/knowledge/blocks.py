"""What every kind of document is read into: blocks of plain text, each under its headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LARGEST: Final = 10 << 20
"""Bytes of a document."""
MOST_PAGES: Final = 300
LONGEST: Final = 1_000_000
"""Letters of a document's text: more than 300 full pages."""


class DocumentUnreadable(Exception):
    """A document has no text that can be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an entry of a list, or a row of a table said as a sentence; never empty, without line breaks."""

    headings: tuple[str, ...]
    """From the outermost to the nearest."""
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read."""

    kind: str
    title: str
    """Empty where it tells none."""
    pages: int | None
    """None for what has no pages before it is printed."""
    blocks: tuple[Block, ...]


class Headings:
    """The headings above the place that a reader has come to."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def begin(self, level: int, text: str) -> None:
        """A heading: what was open at its level or below ends."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, text))

    @property
    def path(self) -> tuple[str, ...]:
        """As a `Block` has it."""
        return tuple(text for _, text in self._open)
