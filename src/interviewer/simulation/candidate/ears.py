"""The candidate's ears: when the interviewer sounds, when it has stopped, and the audio of each thing it said.

A level with hysteresis is enough, because the interviewer's voice is synthetic and its line clean. Pure: frames and the
time come in, what was noticed comes out. Deliberately not here: what the words were; the transcriber hears that.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from interviewer.simulation.candidate.sound import Samples, levels_db

RATE: Final = 16_000
"""Samples a second the ears are fed with: what recognisers take."""
WINDOW: Final = RATE // 100
SOUND_DB: Final = -45.0
"""A window above this is sound at the ear ..."""
QUIET_DB: Final = -52.0
"""... and below this it is silence again; between the two things stay as they were."""
ONSET_WINDOWS: Final = 3
"""Windows above the level before it counts as sound: a click is shorter."""
LULL: Final = 0.3
"""Seconds of silence after which a sound has ended: gaps inside a word and between words are shorter."""
GAP: Final = 0.2
"""Seconds by which a piece is late when something was lost before it."""
PREROLL_WINDOWS: Final = 25
"""Windows kept from before the level was crossed: a soft first consonant is in them."""


@dataclass(frozen=True, slots=True)
class SoundBegan:
    """The interviewer became audible; `at` is when its first sample was heard."""

    at: float


@dataclass(frozen=True, slots=True)
class SoundEnded:
    """The interviewer has been silent for a lull; `at` is when its last sample was heard."""

    at: float


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The interviewer has been silent for as long as people wait; `samples` (16 kHz) is all that it said."""

    began: float
    ended: float
    samples: Samples


Noticed = SoundBegan | SoundEnded | TurnEnded


class Arrivals:
    """When the last sample of each piece was heard, from when the pieces arrive.

    A piece is never early, but a busy machine hands it over late; so time goes on by the length of the pieces, and
    arrival only corrects it: at once when a piece comes before its time, slowly when it is late (the sender's clock may
    run slow), and anew after a gap.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def until(self, seconds: float, now: float) -> float:
        """The time at which the last sample of a piece of this length was heard that arrived now."""
        expected = self._until + seconds
        late = now - expected
        self._until = expected + 0.01 * late if 0.0 <= late < GAP else now
        return self._until


class Ears:
    """Segments what it hears. Times are seconds on the clock of whoever feeds it."""

    def __init__(self, *, patience: float = 0.8) -> None:
        self._patience = patience
        self._before: deque[Samples] = deque(maxlen=PREROLL_WINDOWS)
        self._turn: list[Samples] = []
        self._turn_began = 0.0
        self._last_loud = 0.0
        self._loud = 0
        self.sounding = False
        self.heard_until = 0.0
        """Time up to which it was fed."""

    def hear(self, samples: Samples, until: float) -> list[Noticed]:
        """Take a whole number of 10 ms windows whose last sample was heard at `until`."""
        count = len(samples) // WINDOW
        windows = samples[: count * WINDOW].reshape(count, WINDOW)
        levels = levels_db(windows)
        self.heard_until = until
        noticed: list[Noticed] = []
        for index, level in enumerate(levels.tolist()):
            at = until - (count - index) * 0.01
            noticed.extend(self._window(windows[index], level, at))
        return noticed

    def _window(self, window: Samples, level: float, at: float) -> list[Noticed]:
        (self._turn or self._before).append(window)
        threshold = QUIET_DB if self.sounding else SOUND_DB
        if level > threshold:
            self._loud += 1
            if self.sounding:
                self._last_loud = at + 0.01
            elif self._loud >= ONSET_WINDOWS:
                return [self._onset(at + 0.01)]
            return []
        self._loud = 0
        quiet = at + 0.01 - self._last_loud
        # Compared with half a window to spare: times are sums of floats.
        if self.sounding and quiet > LULL - 0.005:
            self.sounding = False
            return [SoundEnded(self._last_loud)]
        if self._turn and not self.sounding and quiet > self._patience - 0.005:
            turn = TurnEnded(self._turn_began, self._last_loud, np.concatenate(self._turn))
            self._before.extend(self._turn[-PREROLL_WINDOWS:])
            self._turn = []
            return [turn]
        return []

    def _onset(self, now: float) -> SoundBegan:
        began = now - ONSET_WINDOWS * 0.01
        if not self._turn:
            self._turn = list(self._before)
            self._before.clear()
            self._turn_began = began
        self.sounding = True
        self._last_loud = now
        return SoundBegan(began)
