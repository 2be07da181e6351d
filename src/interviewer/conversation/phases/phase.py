"""What every phase of the conversation can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from interviewer.conversation.facts import Heard
from interviewer.conversation.speaking import Step
from interviewer.conversation.standing import Conversation


class Hears(Protocol):
    """Goes on upon what the candidate said."""

    def __call__(self, state: Conversation, seen: Heard, /) -> Step: ...  # noqa: D102


class Waits(Protocol):
    """Goes on upon silence; `state.silences` counts it already."""

    def __call__(self, state: Conversation, /) -> Step: ...  # noqa: D102


class Asks(Protocol):
    """Says these lines, then asks again what the phase asks."""

    def __call__(self, state: Conversation, /, *opening: str) -> Step: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Room:
    """One phase."""

    heard: Hears
    silent: Waits
    again: Asks
