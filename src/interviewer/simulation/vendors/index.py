"""Finds, in the known recordings, the place that a piece of a stream was recorded from.

First all places are compared at once and coarsely, 20 ms by 20 ms; the best few are then compared frame by frame with
the stream's own noise laid over the recording, which is what makes it hold at 10 dB of noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from interviewer.simulation.vendors.script import Clip
from interviewer.simulation.vendors.spectrum import BANDS, SILENCE, Powers

COMPRESSED: Final = 0.25
"""Powers are compared by their fourth root, so that a loud moment does not drown the others."""
CANDIDATES: Final = 6
WOBBLE: Final = 3
"""Frames by which a place may be off after the coarse comparison."""
APART: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Frame n of the stream is frame n - `shift` of the recording, at `gain` times its power."""

    clip: int
    shift: int
    gain: float
    likeness: float


class Index:
    """All recordings, ready to be searched."""

    def __init__(self, clips: Sequence[Clip]) -> None:
        self.clips = tuple(clips)
        rows: list[Powers] = []
        self._owner: list[int] = []
        self._first: list[int] = []
        for number, one in enumerate(self.clips):
            coarse = _halved(one.powers**COMPRESSED)
            self._first.append(len(self._owner))
            self._owner += [number] * len(coarse)
            rows.append(coarse)
        self._rows = np.concatenate(rows) if rows else np.zeros((0, BANDS), np.float32)
        zero = np.zeros(1)
        self._sums = np.concatenate((zero, np.cumsum(self._rows.sum(axis=1), dtype=np.float64)))
        self._squares = np.concatenate((zero, np.cumsum((self._rows**2).sum(axis=1), dtype=np.float64)))

    def find(self, powers: Powers, begin: int, noise: Powers) -> Place | None:
        """Where these frames of a stream, which begin at its frame `begin`, come from: the best place, if any."""
        asked = _halved(np.maximum(powers - noise, SILENCE) ** COMPRESSED)
        length = len(asked)
        if length < 4 or length > len(self._rows):  # noqa: PLR2004 - too short to compare
            return None
        best: Place | None = None
        for row in self._likely(asked, length):
            clip = self._owner[row]
            shift = begin - 2 * (row - self._first[clip])
            for wobble in range(-WOBBLE, WOBBLE + 1):
                place = compared(self.clips[clip].powers, powers, begin - shift + wobble, noise)
                if place is not None and (best is None or place[0] > best.likeness):
                    best = Place(clip, shift - wobble, place[1], place[0])
        return best

    def _likely(self, asked: Powers, length: int) -> list[int]:
        centred = asked - asked.mean()
        norm = float(np.sqrt((centred**2).sum()))
        if norm == 0:
            return []
        products = self._rows @ (centred / norm).T
        places = len(self._rows) - length + 1
        scores = products[:places, 0].copy()
        for step in range(1, length):
            scores += products[step : step + places, step]
        sums = self._sums[length:] - self._sums[:-length]
        spread = self._squares[length:] - self._squares[:-length] - sums**2 / (length * BANDS)
        scores /= np.sqrt(np.maximum(spread, 1e-6)).astype(np.float32)
        found: list[int] = []
        for row in np.argsort(scores)[::-1][: CANDIDATES * APART].tolist():
            if all(abs(row - other) > 1 for other in found):
                found.append(row)
            if len(found) == CANDIDATES:
                break
        return found


def compared(recording: Powers, heard: Powers, at: int, noise: Powers) -> tuple[float, float] | None:
    """How alike the heard frames are to the recording from its frame `at` on, -1 to 1, and how much stronger.

    None when they do not lie within the recording, or nothing sounds in it there.
    """
    known = recording[at : at + len(heard)] if at >= 0 else recording[:0]
    if len(known) < len(heard):
        return None
    power = float(known.sum())
    gain = float(np.maximum(heard - noise, 0).sum()) / power if power > 0 else 0.0
    if gain <= 0:
        return None
    return likeness(known * gain, heard, noise), gain


def likeness(known: Powers, heard: Powers, noise: Powers) -> float:
    """Normalised cross-correlation of what is heard with the known sound under the same noise, -1 to 1."""
    floor = noise**COMPRESSED
    left: Powers = np.asarray((known + noise) ** COMPRESSED - floor, np.float32)
    right: Powers = np.asarray(np.maximum(heard, noise / 2) ** COMPRESSED - floor, np.float32)
    left -= left.mean()
    right -= right.mean()
    norm = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum()) / norm if norm > 0 else 0.0


def _halved(rows: Powers) -> Powers:
    even = len(rows) // 2 * 2
    halved: Powers = np.asarray(rows[0:even:2] + rows[1:even:2], np.float32) * np.float32(0.5)
    return halved
