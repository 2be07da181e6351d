"""What a call wants of a language model: a few sentences, as they are written.

Deliberately not here: what is asked of it and what of its words is said (`agent`, `conversation`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from interviewer.providers.failure import ProviderFailed

Turn: TypeAlias = tuple[Literal["assistant", "user"], str]
Size: TypeAlias = Literal["normal", "small", "large"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, as the model streams it."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost, in tokens; `tokens_cached` are those of `tokens_in` that the provider had in its cache."""

    tokens_in: int
    tokens_cached: int
    tokens_out: int


class WritingFailed(ProviderFailed):
    """The language model did not write, or broke off. Pieces that came before are as good as they are."""


class Writing(Protocol):
    """A language model, as many requests at once as are made."""

    name: str
    """Provider and model: `openai/gpt-4o-mini`."""

    def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncIterator[Piece | Usage]:
        """Pieces of the reply and, last, its usage where the provider tells it. Raises `WritingFailed`.

        `instructions` and `turns` are the stable beginning that a provider's prompt cache knows again, `ask` is the
        last message. `size` chooses among the provider's models. Closing or cancelling the iterator cancels the
        request, so that no more tokens are paid for.
        """
        ...
