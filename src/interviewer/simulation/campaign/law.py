"""A law, and how it fared. Deliberately not here: which laws there are (`laws`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SHOWN: Final = 20
"""How many violations of a law are told."""

Checks = Iterable[str | None]
"""What a law looked at, one by one: None where it holds, else a sentence with ids and no personal data."""


@dataclass(frozen=True, slots=True)
class Law:
    """Whether a law holds: `checked` things were looked at, `violations` of them broke it, `broken` tells the first."""

    name: str
    holds: bool
    checked: int
    broken: tuple[str, ...] = ()
    violations: int = 0

    @classmethod
    def of(cls, name: str, checks: Checks) -> Law:
        """Go through all checks."""
        checked, violations, broken = 0, 0, list[str]()
        for found in checks:
            checked += 1
            if found is not None:
                violations += 1
                broken += [found] if len(broken) < SHOWN else []
        return cls(name, not violations, checked, tuple(broken), violations)
