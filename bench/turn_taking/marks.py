"""Marks: what each dialogue shows, and their shares with intervals."""

from __future__ import annotations

import math
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from interviewer.conversation.floor import Cut, Duck, Murmur, TurnOver
from turn_taking.dialogues import Dialogue, Ending
from turn_taking.room import AFTERWARDS, Held

SHORTEST = 0.2
"""Seconds of silence from which the published benchmark counts a pause."""
NOTICED = 0.1
"""So much later than it begins a voice is noticed: a turn that ends meanwhile is cut off."""
MURMUR = 0.5
"""Seconds that "I see." takes."""
NOISES = ("backchannel", "cough", "keys", "laughter")


@dataclass(slots=True)
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, *, hit: bool) -> None:
        """One more case."""
        self.hits += hit
        self.of += 1

    @property
    def percent(self) -> float:
        """Of all cases; 0 without any."""
        return 100 * self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's at 95 %, in percent."""
        if not self.of:
            return 0.0, 100.0
        z, n, p = 1.96, self.of, self.hits / self.of
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, 100 * (middle - half) / (1 + z * z / n)), min(100.0, 100 * (middle + half) / (1 + z * z / n))


@dataclass(slots=True)
class Marks:
    """A system's over many dialogues."""

    cut_off: Share = field(default_factory=Share)
    """Pauses inside an answer that were taken for its end, as the published benchmark counts."""
    cut_off_in: dict[Ending, Share] = field(default_factory=dict)
    answers_cut_off: Share = field(default_factory=Share)
    delays: list[float] = field(default_factory=list)
    """Seconds from the true end of an answer until it was judged to be over."""
    yes_no_delays: list[float] = field(default_factory=list)
    signs: list[float] = field(default_factory=list)
    """Seconds from the true end of an answer until the first sign of having listened, or until it was judged over."""
    murmured: Share = field(default_factory=Share)
    """Pauses inside an answer in which such a sign came."""
    spoken_into: Share = field(default_factory=Share)
    """Of these, those that ended while it sounded."""
    never: int = 0
    false_yields: Share = field(default_factory=Share)
    false_yields_to: dict[str, Share] = field(default_factory=dict)
    missed_yields: Share = field(default_factory=Share)
    ducked_after: list[float] = field(default_factory=list)
    yielded_after: list[float] = field(default_factory=list)
    words: int = 0
    lost: int = 0
    doubled: int = 0
    prepared: int = 0
    forgotten: int = 0

    def add(self, dialogue: Dialogue, held: Held) -> None:
        """Take one dialogue in."""
        self._answer(dialogue, held)
        if dialogue.over is not None:
            self._over(dialogue, held)
        self._words(dialogue, held)
        prepared, forgotten = held.prepared
        self.prepared += prepared
        self.forgotten += forgotten

    def _answer(self, dialogue: Dialogue, held: Held) -> None:
        judged, murmurs = held.times(TurnOver), held.times(Murmur)
        *inside, (end, _, _) = pauses(dialogue, held.answer_at)
        for begins, ends, ending in inside:
            cut = any(begins <= t < ends + NOTICED for t in judged)
            self.cut_off.add(hit=cut)
            self.cut_off_in.setdefault(ending, Share()).add(hit=cut)
            sign = next((t for t in murmurs if begins <= t < ends), None)
            self.murmured.add(hit=sign is not None)
            if sign is not None:
                self.spoken_into.add(hit=sign + MURMUR > ends)
        self.answers_cut_off.add(hit=any(held.answer_at < t < end for t in judged))
        after = next((t - end for t in judged if t >= end), None)
        self.never += after is None
        self.delays.append(AFTERWARDS if after is None else after)
        self.signs.append(min((self.delays[-1], *(t - end for t in murmurs if t >= end))))
        if dialogue.expects == "yes_no" and len(dialogue.answer) == 1:
            self.yes_no_delays.append(self.delays[-1])

    def _over(self, dialogue: Dialogue, held: Held) -> None:
        ended = held.ended_at if held.ended_at is not None else math.inf
        cuts = [t for t in held.times(Cut) if held.over_at <= t < ended]
        ducks = [t for t in held.times(Duck) if held.over_at <= t < ended]
        if dialogue.over in NOISES:
            self.false_yields.add(hit=bool(cuts))
            self.false_yields_to.setdefault(str(dialogue.over), Share()).add(hit=bool(cuts))
            return
        self.missed_yields.add(hit=not cuts)
        self.ducked_after += [t - held.over_at for t in ducks[:1]]
        self.yielded_after += [t - held.over_at for t in cuts[:1]]

    def _words(self, dialogue: Dialogue, held: Held) -> None:
        pieces = (dialogue.sound, *dialogue.answer) if dialogue.sound is not None else dialogue.answer
        said = Counter(plain(word for piece in pieces for word, _, _ in piece.words))
        kept = Counter(plain(word for text in held.texts for word in text.split()))
        self.words += said.total()
        self.lost += (said - kept).total()
        self.doubled += (kept - said).total()


def pauses(dialogue: Dialogue, at: float) -> list[tuple[float, float, Ending]]:
    """All pauses of the answer that begins then: those made here, those of the recordings, and last its end."""
    found: list[tuple[float, float, Ending]] = []
    for piece in dialogue.answer:
        for (word, _, ended), (_, began, _) in pairwise(piece.words):
            if began - ended >= SHORTEST:
                found.append((at + ended, at + began, "sentence" if word[-1] in ".?!" else "middle"))
        ended, at = at + piece.words[-1][2], at + piece.seconds + piece.pause
        found.append((ended, at, piece.ends_in))
    return found


def plain(words: Iterable[str]) -> Iterable[str]:
    """Without punctuation and case."""
    return (re.sub(r"[^\w']", "", word.lower()) for word in words)


def p95(values: list[float]) -> float:
    """The value that 95 % do not exceed; 0 of none."""
    return sorted(values)[min(len(values) - 1, math.ceil(0.95 * len(values)) - 1)] if values else 0.0


def mean(values: list[float]) -> float:
    """0 of none."""
    return statistics.fmean(values) if values else 0.0


def bootstrap(values: list[float], figure: Callable[[list[float]], float], times: int = 1000) -> tuple[float, float]:
    """The figure's 95 % interval by drawing the values again and again."""
    draw = random.Random(6)
    found = sorted(figure(draw.choices(values, k=len(values))) for _ in range(times)) if values else [0.0]
    return found[int(0.025 * len(found))], found[min(len(found) - 1, int(0.975 * len(found)))]
