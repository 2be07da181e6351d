"""The providers of one part in their order: the first that may be asked serves, unless it failed just now.

Deliberately not here: what is asked of them (`writing`, `speech`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from interviewer.providers.failure import ProviderFailed
from interviewer.providers.resilience.beside import aside
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers

PASSED_OVER: Final = "it failed just now, and is passed over"
"""The reason why another one is asked first."""


class Named(Protocol):
    """Every provider."""

    name: str


T = TypeVar("T", bound=Named)
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Member(Generic[T, N]):
    """One provider, whose account a breaker watches, and its numbers."""

    provider: T
    account: Account
    numbers: N
    watched: bool = True
    """Whether its breaker counts: one's own engine is there when nobody else is, and is asked whatever happened."""

    @property
    def name(self) -> str:
        """The provider's own."""
        return self.provider.name


class Members(Generic[T, N]):
    """At least one. Whoever failed is passed over for a while by this process, as long as another one may be asked."""

    def __init__(self, members: Sequence[Member[T, N]], breakers: Breakers, *, shunned_seconds: float) -> None:
        self.all = tuple(members)
        self._breakers = breakers
        self._shunned_seconds = shunned_seconds
        self._shunned: dict[Account, float] = {}

    async def first(self, *without: Member[T, N]) -> Member[T, N] | None:
        """Who is to be asked now; None when there is nobody, or no breaker lets a call through."""
        now = asyncio.get_running_loop().time()
        there = [member for member in self.all if member not in without]
        for member in sorted(there, key=lambda member: self._shunned.get(member.account, 0.0) > now):
            if not member.watched or await self._breakers.allows(member.account):
                return member
        return None

    def served(self, member: Member[T, N], seconds: float) -> None:
        """Its first word or sound came after so many seconds; it is handed on before its breaker is told."""
        self._shunned.pop(member.account, None)
        if member.watched:
            aside(self._breakers.succeeded(member.account, seconds))

    async def failed(self, member: Member[T, N], error: ProviderFailed, seconds: float) -> None:
        """It did not serve."""
        self._shunned[member.account] = asyncio.get_running_loop().time() + self._shunned_seconds
        if member.watched:
            await self._breakers.failed(member.account, error.kind, seconds, error.retry_after)
