"""What a call wants of a recogniser: audio in, words out as they are understood.

Deliberately not here: when a turn is over, and what the words mean for who has the floor (`conversation`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from livekit import rtc

from interviewer.conversation.facts import Patience
from interviewer.providers.failure import ProviderFailed

HEARD_RATE: Final = 16_000
"""Samples a second of what a recogniser is given: mono, 16 bits, in frames of 20 ms or more."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `start` and `end` in seconds of the stream's own audio, `confidence` 0 to 1 where there is one."""

    text: str
    start: float
    end: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """What was understood of the utterance going on.

    Interim words replace each other; after final ones a new utterance begins. Final ones may be empty: there was a
    voice, and no words were found in it.
    """

    text: str
    final: bool
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    until: float | None = field(default=None, compare=False)
    """Where in the stream's own audio the sound ends that this was made of, in seconds, if the recogniser says so."""


@dataclass(frozen=True, slots=True)
class TurnHint:
    """What a recogniser with an end-of-turn model of its own thinks of the turn; `text` is the turn so far."""

    kind: Literal["eager", "resumed", "end"]
    text: str


class RecognitionFailed(ProviderFailed):
    """The recogniser gives no words any more. What it gave is kept; open another one to go on."""


class Hearing(Protocol):
    """One call's stream of audio to a recogniser."""

    def push(self, frame: rtc.AudioFrame) -> None:
        """Give a frame of HEARD_RATE mono; never blocks, and is for nothing once the hearing is closed."""
        ...

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: FBT001 - an edge, on or off
        """Tell an edge of the call's own voice detector; `over`: the interviewer is speaking meanwhile.

        A hosted recogniser, which listens by itself, may take no notice.
        """
        ...

    def expect(self, patience: Patience) -> None:
        """Tell how patient the question asked now is; end-of-turn thresholds follow where there are any."""
        ...

    def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        """What is understood, as it is; ends when the hearing is closed. Raises `RecognitionFailed`."""
        ...

    @property
    def pending(self) -> bool:
        """Whether there was a voice whose final words are still owed."""
        ...

    async def aclose(self) -> None:
        """Stop listening; what was not understood yet is given up. Twice is once."""
        ...


class Recognition(Protocol):
    """A recogniser, as many hearings at once as there are calls."""

    name: str
    """Provider and model: `deepgram/nova-3`."""

    def open(self, *, keyterms: Sequence[str], language: str) -> Hearing:
        """Listen to one call; `keyterms` are names and terms to expect, `language` a code such as `en`."""
        ...
