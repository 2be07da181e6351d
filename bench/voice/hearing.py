"""Which text it was that sounded, told from the sound alone: it is compared with what the emulated voice makes of each.

Every system's words come from the same emulated voice, and the voice makes the same sound of the same text. So whoever
knows the texts that were asked of it knows, from the sound at the ear, which of them is heard, and from when on,
whatever became of it on the way: coding, gain, a few milliseconds more or less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from interviewer.simulation.candidate import ears
from interviewer.simulation.candidate.ears import TurnEnded
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.vendors.index import compared
from interviewer.simulation.vendors.spectrum import PER_SECOND, Powers, Spectrum, levels_db

Kind = Literal["planned", "generated", "fixed"]
PIECE: Final = 40
"""Frames that are compared at a time."""
WOBBLE: Final = 3
"""Frames by which a piece may lie off the one before it: WebRTC stretches and shortens what it plays."""
ALIKE: Final = 0.9
"""Normalised correlation from which a piece is the same sound; the voice itself makes 0.7 of two texts, at most 0.9."""
LONG_ENOUGH: Final = 2 * PIECE
"""Frames that have to be alike, or the whole of a shorter text: many texts begin with the same words."""
SHORTEST: Final = 10
"""Frames that can be compared at all."""
BELOW_DB: Final = 35.0
QUIETEST_DB: Final = -75.0
LULL: Final = 12
"""Frames of silence between two texts."""
PREROLL: Final = ears.PREROLL_WINDOWS

# Words that an acknowledgement is made of; a sentence of these alone, and few of them, says nothing.
_EMPTY: Final = (
    "thank thanks you i see ok okay got it right all alright good great sure yes understood of course that that's is "
    "helpful clear noted very much for telling me your answer the fine so well mhm now one just a moment second please"
)
_MOST: Final = 6
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text that was heard; seconds of the ear's clock at which it began, and at which its first content word did."""

    text: str
    kind: Kind
    began: float
    content: float | None
    question: str | None = None
    """The plan's question that it is, or a sentence of."""

    @property
    def acknowledges(self) -> bool:
        """Whether it begins with words that say nothing."""
        return bool(acknowledgement(self.text))


def acknowledgement(text: str) -> str:
    """The sentences at the beginning that only acknowledge: `Thank you.` of `Thank you. Who told you?`."""
    leading: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        words = re.findall(r"[a-z']+", sentence.lower())
        if not words or len(words) > _MOST or not set(words) <= set(_EMPTY.split()) or "?" in sentence:
            break
        leading.append(sentence)
    return " ".join(leading)


class Listener:
    """Knows the texts that the voice was asked for, and the sound of each.

    `texts` are those asked for so far; `sound` is what the voice makes of one, with `form` its sample rate and how many
    letters it says in a second. A text that is not `planned`, nor one of the `fixed` lines that are said when something
    went wrong, was generated. `known` keeps the sounds that were made before, for several listeners.
    """

    def __init__(
        self,
        texts: Callable[[], Iterable[str]],
        sound: Callable[[str], Samples],
        form: tuple[int, float],
        *,
        planned: Iterable[str],
        fixed: Iterable[str],
        known: dict[str, Powers] | None = None,
    ) -> None:
        self._texts = texts
        self._sound = sound
        self._rate, self._pace = form
        self._planned = {plain(text): text for text in planned}
        self._fixed = {plain(text) for text in fixed}
        self._known = {} if known is None else known

    def listen(self, turn: TurnEnded | None) -> list[Spoken]:
        """The texts of everything that was said in a turn of the system's, in order."""
        if turn is None:
            return []
        powers = framed(turn.samples, ears.RATE)
        # The piece ends when the ear had waited long enough; only its end is known to the millisecond.
        first = turn.began - _lead(powers)
        known = {text: self._powers(text) for text in self._texts()}
        found: list[Spoken] = []
        at = onset(powers, 0)
        while at is not None:
            best = max(
                ((*followed(recording, powers, at), text) for text, recording in known.items()),
                key=lambda match: (match[0], match[1]),
                default=(0.0, 0, ""),
            )
            likeness, length, text = best
            if likeness >= ALIKE and length >= min(LONG_ENOUGH, len(known[text]) - SHORTEST):
                found.append(self._spoken(text, first + at / PER_SECOND))
            at = onset(powers, at + max(length, LULL))
        return found

    def _spoken(self, text: str, began: float) -> Spoken:
        leading = acknowledgement(text)
        rest = text.strip()[len(leading) :].strip()
        said = plain(rest)
        question = next((ask for known, ask in self._planned.items() if said and _is_of(said, known)), None)
        kind: Kind = "planned" if question else "fixed" if said in self._fixed else "generated"
        content = began + self._until(leading, text) if rest else None
        return Spoken(text, kind, began, content, question)

    def _until(self, leading: str, text: str) -> float:
        """Seconds from a text's first sound to that of what follows its first sentences: the first letter's."""
        if not leading:
            return 0.0
        letters = len(text) - len(text.lstrip()) + len(leading)
        return (letters + len(text[letters:]) - len(text[letters:].lstrip())) / self._pace

    def _powers(self, text: str) -> Powers:
        if text not in self._known:
            powers = framed(self._sound(text), self._rate)
            self._known[text] = powers[onset(powers, 0) or 0 :]
        return self._known[text]


def followed(recording: Powers, heard: Powers, at: int) -> tuple[float, int]:
    """How alike what is heard from a frame on is to a recording from its beginning on, and for how many frames."""
    noise = np.full(heard.shape[1], 10 ** (QUIETEST_DB / 10) / heard.shape[1], np.float32)
    likenesses: list[float] = []
    position, drift = 0, 0
    while position < len(recording):
        piece = recording[position : position + PIECE]
        if len(piece) < SHORTEST:
            break
        matches = [
            (match[0], wobble)
            for wobble in range(-WOBBLE, WOBBLE + 1)
            if (match := compared(recording, heard[at + position + drift + wobble :][: len(piece)], position, noise))
            and at + position + drift + wobble >= 0
        ]
        best, moved = max(matches, default=(0.0, 0))
        if best < ALIKE:
            break
        likenesses.append(best)
        drift += moved
        position += len(piece)
    return (float(np.mean(likenesses)), position) if likenesses else (0.0, 0)


def framed(samples: Samples, rate: int) -> Powers:
    """The frames of a whole sound."""
    return Spectrum(rate).feed(np.concatenate((samples, np.zeros(rate // 20, np.int16))))


def onset(powers: Powers, begin: int) -> int | None:
    """The first frame from there on at which something sounds."""
    if begin >= len(powers):
        return None
    levels = levels_db(powers)
    loud = np.flatnonzero(levels[begin:] > max(float(levels.max()) - BELOW_DB, QUIETEST_DB))
    return begin + int(loud[0]) if len(loud) else None


def plain(text: str) -> str:
    """The words without case and punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def _is_of(said: str, question: str) -> bool:
    """Whether these words are a question, or a whole sentence at an end of it."""
    return said == question or (said.count(" ") > 1 and (question.startswith(said) or question.endswith(said)))


def _lead(powers: Powers) -> float:
    """Seconds of the piece before its first sound."""
    return (onset(powers, 0) or 0) / PER_SECOND
