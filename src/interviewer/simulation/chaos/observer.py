"""Keeps what each interviewer sounds like at the candidate's ear, and when: each on its own, where there are two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate.sound import Samples, levels_db

INTERVIEWER: Final = "interviewer-"
AT_ONCE: Final = 0.02
"""Seconds into which the sounds of two interviewers are put to be compared."""


@dataclass(slots=True)
class Track:
    """What came from one interviewer: pieces, each with the time of its last sample."""

    pieces: list[tuple[float, Samples]] = field(default_factory=list)

    def sounding(self) -> set[int]:
        """Every AT_ONCE in which it sounded, by number."""
        found: set[int] = set()
        for until, samples in self.pieces:
            count = len(samples) // hearing.WINDOW
            levels = levels_db(samples[: count * hearing.WINDOW].reshape(count, hearing.WINDOW)).tolist()
            for index, level in enumerate(levels):
                if level > hearing.SOUND_DB:
                    found.add(int((until - (count - index) * 0.01) / AT_ONCE))
        return found

    @property
    def began(self) -> float:
        """The time of its first sample."""
        return self.pieces[0][0] - len(self.pieces[0][1]) / hearing.RATE

    def first_sound(self) -> float | None:
        """When it sounded first."""
        sounding = self.sounding()
        return min(sounding) * AT_ONCE if sounding else None

    def samples(self) -> Samples:
        """All of it, silence where nothing came."""
        if not self.pieces:
            return np.zeros(0, np.int16)
        first = self.began
        whole = np.zeros(round((self.pieces[-1][0] - first + 1) * hearing.RATE), np.int16)
        at = 0
        for until, samples in self.pieces:
            wanted = round((until - first) * hearing.RATE) - len(samples)
            # A piece that follows closely follows exactly: a hole of a few samples is none.
            at = wanted if wanted - at > hearing.RATE // 5 else at
            fits = samples[: max(0, len(whole) - at)]
            whole[at : at + len(fits)] = fits
            at += len(samples)
        return whole


@dataclass(slots=True)
class Observed:
    """What was heard in the room, by identity."""

    tracks: dict[str, Track] = field(default_factory=dict)

    def heard(self, whose: str, samples: Samples, until: float) -> None:
        """Keep this piece, if it is an interviewer's."""
        if whose.startswith(INTERVIEWER):
            self.tracks.setdefault(whose, Track()).pieces.append((until, samples))


def two_at_once(tracks: Iterable[Track]) -> float:
    """Seconds in which two interviewers sounded at once."""
    sounding = [track.sounding() for track in tracks]
    return sum(len(one & other) for one, other in combinations(sounding, 2)) * AT_ONCE
