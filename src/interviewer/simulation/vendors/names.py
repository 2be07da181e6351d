"""Lists of words as they stand in the vendors' documents."""

from __future__ import annotations


def names(listed: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(listed.split())
