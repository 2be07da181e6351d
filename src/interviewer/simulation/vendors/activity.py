"""Where a voice sounds in a stream, told from the level alone: onsets and pauses."""

from __future__ import annotations

from collections import deque
from typing import Final

from interviewer.simulation.vendors.spectrum import PER_SECOND, Powers, levels_db

ABOVE_NOISE_DB: Final = 9.0
LOUD_ENOUGH_DB: Final = -68.0
"""Below this nothing is a voice, however quiet the rest is. A band's power is a mean over its lines, so this is low."""
ONSET: Final = 4
"""Frames above the noise, of the last six, that make an onset."""
PAUSE: Final = 10
"""Frames of quiet that end a voice; a shorter gap is inside a word."""
NOISE_BLOCKS: Final = 12
"""The noise is the quietest quarter of a second of the last three."""
BLOCK: Final = 25


class Activity:
    """Frame numbers of a stream: the voice that sounds now, since when, and when it was last heard."""

    def __init__(self) -> None:
        self.frames = 0
        self.onset: int | None = None
        """Where the voice that sounds now began; None in a pause."""
        self.last = 0
        """The frame after the last one in which a voice sounded."""
        self._recent: deque[bool] = deque(maxlen=6)
        self._blocks: deque[float] = deque(maxlen=NOISE_BLOCKS)
        self._block: list[float] = []

    @property
    def quiet(self) -> int:
        """Frames since a voice sounded."""
        return self.frames - self.last

    def feed(self, powers: Powers) -> None:
        """Take the stream's next frames."""
        for level in levels_db(powers).tolist():
            self._block.append(level)
            if len(self._block) == BLOCK:
                self._blocks.append(sorted(self._block)[BLOCK // 4])
                self._block.clear()
            noise = min(self._blocks) if self._blocks else sorted(self._block)[len(self._block) // 4]
            loud = level > max(noise + ABOVE_NOISE_DB, LOUD_ENOUGH_DB) and level > LOUD_ENOUGH_DB
            if not self._blocks and level > LOUD_ENOUGH_DB + 2 * ABOVE_NOISE_DB:
                loud = True  # a stream that begins in the middle of a word has no noise yet to compare with
            self._recent.append(loud)
            self.frames += 1
            if self.onset is None:
                if loud and sum(self._recent) >= ONSET:
                    self.onset = max(self.last, self.frames - len(self._recent))
                    self.last = self.frames
            elif loud:
                self.last = self.frames
            elif self.quiet >= PAUSE:
                self.onset = None


def seconds(frame: int) -> float:
    """The time at which a frame begins."""
    return frame / PER_SECOND
