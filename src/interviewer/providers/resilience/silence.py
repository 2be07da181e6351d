"""How long a recogniser has said nothing about a voice, and whether that is still its way.

Time is counted in steps and not read from a clock: a process that was held up itself has not waited for anybody.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from interviewer.providers.resilience.policy import Recognition as Numbers

STEP: Final = 0.1
"""Seconds between two looks."""
Verdict: TypeAlias = Literal["fine", "doubtful", "silent"]


class Silence:
    """Of one recogniser after another: `anew` when another one is listened to."""

    def __init__(self) -> None:
        self.interim = False
        """Whether there are words that were not made final."""
        self._since_words = 0.0
        self._voiced = 0.0
        self._since_edge = 0.0
        self._doubted = 0.0

    def anew(self) -> None:
        """Another one listens: it has had no time yet."""
        self._since_words = self._voiced = self._since_edge = 0.0

    def words(self, *, text: bool, final: bool) -> None:
        """It said something; without `text`, that there are no words."""
        self.interim = not final and (text or self.interim)
        self._since_words = self._voiced = 0.0

    def edge(self) -> None:
        """The voice began or paused."""
        self._since_edge = 0.0

    def doubt(self) -> None:
        """Another one is asked."""
        self._doubted = 0.0

    def doubted(self, numbers: Numbers) -> bool:
        """Whether the other one, who is asked since `doubt`, has had its time."""
        self._doubted += STEP
        return self._doubted >= numbers.doubt_within

    def step(self, numbers: Numbers, *, speaking: bool, unheard: bool) -> Verdict:
        """Another STEP went by; `unheard`: there was a voice that no final words cover."""
        self._since_words += STEP
        self._since_edge += STEP
        if speaking:
            self._voiced += STEP
            return "silent" if self._voiced >= numbers.result_within else "fine"
        if min(self._since_edge, self._since_words) < numbers.finals_within:
            return "fine"
        if self.interim:
            return "silent"
        return "doubtful" if unheard else "fine"
