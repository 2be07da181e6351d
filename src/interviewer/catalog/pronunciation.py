"""How the words of a line are spoken where a plan's lexicon says so: `{"kubectl": "cube control"}`. Pure.

Only the sound changes: transcript, captions and whoever reads them keep the written form. A word with a capital in the
lexicon stands for exactly that spelling, so that "US" leaves "us" alone; one without stands for any.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

Lexicon: TypeAlias = Mapping[str, str]
"""Written word or words → how to say them."""
Cut: TypeAlias = tuple[int, int]
"""The end of a written word: characters of the written line, and of the spoken one, up to there."""


def spoken_as(text: str, lexicon: Lexicon) -> str:
    """The line as it is spoken: whole words, the longest entry first, and nothing replaced twice."""
    return "".join(spoken for _, spoken in _pieces(text, lexicon))


def cuts(text: str, lexicon: Lexicon) -> tuple[Cut, ...]:
    """Where each word ends, in order, the line's own end the last; what one entry stands for has no end inside."""
    found: list[Cut] = []
    written_to = spoken_to = 0
    for written, spoken in _pieces(text, lexicon):
        if written is spoken:
            found.extend((written_to + at, spoken_to + at) for at, character in enumerate(written) if character == " ")
        written_to += len(written)
        spoken_to += len(spoken)
    return (*found, (written_to, spoken_to))


def stands_in(entry: str, text: str) -> bool:
    """Whether the entry of a lexicon occurs in the line."""
    return _pattern((entry,)).search(text) is not None


def _pieces(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The line's stretches in order, written and spoken; the very same object where nothing is replaced."""
    if not lexicon:
        yield text, text
        return
    entries = tuple(sorted(lexicon, key=lambda entry: (-len(entry), entry)))
    end = 0
    for match in _pattern(entries).finditer(text):
        before = text[end : match.start()]
        yield before, before
        yield match.group(), lexicon[entries[(match.lastindex or 1) - 1]]
        end = match.end()
    rest = text[end:]
    yield rest, rest


@functools.lru_cache(maxsize=256)
def _pattern(entries: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_group, entries))})(?![\w+#])")


def _group(entry: str) -> str:
    words = r"\s+".join(map(re.escape, entry.split()))
    return f"({words})" if any(character.isupper() for character in entry) else f"((?i:{words}))"
