"""What happened to a provider in a call: told to the call in which it happened, without the wrappers knowing calls.

    with noticing(report):  # all that is begun in this block tells `report`
        ...

Deliberately not here: what becomes of it (`agent`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeAlias

from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

Kind: TypeAlias = Literal["recognition", "writing", "speech"]
Phase: TypeAlias = Literal["closed", "open", "half_open"]


@dataclass(frozen=True, slots=True)
class Incident:
    """`provider` did not serve, and `instead` did; None: nobody did. Names are those of the ports' `name`."""

    kind: Kind
    provider: str
    instead: str | None
    reason: str
    """A sentence without what anybody said."""
    replayed: float = 0.0
    """Seconds of the candidate's voice that `instead` heard from what was kept."""


@dataclass(frozen=True, slots=True)
class BreakerChanged:
    """The breaker of a provider's account is now `phase`; `provider` as in `Account.row`."""

    kind: Kind
    provider: str
    phase: Phase
    reason: str


Happening: TypeAlias = Incident | BreakerChanged
Noticed: TypeAlias = Callable[[Happening], None]


class _Call:
    """Whoever is told, and what was told last of each part: the same once more is no news."""

    def __init__(self, noticed: Noticed) -> None:
        self.noticed: Noticed | None = noticed
        self._last: dict[Kind, Incident] = {}

    def news(self, happening: Happening) -> bool:
        if isinstance(happening, BreakerChanged):
            return True
        known = self._last.get(happening.kind) == happening and happening.instead is not None
        self._last[happening.kind] = happening
        return not known


_call: ContextVar[_Call | None] = ContextVar("noticed", default=None)


@contextlib.contextmanager
def noticing(noticed: Noticed) -> Iterator[None]:
    """What happens within the block, and in the tasks begun there, is told to `noticed`.

    That another one serves for the same reason as the last time is told once. Once the block is over nobody is told,
    and `noticed` is let go: a connection that was opened in the block and is pooled keeps the block's context for as
    long as it lives, and so would keep the whole call.
    """
    call = _Call(noticed)
    token = _call.set(call)
    try:
        yield
    finally:
        _call.reset(token)
        call.noticed = None


def notice(happening: Happening) -> None:
    """One line in the process's log, and a word to whoever is `noticing` here."""
    call = _call.get()
    if call is not None and not call.news(happening):
        return
    match happening:
        case Incident(kind, provider, instead, reason, replayed):
            log.warning(
                "provider.failed_over",
                part=kind,
                provider=provider,
                instead=instead,
                reason=reason,
                replayed_seconds=round(replayed, 2),
            )
        case BreakerChanged(kind, provider, phase, reason):
            event = {"open": "breaker.opened", "half_open": "breaker.half_open", "closed": "breaker.closed"}[phase]
            log.warning(event, part=kind, provider=provider, reason=reason)
    if call is not None and call.noticed is not None:
        call.noticed(happening)
