"""The candidate's recorded lines for the emulated recogniser: where in the sound each word is, as far as sound tells.

No word lies across a pause: the pause would cut it in two, and a recogniser of whole utterances could not hear it.
Within a stretch of voice each word has its share by its letters.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Final

from interviewer.simulation.candidate import sound
from interviewer.simulation.persona import Line, load_persona

PERSONA: Final = "concise"
AROUND: Final = 2
"""Letters' worth of time that a word takes besides its letters."""
UNPUNCTUATED: Final = 14.0
"""Letters' worth by which a pause is less likely where no stop or comma stands."""


def script(persona: str = PERSONA) -> str:
    """A script file of all lines of a persona."""
    return "".join(json.dumps(_row(line)) + "\n" for line in load_persona(persona).repertoire.lines.values())


def _row(line: Line) -> dict[str, object]:
    voiced = [(start / sound.RATE, end / sound.RATE) for start, end in sound.load(line.file).voiced]
    return {"audio": str(line.file), "words": placed(line.text.split(), voiced)}


def placed(words: Sequence[str], voiced: Sequence[tuple[float, float]]) -> list[dict[str, object]]:
    """Each word with `start` and `end` in seconds, in one of these stretches of voice."""
    rows: list[dict[str, object]] = []
    for (begin, end), group in zip(voiced, _grouped(words, [end - begin for begin, end in voiced]), strict=True):
        letter = (end - begin) / max(1, _letters(group))
        at = begin
        for word in group:
            rows.append({"text": word, "start": at, "end": at + letter * _letters([word])})
            at += letter * _letters([word])
    return rows


def _grouped(words: Sequence[str], seconds: Sequence[float]) -> list[Sequence[str]]:
    """The words of each stretch: as the lengths agree best, and pauses stand where the text has them."""
    pace = _letters(words) / sum(seconds)

    @cache
    def best(first: int, stretch: int) -> tuple[float, tuple[int, ...]]:
        if stretch == len(seconds) - 1:
            return _amiss(words[first:], seconds[stretch] * pace), (len(words),)
        found = []
        # A stretch without any word is a breath, or noise.
        for end in range(first, len(words) + 1):
            rest, ends = best(end, stretch + 1)
            unlikely = UNPUNCTUATED if first < end < len(words) and words[end - 1][-1].isalnum() else 0.0
            found.append((_amiss(words[first:end], seconds[stretch] * pace) + unlikely**2 + rest, (end, *ends)))
        return min(found)

    ends = best(0, 0)[1]
    return [words[begin:end] for begin, end in zip((0, *ends), ends, strict=False)]


def _amiss(words: Sequence[str], letters: float) -> float:
    return (_letters(words) - letters) ** 2


def _letters(words: Sequence[str]) -> int:
    return sum(len(word) + AROUND for word in words)
