"""A call in virtual time: an interviewer that sounds by a timetable, real ears and mouth, a recogniser that is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate.ears import Ears, TurnEnded
from interviewer.simulation.candidate.journal import CallReport, Journal
from interviewer.simulation.candidate.mouth import FRAME, Mouth
from interviewer.simulation.candidate.sound import RATE, Sound, of_samples
from interviewer.simulation.candidate.turn_taking import TurnTaking
from interviewer.simulation.persona import Line, Persona, Repertoire
from simulated.synthetic_voice import voice

TICK = 0.2
"""Seconds in a step: whole pieces for the ears and whole frames for the mouth."""
PIECE = 0.05
RECOGNISING = 0.4

PHRASES = {
    "consent": ["is that okay with you"],
    "team_led": ["tell me about a team that you have led"],
    "handover": ["what makes a good handover from one shift to the next"],
    "goodbye": ["goodbye"],
}
# Topic -> stretches of voice and pause, in seconds
SOUNDS: dict[str, tuple[float, ...]] = {
    "consent": (0.8,),
    "team_led": (1.0, 0.6, 1.0, 0.6, 1.0),
    "handover": (1.0, 1.8, 1.0),
    "goodbye": (0.6,),
    "no_answer": (1.2,),
    "still_there": (0.8,),
    "filler": (0.4,),
}


def persona() -> Persona:
    """A persona that says its topics' names."""
    lines = {name: Line(name, name, name, Path(f"{name}.ogg"), sum(SOUNDS[name])) for name in SOUNDS}
    return Persona(Repertoire("by_topic", "says its topics' names", lines, PHRASES))


@cache
def sound_of(line: Line) -> Sound:
    return of_samples(voice(*SOUNDS[line.id], rate=RATE))


BUZZ = voice(PIECE, rate=hearing.RATE)
SILENCE = np.zeros_like(BUZZ)


class Stage:
    """The interviewer says what it is told to; words of None are a recogniser that fails."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.journal = Journal(datetime(2026, 1, 1, tzinfo=UTC), 1000.0)
        self.mouth = Mouth()
        self.ears = Ears()
        self.turns = TurnTaking(persona(), self.mouth, self.journal, load=sound_of, now=self.now)
        self.hung_up: str | None = None
        self._sounds: list[tuple[float, float]] = []
        self._words: list[str | None] = []
        self._recognised: list[tuple[float, TurnEnded]] = []

    @property
    def seconds(self) -> float:
        return self.now - 1000.0

    def interviewer_says(self, words: str | None, seconds: float = 1.6, *, after: float = 0.0, pieces: int = 1) -> None:
        """Speak for so long, starting after a while; the recogniser will understand these words in it."""
        self._sounds.append((self.now + after, self.now + after + seconds))
        self._words += [words] * pieces

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK)):
            self.step()

    def run_until(self, condition: Callable[[], bool], within: float = 60.0) -> None:
        for _ in range(round(within / TICK)):
            if condition():
                return
            self.step()
        raise AssertionError(f"did not come true within {within} s")

    def step(self) -> None:
        for number in range(round(TICK * RATE / FRAME)):
            frame = self.mouth.next()
            for mark, offset in frame.marks:
                self.turns.spoke(mark, self.now + (number * FRAME + offset) / RATE)
        heard = np.concatenate([self._heard_in(self.now + piece * PIECE) for piece in range(round(TICK / PIECE))])
        self.now = round(self.now + TICK, 3)
        for noticed in self.ears.hear(heard, self.now):
            self.turns.noticed(noticed)
            if isinstance(noticed, TurnEnded):
                self._recognised.append((self.now + RECOGNISING, noticed))
        while self._recognised and self._recognised[0][0] <= self.now:
            _, turn = self._recognised.pop(0)
            words = self._words.pop(0)
            self.journal.heard.append((turn.began, turn.ended, words))
            self.turns.understood(words, self.now)
        self.hung_up = self.hung_up or self.turns.tick(self.now)

    def said(self) -> list[str]:
        return [line.text for line in self.journal.said]

    def report(self) -> CallReport:
        self.turns.finish(self.now)
        return self.journal.report(
            persona="by_topic", link="http://x/join/…", room="r", joined=1000.0, left=self.now, reason="test"
        )

    def _heard_in(self, start: float) -> NDArray[np.int16]:
        return BUZZ if any(began - 1e-6 <= start < ended - 1e-6 for began, ended in self._sounds) else SILENCE
