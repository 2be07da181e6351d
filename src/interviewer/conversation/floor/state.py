"""What the floor keeps between two events. Frozen; only `machine` and `rules` make new ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from interviewer.conversation.floor.facts import Act, Expectation
from interviewer.conversation.languages import ENGLISH, Words

Interviewer = Literal["silent", "sounding", "held"]
"""Held: cut off, and it is not settled yet whether the candidate takes the floor."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the candidate has said since it last had no part in the conversation; `over`: begun over the interviewer."""

    began: float
    over: bool
    ended: float
    """When the last stretch of voice that counts ended: from here a pause is measured."""
    finals: tuple[str, ...] = ()
    interim: str = ""
    before: int = 0
    """Finals that were there when the interviewer began to sound."""
    voiced: float = 0.0
    """Seconds of voice in the stretches that ended."""
    last: float = 0.0
    """Length of the last stretch."""
    words_at: float | None = None
    final_at: float | None = None
    murmured_at: float | None = None
    """When the interviewer last showed that it listens."""
    torn: bool = False
    """The line was lost in its midst: something of it may be missing, and it ends at its next pause."""

    @property
    def text(self) -> str:
        """All words of the turn so far."""
        return " ".join((*self.finals, self.interim)).strip()

    @property
    def claims(self) -> str:
        """The words that were said while the interviewer sounded."""
        return " ".join((*self.finals[self.before :], self.interim)).strip()


@dataclass(frozen=True, slots=True)
class Floor:
    """The state between two events."""

    now: float
    expectation: Expectation = field(default_factory=Expectation)
    words: Words = ENGLISH.words
    """What words mean in the language that is spoken."""
    voice_since: float | None = None
    quiet_since: float = 0.0
    deaf: bool = False
    """The voice detector hears something that is no speech: what it says means nothing until there are words."""
    interviewer: Interviewer = "silent"
    cuttable: bool = True
    edge_at: float = 0.0
    """When the interviewer last began or ended to sound, or was cut."""
    ducked: bool = False
    restored_at: float | None = None
    again: bool = False
    """Ducked again soon after it was restored."""
    false_stops: int = 0
    listening: bool = True
    """It is the candidate's turn to speak."""
    heard_at: float = 0.0
    """Since when nothing has happened in the candidate's turn."""
    unclear: bool = False
    """Said once in this turn of the candidate's; and no second time while the words of it are owed."""
    turn: Turn | None = None
    guess: float | None = None
    hinted_at: float | None = None
    prepared: str | None = None
    forgot: bool = False
    """In this pause; nothing more is prepared in it."""
    owed: bool = False
    given: tuple[str, ...] = ()
    """Words of an interim text that were given away as they were: they come again in its final form."""
    down: bool = False
    """The line to the candidate is: nobody knows whether it speaks."""

    @property
    def speaking(self) -> bool:
        """Whether the candidate speaks now, as far as the voice detector can tell."""
        return self.voice_since is not None and not self.deaf


Step = tuple[Floor, tuple[Act, ...]]
