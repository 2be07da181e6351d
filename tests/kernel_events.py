"""Events that speak of somebody, for tests of what knows no interviews."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said something."""

    turn: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What was made of it."""

    number: int
    summary: str | None
    scores: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """Nothing personal."""

    what: str
