"""Cuts a turn into quotable pieces: slices of its own text, so that each stands in it verbatim."""

from __future__ import annotations

import re
from typing import Final

BREAK: Final = re.compile(r"(?<=[.!?…])[\"\u201d\u2019)]*\s+|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, each a slice of it without white space around; pieces without a word are left out."""
    return [text[start:end] for start, end in _spans(text)]


def pieces(text: str, most: int) -> list[str]:
    """At most `most` slices that cover the sentences; neighbours are joined when there are more sentences than that."""
    if most < 1:
        raise ValueError(f"at least one piece is needed, not {most}")
    spans = _spans(text)
    size = -(-len(spans) // most) or 1
    return [text[spans[at][0] : spans[min(at + size, len(spans)) - 1][1]] for at in range(0, len(spans), size)]


def _spans(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in BREAK.finditer(text)]
    found: list[tuple[int, int]] = []
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        piece = text[start:end]
        if re.search(r"\w", piece):
            left = start + len(piece) - len(piece.lstrip())
            found.append((left, start + len(piece.rstrip())))
    return found
