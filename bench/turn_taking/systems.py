"""Who is measured in the room: ours, and the policies that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.conversation import floor
from interviewer.conversation.floor import Act, Ask, Cut, Event, Guess, Playing, TurnOver, Understood, Voice
from turn_taking.dialogues import Dialogue
from turn_taking.room import Held, Room

INTERRUPTION = 0.5
"""livekit-agents: so much voice over the agent interrupts it."""


class Ours:
    """The floor."""

    name = "ours"

    def hold(self, dialogue: Dialogue) -> Held:
        """Hold it."""
        return Room(dialogue, _Floor()).hold()


class _Floor:
    def __init__(self) -> None:
        self._state = floor.begin(0.0)

    def step(self, event: Event, now: float) -> Iterable[Act]:
        self._state, acts = floor.step(self._state, event, now)
        return acts

    def due(self) -> float | None:
        return floor.due(self._state)


class Thresholds:
    """Silence of one length ends a turn, or one of two where an audio model is asked. Voice interrupts."""

    def __init__(self, name: str, least: float, most: float, threshold: float) -> None:
        self.name = name
        self._policy = (least, most, threshold)

    def hold(self, dialogue: Dialogue) -> Held:
        """Hold it."""
        return Room(dialogue, _Thresholds(*self._policy)).hold()


class _Thresholds:
    def __init__(self, least: float, most: float, threshold: float) -> None:
        self._least, self._most, self._threshold = least, most, threshold
        self._voice: float | None = None
        self._quiet = 0.0
        self._playing = False
        self._likely: float | None = None
        self._finals: list[str] = []
        self._began = 0.0

    def step(self, event: Event, now: float) -> Iterable[Act]:
        match event:
            case Voice(on=True):
                self._voice, self._likely = event.at, None
            case Voice():
                self._voice, self._quiet = None, event.at
                if self._least != self._most:
                    yield Ask()
            case Guess() if self._voice is None:
                self._likely = event.probability
            case Understood(final=True) if event.text:
                self._finals.append(event.text)
            case Playing():
                self._playing = event.on
            case _:
                pass
        wanted = self.due()
        if wanted is None or wanted > now:
            return
        if self._playing:
            self._playing = False
            yield Cut()
        else:
            text, self._finals = " ".join(self._finals), []
            yield TurnOver(text, self._quiet, self._quiet)

    def due(self) -> float | None:
        if self._playing:
            return self._voice + INTERRUPTION if self._voice is not None else None
        if self._voice is not None or not self._finals:
            return None
        over = self._least == self._most or (self._likely or 0.0) >= self._threshold
        return self._quiet + (self._least if over else self._most)


SYSTEMS = (
    Ours(),
    Thresholds("silence of 0.6 s", 0.6, 0.6, 0.0),
    Thresholds("silence of 1.2 s", 1.2, 1.2, 0.0),
    Thresholds("audio model, 0.3 or 2.5 s", 0.3, 2.5, 0.36),
)
