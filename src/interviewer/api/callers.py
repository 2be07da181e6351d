"""Who acts in the request at hand. Bound by `access`, read wherever something is written down."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, get_args

from interviewer.wire.access import Scope

ALL: Final[frozenset[Scope]] = frozenset(get_args(Scope))


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was let in. `name` is what the log holds as actor, `principal` tells callers apart for good."""

    name: str
    principal: str
    scopes: frozenset[Scope] = frozenset()
    key_id: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether its scopes include this one."""
        return scope in self.scopes or "admin" in self.scopes or (scope == "read" and bool(self.scopes))


LOCAL: Final = Caller("local", "local", ALL)
"""Whoever reaches an api that only this machine can reach, and that asks for no key."""
CANDIDATE: Final = Caller("candidate", "candidate")
NOBODY: Final = Caller("api", "api")
"""The api itself, outside of any request, and requests at the open doors."""
_ACTING: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def current() -> Caller:
    """The caller of the request at hand."""
    return _ACTING.get()


@contextlib.contextmanager
def acting(caller: Caller) -> Iterator[None]:
    """For the time of the block, this one acts."""
    token = _ACTING.set(caller)
    try:
        yield
    finally:
        _ACTING.reset(token)
