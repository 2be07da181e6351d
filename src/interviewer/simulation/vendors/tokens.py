"""Tokens as an emulated model counts and streams them, and the prompt prefixes that it has seen before."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

SHORTEST_PREFIX: Final = 1024
STEP: Final = 128
"""The vendor's cache counts prefixes from 1024 tokens on, in steps of 128."""
KEPT: Final = 20_000
PER_MESSAGE: Final = 4
"""Tokens that a message costs besides its words."""
_TOKEN: Final = re.compile(r"\s?[^\W_]{1,7}|\s?[^\w\s]+|\s+|_+")


def split(text: str) -> list[str]:
    """The text in tokens; joined, they are the text."""
    return _TOKEN.findall(text)


class Prefixes:
    """Prefixes of prompts, by what they hold."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def cached(self, owner: str, prompt: Sequence[str]) -> int:
        """How many of the prompt's first tokens `owner` has sent before; from now on it has sent all of them."""
        digest = hashlib.blake2b(owner.encode(), digest_size=16)
        known, found, unbroken = 0, [], True
        for at in range(0, len(prompt) - STEP + 1, STEP):
            digest.update("\0".join(prompt[at : at + STEP]).encode())
            end, mark = at + STEP, digest.digest()
            if end < SHORTEST_PREFIX:
                continue
            unbroken = unbroken and mark in self._seen
            if unbroken:
                known = end
            found.append(mark)
        for mark in found:
            self._seen[mark] = None
            self._seen.move_to_end(mark)
        while len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return known
