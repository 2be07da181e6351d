"""Understands a stream whose speech was recorded before: a word is recognised only when its own sound arrived.

The place in the recordings is found from the sound alone, and each word is then compared with what arrived in its own
frames. A word whose sound is missing or replaced is not recognised; time and order tell nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from interviewer.simulation.vendors.activity import PAUSE, Activity, seconds
from interviewer.simulation.vendors.heard import Heard
from interviewer.simulation.vendors.index import Index, Place, compared, likeness
from interviewer.simulation.vendors.script import Span
from interviewer.simulation.vendors.spectrum import PER_SECOND, WINDOW_SECONDS, Powers, Samples
from interviewer.simulation.vendors.words import Word, given

ALIKE_CLEAN: Final = 0.92
ALIKE_NOISY: Final = 0.74
INSTANT: Final = 0.08
"""So much less of a word of so few frames, each of which is much of it."""
CLEAN_DB: Final = 25.0
NOISY_DB: Final = 12.0
PLACE_SLACK: Final = 0.05
"""A place may be a little less alike than a word: what was cut out of it may lie within."""
PLACE_SHORT: Final = 0.15
PLACE_MOST: Final = 0.95
"""A place found with few frames must be more alike: there are many places, and some resemble by chance."""
ENOUGH: Final = 25
"""Unexplained frames of voice before a place is looked for."""
SHORTEST: Final = 8
"""The same at a pause, when no more will come."""
ASKED: Final = (20, 60)
"""Frames of the stream that a place is looked for with, at least and at most."""
AGAIN: Final = 15
TIRED: Final = 60
"""Frames until a failed search is tried again, and after several failures."""
PATIENCE: Final = 6
WOBBLE: Final = 2
STRETCH: Final = 2
"""Frames by which a receiver may lengthen or shorten a word, at one moment of it, when its network is uneven."""
PRESENT: Final = 0.8
"""Share of a word's loud frames, by amplitude, that must have come at the power expected, a frame sooner or later."""
TOO_WEAK: Final = 0.2
OUT_OF_WORD: Final = 0.01
"""A frame this much weaker than the word's strongest does not count as loud."""
UNDERSTOOD: Final = 10
"""Frames before the unexplained sound in which a word of it may begin."""
MASKED: Final = 0.7
"""A frame weaker than this part of the noise cannot be heard at all."""
CUT_OFF: Final = 0.7
"""Share of a word that must have been heard when the stream ends within it."""


