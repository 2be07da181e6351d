"""The reply that is begun before the candidate's turn is over, and how much of that may be for nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from interviewer.agent.reply import Reply
from interviewer.conversation.facts import Answer, FollowUp, Speak
from interviewer.conversation.understanding import plain
from interviewer.providers.writing.port import Turn

SHARE: Final = 0.3
"""Of the tokens of replies that were said, how many more may go into replies that were not."""
CREDIT: Final = 2_000
"""Tokens that a process may waste before it has said anything."""

Make: TypeAlias = Callable[[Speak, Sequence[Turn]], Reply]
"""Begins on a reply; the turns are those that are not in the conversation yet."""


class Tokens:
    """What the language model cost, over all calls of one process."""

    def __init__(self) -> None:
        self.spent = 0
        """For replies that were said, or were to be."""
        self.wasted = 0
        """For replies that were thrown away before their turn."""

    @property
    def to_spare(self) -> bool:
        """Whether another reply may be begun early."""
        return self.wasted < CREDIT + SHARE * self.spent


class Anticipation:
    """At most one reply, to what the turn will probably be."""

    def __init__(self, make: Make, tokens: Tokens) -> None:
        self._make = make
        self._tokens = tokens
        self._reply: Reply | None = None
        self._wasted = 0

    def prepare(self, speech: Speak, heard: Sequence[Turn]) -> None:
        """Begin on this speech, unless it is under way already or has cost too much before."""
        if self._reply is not None and same(self._reply.speech, speech):
            return
        self.forget()
        if speech.written is None or self._tokens.to_spare:
            self._reply = self._make(speech, heard)

    def forget(self) -> None:
        """The candidate goes on: what was begun is for nothing."""
        if self._reply is not None:
            tokens, self._reply = self._reply.cancel(), None
            self._tokens.wasted += tokens
            self._wasted += tokens

    def take(self, speech: Speak) -> tuple[Reply, bool]:
        """The speech in the making, and whether it was begun before."""
        prepared, self._reply = self._reply, None
        if prepared is not None and same(prepared.speech, speech):
            return prepared, True
        self._reply = prepared
        self.forget()
        return self._make(speech, ()), False

    def take_wasted(self) -> int:
        """Tokens wasted in this call since it was asked last."""
        wasted, self._wasted = self._wasted, 0
        return wasted


def same(one: Speak, other: Speak) -> bool:
    """Whether a speech for words that were not final yet does for the final ones too: they may be spelt otherwise.

    How long a reply to it may take goes by the clock, and is no part of it.
    """
    one = replace(one, limit=other.limit)
    match one.written, other.written:
        case FollowUp(answer=first), FollowUp(answer=second):
            return replace(one, written=other.written) == other and plain(first) == plain(second)
        case Answer(question=first), Answer(question=second):
            return replace(one, written=other.written) == other and plain(first) == plain(second)
        case _:
            return one == other
