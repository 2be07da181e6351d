"""The same candidate on another day: a filler before an answer, faster or slower, once in a while a silence first.

Small on purpose: what a case expects must hold whether somebody says "um" or not. Each is drawn from a seed, so that a
conversation that failed can be held again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from interviewer.catalog.timing import WORDS_PER_SECOND
from interviewer.rehearsal.happenings import Input, Says, StaysSilent
from interviewer.rehearsal.players import Player
from interviewer.rehearsal.rehearsal import Rehearsal

FILLERS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Um,", "Well,", "So,", "Okay,", "Uh,", "Right,"),
    "de": ("Ähm,", "Also,", "Na ja,", "Gut,"),
    "es": ("Eh,", "Bueno,", "Pues,", "A ver,"),
}
"""By language; a language without a row has none."""
FILLED: Final = 0.35
SILENT_FIRST: Final = 0.12
SLOWEST, FASTEST = 1.3, 0.8
SHORT: Final = 6
"""Words of a reply that is said at one pace, whoever says it."""


class Varied:
    """A player, a little different for each seed; seed 0 is the player as it is."""

    def __init__(self, player: Player, seed: int, language: str) -> None:
        self._player = player
        self._seed = seed
        self._draw = random.Random(seed)  # noqa: S311 - no secret, and repeatable
        self._fillers = FILLERS.get(language, ())
        self._kept: Input | None = None

    def plays(self, rehearsal: Rehearsal) -> Input:
        """What the player does, or a silence before it."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            return kept
        given = self._player.plays(rehearsal)
        if self._seed == 0 or not isinstance(given, Says):
            return given
        varied = self._spoken(given)
        last = rehearsal.last
        if last is not None and last.kind in ("question", "probe") and self._draw.random() < SILENT_FIRST:
            self._kept = varied
            return StaysSilent()
        return varied

    def _spoken(self, given: Says) -> Says:
        text = given.text
        if self._fillers and self._draw.random() < FILLED:
            text = f"{self._draw.choice(self._fillers)} {_joined(text)}"
        words = len(text.split())
        if words <= SHORT:
            return replace(given, text=text)
        usual = given.seconds if given.seconds is not None else words / WORDS_PER_SECOND
        return Says(text, usual * self._draw.uniform(FASTEST, SLOWEST))


def _joined(text: str) -> str:
    """As it goes on after a comma: names and "I" keep their capital, and few words are surely no names."""
    first = text.split(maxsplit=1)[0]
    small = first in {"Yes,", "Yes.", "Yes", "No,", "No.", "No", "We", "It", "The", "There", "My", "That's", "Thank"}
    return text[:1].lower() + text[1:] if small else text
