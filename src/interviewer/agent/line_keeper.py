"""What a dialogue does when its candidate is not heard any more, and when it is again.

While the line is lost nothing is taken for silence and nothing is said but that it is; then what was being said is said
once more, or the candidate goes on. Deliberately not here: how that is noticed (`line`), and in which words it is said
(`conversation.line`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from interviewer.agent.delivery import Delivery
from interviewer.agent.line import Changed
from interviewer.agent.notes import Notes
from interviewer.conversation import facts, floor

TOLD_AFTER: Final = 5.0
"""Seconds after which who may still hear is told that nothing comes from it."""


@dataclass(slots=True)
class LostLine:
    """Since when (monotonic), and what the interviewer was saying then."""

    since: float
    unsaid: facts.Speak | None = None
    written: str = ""
    told: bool = False

    @property
    def due(self) -> float | None:
        """When that it is lost is to be said, if it was not yet."""
        return None if self.told else self.since + TOLD_AFTER


def unheard_of(speech: facts.Speak, heard: str) -> facts.Speak:
    """The speech without the lines that were heard to their end, of which the last is none: that is what it is for."""
    if speech.written is not None:
        return speech
    lines = speech.lines
    while len(lines) > 1 and heard.startswith(lines[0]):
        heard, lines = heard[len(lines[0]) :].strip(), lines[1:]
    return replace(speech, lines=lines, opening=max(0, speech.opening - len(speech.lines) + len(lines)))


class LineKeeper:
    """Of one dialogue: `step` tells the floor, `see` the conductor, `hush` ends what is being said and gives it."""

    def __init__(
        self,
        notes: Notes,
        *,
        step: Callable[[floor.Event], None],
        see: Callable[[facts.Observation], None],
        hush: Callable[[], Delivery | None],
    ) -> None:
        self._notes = notes
        self._step = step
        self._see = see
        self._hush = hush
        self._unheard: facts.Unheard | None = None
        self._torn = False
        self.lost: LostLine | None = None

    def changed(self, change: Changed, state: floor.Floor, *, over: bool) -> None:
        """The line is another one; `over`: the goodbye is being said, and is said to its end."""
        if change.now == "doubtful":
            self._step(floor.Line(up=False))
            return
        if change.now == "lost":
            self._lose(change.since, over=over)
            return
        self._unheard = None if change.now == "well" else change.now
        if change.before in ("muted", "silent_microphone"):
            self._notes.heard_again(change.before, change.seconds)
        if self.lost is not None:
            self._find(self.lost, change.seconds, state, over=over)
        elif state.down:
            self._step(floor.Line(up=True))

    def tell(self, lost: LostLine) -> None:
        """Perhaps it is lost one way only."""
        lost.told = True
        self._see(facts.LineDown())

    def take_torn(self) -> bool:
        """Whether the line was lost in the midst of the turn that is over now."""
        torn, self._torn = self._torn, False
        return torn

    def silence(self) -> facts.StayedSilent:
        """The candidate said nothing for a while, or its microphone kept it from us."""
        if self._unheard is not None:
            self._notes.unheard(self._unheard)
        return facts.StayedSilent(self._unheard)

    def _lose(self, since: float, *, over: bool) -> None:
        self._notes.unheard("lost")
        self._step(floor.Line(up=False))
        self.lost = LostLine(since, told=over)
        if over:
            return
        delivery = self._hush()
        if delivery is not None and delivery.speech.kind != "holding":
            heard = delivery.played().seconds - (time.monotonic() - since)
            self.lost.unsaid = unheard_of(delivery.speech, delivery.utterance.text_at(max(0.0, heard)))
            self.lost.written = delivery.utterance.written

    def _find(self, lost: LostLine, seconds: float, state: floor.Floor, *, over: bool) -> None:
        self._notes.heard_again("lost", seconds)
        self.lost = None
        if not over:
            self._hush()  # that it is lost
            self._torn = state.turn is not None and bool(state.turn.text)
            if not self._torn:
                self._see(facts.LineBack(lost.unsaid, lost.written))
        self._step(floor.Line(up=True, missed=True))
