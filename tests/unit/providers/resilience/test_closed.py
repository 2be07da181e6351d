"""When a vendor's full account holds back new calls: only where nobody else can take them."""

from __future__ import annotations

import pytest

from interviewer.providers.failure import Kind
from interviewer.providers.resilience import closed
from interviewer.providers.resilience.breaker import Account, Breaker
from interviewer.providers.resilience.breakers import Standing

EARS = Account("recognition", "deepgram", "api.deepgram.com#1")
MODEL, OTHER = Account("writing", "openai", "a#1"), Account("writing", "azure-openai", "b#1")
PARTS = ((EARS,), (), (MODEL, OTHER))


def opened(account: Account, kind: Kind = "limited", seconds: float = 30.0) -> Standing:
    return Standing(account, Breaker(phase="open", kind=kind), seconds)


@pytest.mark.parametrize(
    ("standings", "found"),
    [
        ((), None),
        ((opened(EARS),), EARS),
        ((opened(EARS, "spent"),), EARS),
        ((opened(EARS, "broken"),), None),
        ((opened(EARS, "refused"),), None),
        ((opened(EARS, seconds=0.0),), None),
        ((opened(MODEL),), None),
        ((opened(OTHER), opened(MODEL)), MODEL),
        ((opened(Account("recognition", "deepgram", "api.deepgram.com#2")),), None),
    ],
)
def test_calls_wait_while_an_account_and_all_that_stand_in_for_it_are_full(
    standings: tuple[Standing, ...], found: Account | None
) -> None:
    assert closed.full(PARTS, standings) == found
