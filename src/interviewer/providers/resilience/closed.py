"""What the breakers say of the accounts in use: for people who look, for metrics, and for how many calls are begun.

Deliberately not here: when a breaker opens (`breaker`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interviewer.providers.failure import Kind
from interviewer.providers.resilience.breaker import Account, Breaker
from interviewer.providers.resilience.breakers import Standing

FULL: Final[frozenset[Kind]] = frozenset({"limited", "spent"})
"""Kinds of opening that further calls would only make worse."""


def of(account: Account, standings: Iterable[Standing]) -> Standing:
    """The account's breaker; a closed one where nobody has asked it yet."""
    return next((one for one in standings if one.account == account), Standing(account, Breaker(), 0.0))


def full(parts: Iterable[Iterable[Account]], standings: Iterable[Standing]) -> Account | None:
    """An account that has no room for a further call, nor has any that stands in for it; None: go on.

    `parts`: of each the vendors' accounts of which a call needs one, in their order. Where one may be tried again,
    calls are begun: whoever asks it first finds out.
    """
    closed = {one.account for one in standings if one.opens_in > 0 and one.breaker.kind in FULL}
    for accounts in parts:
        there = tuple(accounts)
        if there and closed.issuperset(there):
            return there[0]
    return None
