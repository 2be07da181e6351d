"""What the callers say: recorded lines whose words are known, and what a room and a telephone do to them.

All at 16 kHz.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml
from turn_taking import sound
from turn_taking.sound import RATE, Samples

from interviewer.simulation.persona import PERSONAS

FOLDER = Path(sound.__file__).parent
RAMP = np.linspace(0.0, 1.0, RATE // 200)
Word = tuple[str, float, float]


@dataclass(frozen=True)
class Line:
    """A recording; its words with their times in seconds of the file."""

    file: Path
    words: tuple[Word, ...]

    @cached_property
    def samples(self) -> Samples:
        return sound.load(self.file)

    @property
    def text(self) -> str:
        return " ".join(word for word, _, _ in self.words)

    def cut(self, word: int) -> tuple[Samples, Samples]:
        """The line in two, the second part from this word on; the silence between them is left out."""
        before, after = self.words[word - 1][2] + 0.1, self.words[word][1] - 0.05
        first, second = self.samples[: round(before * RATE)].copy(), self.samples[round(after * RATE) :].copy()
        first[-len(RAMP) :] = (first[-len(RAMP) :] * RAMP[::-1]).astype(np.int16)
        second[: len(RAMP)] = (second[: len(RAMP)] * RAMP).astype(np.int16)
        return first, second

    @property
    def pauses(self) -> list[float]:
        """The silences between its words, in seconds."""
        return [after[1] - before[2] for before, after in pairwise(self.words)]


def recorded(name: str) -> Line:
    """A line of a simulated candidate, `persona/line`."""
    persona, _, line = name.partition("/")
    words = tuple((word, start, end) for word, start, end in _words()[name])
    return Line(PERSONAS / persona / "voices" / f"{line}.ogg", words)


def short(kind: str, number: int, persona: str = "asks_back") -> Line:
    """One of the short sounds of bench/turn_taking; each word has its share of it."""
    file = FOLDER / "voices" / f"{persona}-{kind}-{number}.ogg"
    words = _sounds()[kind][number - 1][1].split()
    seconds, letters = len(sound.load(file)) / RATE, sum(map(len, words))
    ends = np.cumsum([seconds * len(word) / letters for word in words]).tolist()
    return Line(file, tuple(zip(words, [0.0, *ends[:-1]], ends, strict=True)))


def script(lines: list[Line]) -> str:
    """What the emulated recogniser has to know of these lines."""
    rows = (
        {"audio": str(line.file), "words": [{"text": w, "start": s, "end": e} for w, s, e in line.words]}
        for line in lines
    )
    return "".join(json.dumps(row) + "\n" for row in rows)


def tone(seconds: float, *, hertz: float = 2100.0) -> Samples:
    """What a fax machine answers with."""
    wave = np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
    samples: Samples = (wave * sound.SPEECH_LEVEL * np.sqrt(2) * 32767).astype(np.int16)
    return samples


def bursts(count: int, *, every: float = 1.0) -> Samples:
    """Pieces of noise as loud as speech, 200 ms each."""
    random = np.random.default_rng(6)
    samples = np.zeros(round(count * every * RATE))
    for number in range(count):
        at = round(number * every * RATE)
        samples[at : at + RATE // 5] = random.standard_normal(RATE // 5) * sound.SPEECH_LEVEL * 32767
    return np.clip(samples, -32768, 32767).astype(np.int16)


def by_bad_telephone(samples: Samples) -> Samples:
    """Too loud for the line, under noise 10 dB below the voice, through 8 kHz μ-law."""
    noise = sound.noise(6, on_the_telephone=False, seconds=len(samples) / RATE + 0.1)[: len(samples)]
    noisy = samples.astype(np.int32) + noise
    limit = np.percentile(np.abs(samples), 98)
    return sound.telephone(np.clip(noisy, -limit, limit).astype(np.int16))


@cache
def _words() -> dict[str, list[tuple[str, float, float]]]:
    found: dict[str, list[tuple[str, float, float]]] = json.loads((FOLDER / "words.json").read_text("utf-8"))
    return found


@cache
def _sounds() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = yaml.safe_load((FOLDER / "sounds.yaml").read_text("utf-8"))
    return found
