"""One or two recognisers in their order, and what their breakers know of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from interviewer.providers.recognition.port import Recognition, RecognitionFailed
from interviewer.providers.resilience.beside import aside
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import Recognition as Numbers

Ear: TypeAlias = Member[Recognition, Numbers]


class Ears:
    """The first, and who hears on when it does not. A breaker is only asked and told of whoever is `watched`."""

    def __init__(self, ears: Sequence[Ear], breakers: Breakers) -> None:
        self.all = tuple(ears[:2])
        self._breakers = breakers

    def other(self, number: int) -> int:
        """The number of the one who is not this one; the same where there is one."""
        return len(self.all) - 1 - number

    async def allowed(self, number: int) -> int:
        """The number of whom to ask: this one, unless its breaker is open and the other one's is not."""
        other = self.other(number)
        if other == number or await self.may(self.all[number]):
            return number
        return other if await self.may(self.all[other]) else number

    async def may(self, ear: Ear) -> bool:
        """Whether its breaker lets it be asked."""
        return not ear.watched or await self._breakers.allows(ear.account)

    def served(self, ear: Ear) -> None:
        """It gave words."""
        if ear.watched:
            aside(self._breakers.succeeded(ear.account, 0.0))

    async def failed(self, ear: Ear, error: RecognitionFailed, seconds: float) -> None:
        """It did not serve."""
        if ear.watched:
            await self._breakers.failed(ear.account, error.kind, seconds, error.retry_after)
