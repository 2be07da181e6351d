"""What a recogniser hands to the emulated vendors: words with times, and who makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.simulation.vendors.spectrum import Powers, Samples


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; times are seconds of the stream."""

    text: str
    """As written, with the punctuation that belongs to it."""
    start: float
    end: float
    confidence: float
    mark: str
    """The same whenever the same piece of speech is heard: what its latency is drawn by."""


class Recogniser(Protocol):
    """Hears one stream. What it has recognised is kept until it is taken."""

    def feed(self, samples: Samples, powers: Powers) -> None:
        """The stream's next sound; never blocks."""
        ...

    def settle(self) -> None:
        """No more sound of these words will come: recognise what there is."""
        ...

    def said(self, until: float) -> Sequence[Word]:
        """The words that begin before this time, in order, as far as they are recognised by now."""
        ...

    def take(self, until: float) -> asyncio.Future[Sequence[Word]]:
        """The words that begin before this time; from now on they are not said any more."""
        ...

    async def aclose(self) -> None:
        """Stop what is under way."""
        ...


def given(words: Sequence[Word]) -> asyncio.Future[Sequence[Word]]:
    """Words that need not be waited for."""
    future: asyncio.Future[Sequence[Word]] = asyncio.get_running_loop().create_future()
    future.set_result(words)
    return future


class Deaf:
    """Understands nothing: what is there with neither a script nor an engine."""

    def feed(self, samples: Samples, powers: Powers) -> None:
        """See `Recogniser`."""

    def settle(self) -> None:
        """See `Recogniser`."""

    def said(self, until: float) -> Sequence[Word]:  # noqa: ARG002 - see `Recogniser`
        """See `Recogniser`."""
        return ()

    def take(self, until: float) -> asyncio.Future[Sequence[Word]]:  # noqa: ARG002 - see `Recogniser`
        """See `Recogniser`."""
        return given(())

    async def aclose(self) -> None:
        """See `Recogniser`."""
