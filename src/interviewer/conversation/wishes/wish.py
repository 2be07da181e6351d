"""A wish: what the candidate wants beside answering, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from interviewer.conversation import values
from interviewer.conversation.facts import Heard, Note, Signal
from interviewer.conversation.phases import ROOMS
from interviewer.conversation.speaking import Step
from interviewer.conversation.standing import Conversation, ReadBack


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn with a wish in it; `rest` is what else was said."""

    seen: Heard
    rest: str
    notes: tuple[Note, ...] = ()
    """To be noted before anything is said: the wish itself is among them."""


class Grant(Protocol):
    """Does what was wished for; None if it is none after all, and the words are looked at as any others."""

    def __call__(self, state: Conversation, asked: Asked, /) -> Step | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wish:
    """One row: the pattern's field in the language's `Wishes` or `Words`, what is noted, and what is done."""

    pattern: str
    signal: Signal
    grant: Grant
    where: Literal["anywhere", "talk"] = "talk"
    """In the opening too, or only after it."""
    at_last: Grant | None = None
    """It is always granted, however often the candidate wished for something before: so, when that was very often."""
    whole: bool = False
    """Only a turn with hardly anything else in it."""
    keeps: bool = True
    """What else is in the turn belongs to the answer."""


def back(state: Conversation, asked: Asked, *lines: str) -> Step:
    """Say this, then ask again what was asked before."""
    if isinstance(state.pending, ReadBack):  # that was what was asked last
        return values.ask(state, state.pending, *lines, notes=asked.notes)
    to = (state.said.back_to,) if state.question is not None and lines != (state.said.repeat,) else ()
    state, directives = ROOMS[state.phase].again(state, *lines, *to)
    return state, (*asked.notes, *directives)
