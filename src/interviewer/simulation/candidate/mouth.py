"""The candidate's mouth: the next 40 ms of its microphone, and when each word in them leaves.

A microphone never stops: between lines it carries the noise of a room. Pure: `next` is called for every frame by
whoever sends it, and the marks that come with a frame say what starts and ends in it. A line can be held at its next
pause and gone on with later. Deliberately not here: whether to speak; `turn_taking` decides that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from interviewer.simulation.candidate.sound import FULL_SCALE, RATE, Samples, Sound

FRAME: Final = RATE // 25
"""Samples in a frame of 40 ms: each one that is handed to WebRTC costs, whatever its length."""
LEAD: Final = RATE // 20
"""Samples played from before a word: its breath and its first consonant."""
NOISE_DB: Final = -68.0
"""Level of the room, in dB below full scale."""


class Mark(Enum):
    """What happens inside a frame."""

    VOICE_BEGINS = "voice_begins"
    VOICE_ENDS = "voice_ends"
    LINE_ENDS = "line_ends"
    """The last word of the line has ended."""
    HELD = "held"
    """The line stopped at a pause; the rest can be gone on with."""
    DROPPED = "dropped"
    """The line stopped at a pause for good."""


@dataclass(frozen=True, slots=True)
class Frame:
    """40 ms of microphone; marks come with their sample position in the frame, in order."""

    samples: Samples
    marks: tuple[tuple[Mark, int], ...] = ()


class Stop(Enum):
    """What becomes of a line that is to stop at its next pause."""

    HOLD = Mark.HELD
    DROP = Mark.DROPPED


class Mouth:
    """One line at a time, frame by frame."""

    def __init__(self, *, seed: int = 0) -> None:
        noise = np.random.default_rng(seed).normal(0.0, FULL_SCALE * 10 ** (NOISE_DB / 20), RATE)
        self._noise: Samples = noise.astype(np.int16)
        self._noise_at = 0
        self._sound: Sound | None = None
        self._at = 0
        self._stop: Stop | None = None
        self.held = False
        self.yielding = False
        """True while the other one speaks: a pause then lasts until it has finished."""

    @property
    def talking(self) -> bool:
        """True from the start of a line to its end, pauses included; False while the rest is held."""
        return self._sound is not None and not self.held

    @property
    def silent(self) -> bool:
        """True when there is nothing left to say."""
        return self._sound is None

    @property
    def stopping(self) -> bool:
        """True when the line will stop at its next pause."""
        return self._stop is not None

    def say(self, sound: Sound) -> None:
        """Start a line with the next frame, in place of what was left of another."""
        self._sound = sound
        self._at = max(0, sound.first - LEAD)
        self._stop = None
        self.held = False

    def stop(self, how: Stop) -> None:
        """Stop at the next pause; a line without another pause is said to its end."""
        self._stop = how

    def go_on(self) -> None:
        """Go on with what is left of a held line."""
        self.held = False
        self._stop = None

    def drop(self) -> None:
        """Forget what is left of a held line."""
        self._sound = None
        self._stop = None
        self.held = False

    def next(self) -> Frame:
        """The next frame."""
        room = self._room()
        if self._sound is None or self.held:
            return Frame(room)
        sound = self._sound
        following = self._pause_before(sound)
        if following is not None:
            if self._stop is not None:
                mark = self._stop.value
                self._at = max(self._at, following - LEAD)
                if self._stop is Stop.DROP:
                    self.drop()
                else:
                    self.held = True
                    self._stop = None
                return Frame(room, ((mark, 0),))
            if self.yielding and self._at + FRAME > following - LEAD:
                return Frame(room)
        return self._speak(sound, room)

    def _speak(self, sound: Sound, room: Samples) -> Frame:
        start, end = self._at, self._at + FRAME
        said = sound.samples[start:end]
        samples = room.copy()
        samples[: len(said)] = np.clip(
            said.astype(np.int32) + samples[: len(said)], -FULL_SCALE, FULL_SCALE - 1
        ).astype(np.int16)
        marks: list[tuple[Mark, int]] = []
        for begins, ends in sound.voiced:
            if start <= begins < end:
                marks.append((Mark.VOICE_BEGINS, begins - start))
            if start < ends <= end:
                marks.append((Mark.VOICE_ENDS, ends - start))
        self._at = end
        if start < sound.last <= end:
            marks.append((Mark.LINE_ENDS, sound.last - start))
        if end >= sound.last + LEAD:
            self.drop()
        return Frame(samples, tuple(marks))

    def _pause_before(self, sound: Sound) -> int | None:
        """Where the next word starts, when the line is in a pause that a word precedes."""
        if self._at <= sound.first:
            return None
        for (_, ends), (begins, _) in zip(sound.voiced, sound.voiced[1:], strict=False):
            if ends <= self._at < begins:
                return begins
        return None

    def _room(self) -> Samples:
        start = self._noise_at
        self._noise_at = (start + FRAME) % RATE
        return self._noise[start : start + FRAME]
