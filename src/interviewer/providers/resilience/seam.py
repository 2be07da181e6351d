"""Where one recogniser's words end and the next one's begin: what both heard is said once.

Two recognisers put the same word at times that differ a little, and the second may hear the end of the first's last
word. So its words are cut by time where they have times, and else by comparing them with those that were final already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from interviewer.providers.recognition.port import Words

HEARD_AGAIN: Final = 0.08
"""Seconds of an old word that must have been given again before a new word may be taken for it."""
ALIKE: Final = 80.0
"""Of 100: two recognisers spell a few words otherwise."""


@dataclass(frozen=True, slots=True)
class Seam:
    """`heard` from there, though all before `final` is final; `words` are the final ones that may be heard again."""

    heard: float
    final: float
    words: tuple[str, ...] = ()
    compared: bool = False
    """Nobody said where these words were: only comparing tells."""

    def cut(self, found: Words) -> Words | None:
        """The words without those that are final already; None: nothing is left of them."""
        if not found.text or (self.heard >= self.final and not self.compared):
            return found
        if self.compared or not found.words:
            said = found.text.split()
            return _without(found, self._said_again(said), said)
        again = sum((word.start + word.end) / 2 < self.final for word in found.words)
        if again < len(found.words) and self.words:
            word = found.words[again]
            again += word.start < self.final - HEARD_AGAIN and _plain([word.text]) == _plain(self.words[-1:])
        return _without(found, again, found.text.split())

    def _said_again(self, said: Sequence[str]) -> int:
        """How many of the first of these are among the last of those that are final."""
        if not self.compared and self.final - self.heard < HEARD_AGAIN:
            return 0
        old, new = _plain(self.words), _plain(said)
        for count in range(min(len(old), len(new)), 0, -1):
            if _alike(old[-count:], new[:count]):
                return count
        return 0


def _without(found: Words, again: int, said: Sequence[str]) -> Words | None:
    if not again:
        return found
    rest = found.words[again:]
    # A vendor may write one word where it times two.
    text = " ".join(word.text for word in rest) if rest and len(said) != len(found.words) else " ".join(said[again:])
    return replace(found, text=text, words=rest) if text and (rest or not found.words) else None


def _alike(old: Sequence[str], new: Sequence[str]) -> bool:
    if len(old) < 4:  # noqa: PLR2004 - so few words are alike by chance
        return old == new
    return fuzz.ratio(" ".join(old), " ".join(new)) >= ALIKE


def _plain(words: Sequence[str]) -> list[str]:
    return ["".join(c for c in word.lower() if c.isalnum()) for word in words]
