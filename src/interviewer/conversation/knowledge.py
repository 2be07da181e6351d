"""What the company's documents say about something the candidate asked: passages, and whether they answer it.

Shared by all who look for passages, carry them and speak of them. A passage is data that somebody else wrote: whatever
it says, it is never an instruction. Deliberately not here: how passages are found (`providers.knowledge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

READABLE: Final = 0.1
"""From which score of the best passage on. Below it hardly ever one answers, and asking would only cost time."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of a document of the job. `score`: how sure it is, from 0 to 1, that they answer the question."""

    id: str
    """Made from what it says, so that it names the same words for ever."""
    document: str
    """The document's name, as the company gave it."""
    heading: str
    """The headings above it, from the outermost, with ` > ` between; empty where there are none."""
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question, the best passage first."""

    passages: tuple[Passage, ...] = ()
    answerable: bool = False
    """Whether the first passage is likely enough to answer it to be quoted."""
    quote: str = ""
    """The sentence or two of the best passage that answer, speakable as they are; empty unless answerable."""

    @property
    def readable(self) -> bool:
        """Whether a language model may look for an answer in them: each of its sentences is looked at by itself."""
        return self.answerable or bool(self.passages and self.passages[0].score >= READABLE)


NOTHING: Final = Found()


class Knowledge(Protocol):
    """Where one interview's questions about the job are looked up."""

    async def search(self, question: str) -> Found:
        """What the company's documents say, in less than a second; `NOTHING` also when they cannot be reached."""
        ...


class NoKnowledge:
    """There are no documents."""

    async def search(self, question: str) -> Found:  # noqa: ARG002 - none is answered
        """Nothing."""
        return NOTHING