class Follower:
    """One stream against the index of all recordings."""

    def __init__(self, index: Index, activity: Activity) -> None:
        self._index = index
        self._activity = activity
        self._heard = Heard()
        self._words: list[Word] = []
        self._taken: list[tuple[int, int]] = []  # frames of the words found, so that no sound is understood twice
        self._place: Place | None = None
        self._next = 0  # span of the place's recording to be judged next
        self._lost = False
        self._explained = 0
        self._search_at = 0
        self._failures = 0
        self._searched_pause = -1

    def feed(self, samples: Samples, powers: Powers) -> None:  # noqa: ARG002 - see `Recogniser`
        """See `Recogniser`."""
        self._heard.append(powers)
        self._follow()
        if self._search_due():
            self._search()

    def settle(self) -> None:
        """See `Recogniser`."""
        self._follow(ending=True)
        if self._unexplained() >= SHORTEST and not self._trusted():
            self._search()
            self._follow(ending=True)

    def said(self, until: float) -> Sequence[Word]:
        """See `Recogniser`."""
        return [word for word in self._words if word.start < until]

    def take(self, until: float) -> asyncio.Future[Sequence[Word]]:
        """See `Recogniser`."""
        taken = [word for word in self._words if word.start < until]
        self._words = [word for word in self._words if word.start >= until]
        return given(taken)

    async def aclose(self) -> None:
        """See `Recogniser`."""

    def _trusted(self) -> bool:
        return self._place is not None and not self._lost

    def _unexplained(self) -> int:
        begin = self._activity.onset if self._activity.onset is not None else self._explained
        return self._activity.last - max(self._explained, begin)

    def _search_due(self) -> bool:
        if self._trusted():
            return False
        if self._activity.quiet >= PAUSE:
            due = self._unexplained() >= SHORTEST and self._searched_pause != self._activity.last
            self._searched_pause = self._activity.last
            return due
        return self._unexplained() >= ENOUGH and self._heard.count >= self._search_at

    def _search(self) -> None:
        heard, now = self._heard, self._heard.count
        begin = max(self._explained, now - ASKED[1], heard.oldest)
        if self._activity.onset is not None:
            begin = max(begin, self._activity.onset - 5)
        begin = max(min(begin, now - ASKED[0]), heard.oldest, 0)
        asked = heard.rows(begin, now)
        found = self._index.find(asked, begin, heard.noise)
        short = PLACE_SHORT * (ASKED[1] - len(asked)) / (ASKED[1] - ASKED[0])
        if found is None or found.likeness < min(self._alike(asked) - PLACE_SLACK + short, PLACE_MOST):
            self._failures += 1
            self._search_at = now + (TIRED if self._failures >= PATIENCE else AGAIN)
            return
        self._failures = 0
        self._place, self._lost = found, False
        spans = self._index.clips[found.clip].spans
        self._next = 0
        while self._next < len(spans) and spans[self._next].start + found.shift < self._explained - UNDERSTOOD:
            self._next += 1
        self._follow(found_at=now)

    def _follow(self, *, found_at: int = 0, ending: bool = False) -> None:
        """Judge the words whose sound is complete; of those from before the place was found a failure says nothing."""
        now = self._heard.count
        while self._place is not None:
            spans = self._index.clips[self._place.clip].spans
            if self._next == len(spans):
                if now >= spans[-1].end + self._place.shift:
                    self._place = None
                return
            span = spans[self._next]
            begin, end = span.start + self._place.shift, span.end + self._place.shift
            if end + WOBBLE > now:
                if not ending or now - WOBBLE - begin < CUT_OFF * (end - begin):
                    return
                end = now - WOBBLE
            self._next += 1
            if any(min(end, last) - max(begin, first) > (end - begin) / 2 for first, last in self._taken[-40:]):
                continue
            confidence = self._judge(span, end - begin)
            if confidence is not None:
                self._add(span, confidence)
                self._lost = False
                self._explained = max(self._explained, end)
            elif end > found_at:
                self._lost = True
                self._search_at = min(self._search_at, now)

    def _judge(self, span: Span, length: int) -> float | None:
        """How alike the sound in the word's frames is, when it is the word's."""
        place, heard = self._place, self._heard
        if place is None:
            return None
        recording = self._index.clips[place.clip].powers
        known = recording[span.start : span.start + length] * place.gain
        best, moved = 0.0, 0
        for wobble in (0, *(sign * by for by in range(1, WOBBLE + 1) for sign in (1, -1))):
            begin = span.start + place.shift + wobble
            if begin < heard.oldest or begin + length > heard.count:
                continue
            found = likeness(known, heard.rows(begin, begin + length), heard.noise)
            if found > best + 0.01:
                best, moved = found, wobble
        begin = span.start + place.shift + moved
        if begin < heard.oldest:
            return None
        rows = heard.rows(begin, begin + length)
        if best < (asked := self._alike(known)):
            best, rows = self._stretched(known, begin)
            if best < asked:
                return None
        expected = known.sum(axis=1)
        loud = expected > max(float(expected.max()) * OUT_OF_WORD, MASKED * float(heard.noise.sum()))
        amplitude = np.sqrt(expected) * loud
        arrived = np.maximum(rows.sum(axis=1), self._about(begin, length)) > TOO_WEAK * expected
        if not loud.any() or float(amplitude[arrived].sum()) < PRESENT * float(amplitude.sum()):
            return None
        if moved:
            self._place = replace(place, shift=place.shift + (1 if moved > 0 else -1))
        if loud.sum() >= SHORTEST and (nearer := compared(recording, rows, span.start, heard.noise)) is not None:
            self._place = replace(self._place or place, gain=0.7 * place.gain + 0.3 * nearer[1])
        return best

    def _about(self, begin: int, length: int) -> Powers:
        """The power of each frame, or of one of its neighbours if that is stronger."""
        heard, end = self._heard, begin + length
        first, last = max(begin - 1, heard.oldest), min(end + 1, heard.count)
        powers = np.pad(heard.rows(first, last).sum(axis=1), (first - (begin - 1), end + 1 - last))
        strongest: Powers = sliding_window_view(powers, 3).max(axis=1)
        return strongest

    def _stretched(self, known: Powers, begin: int) -> tuple[float, Powers]:
        """The frames around there that are most alike, if they may come a little earlier or later from one on."""
        heard, length = self._heard, len(known)
        best, found = 0.0, known[:0]
        for first, by in product(range(-WOBBLE, WOBBLE + 1), (*range(-STRETCH, 0), *range(1, STRETCH + 1))):
            start = begin + first
            if start < heard.oldest or start + length + max(by, 0) > heard.count:
                continue
            for at in range(2, length - 2):
                rows = np.concatenate((heard.rows(start, start + at), heard.rows(start + at + by, start + length + by)))
                if (alike := likeness(known, rows, heard.noise)) > best:
                    best, found = alike, rows
        return best, found

    def _alike(self, sound: Powers) -> float:
        """The likeness that is asked for: less under noise, which hides part of every sound, and of a mere instant."""
        noise = float(self._heard.noise.sum())
        over = 10 * float(np.log10(max(float(sound.sum(axis=1).max()) / noise, 1)))
        share = min(1.0, max(0.0, (over - NOISY_DB) / (CLEAN_DB - NOISY_DB)))
        alike = ALIKE_NOISY + share * (ALIKE_CLEAN - ALIKE_NOISY)
        return alike - INSTANT if len(sound) < SHORTEST else alike

    def _add(self, span: Span, confidence: float) -> None:
        place = self._place
        if place is None:
            return
        begin, end = span.start + place.shift, span.end + place.shift
        self._taken.append((begin, end))
        self._words.append(
            Word(
                span.text,
                round(place.shift / PER_SECOND + span.seconds[0], 3),
                round(min(place.shift / PER_SECOND + span.seconds[1], seconds(end) + WINDOW_SECONDS / 2), 3),
                round(min(confidence, 0.999), 6),
                f"{self._index.clips[place.clip].name}:{span.start}",
            )
        )
        self._words.sort(key=lambda word: word.start)
