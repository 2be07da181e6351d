"""What a call wants of a voice: a line's sound, as it comes.

Deliberately not here: which lines are kept (`providers.phrases`) and when they sound (`agent`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable

from interviewer.providers.failure import ProviderFailed

SAMPLE_RATE: Final = 24_000
"""Samples a second of what a voice gives: mono, 16 bits."""


Pace: TypeAlias = Literal["normal", "slow"]
SLOWER: Final = 0.8
"""How fast a slow pace is, for voices that are told by a number. Slower sounds drawn out rather than clear."""


class SpeechUnavailable(ProviderFailed):
    """The voice did not give the line. Nothing was said; the call may go on with other words."""


class Speech(Protocol):
    """A voice that speaks lines."""

    name: str
    """Provider, model and voice: what the sound depends on besides the text."""

    def stream(self, text: str, *, pace: Pace = "normal") -> AsyncIterator[bytes]:
        """The line as whole SAMPLE_RATE mono 16-bit samples, in chunks as they come. Raises `SpeechUnavailable`.

        A voice that knows one pace only speaks at that, whatever is asked.
        It may be raised after some chunks; whoever leaves off early closes the iterator, which ends the request.
        """
        ...


@runtime_checkable
class SpokenBy(Protocol):
    """A stream of sound that knows whose it is: what another voice said instead is not to be kept as this one's."""

    voice: str
    """The `Speech.name` of who speaks, once there is a chunk."""
