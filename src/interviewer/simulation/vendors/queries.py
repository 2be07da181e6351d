"""Query parameters as a vendor reads them: each is known and well formed, or the request is refused with its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Reader = Callable[[str], Any]


class QueryRefused(Exception):
    """A parameter is unknown, ill-formed, or does not go with another; the message is the vendor's `err_msg`."""


def read(given: Sequence[tuple[str, str]], known: Mapping[str, Reader], repeatable: frozenset[str]) -> dict[str, Any]:
    """The values by name, those of repeatable parameters as lists. Raises QueryRefused."""
    found: dict[str, Any] = {}
    for name, text in given:
        reader = known.get(name)
        if reader is None:
            raise QueryRefused(f"Failed to deserialize query parameters: unknown field `{name}`")
        try:
            value = reader(text)
        except ValueError as error:
            raise QueryRefused(f"Failed to deserialize query parameters: {name}: {error}") from error
        if name in repeatable:
            found.setdefault(name, []).append(value)
        elif name in found:
            raise QueryRefused(f"Failed to deserialize query parameters: duplicate field `{name}`")
        else:
            found[name] = value
    return found


def boolean(text: str) -> bool:
    """`true` or `false`."""
    if text.lower() not in {"true", "false"}:
        raise ValueError(f"provided string was not `true` or `false`: `{text}`")
    return text.lower() == "true"


def whole(lowest: int, highest: int) -> Reader:
    """A whole number within limits."""

    def reader(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"expected a whole number from {lowest} to {highest}, found `{text}`")
        return int(text)

    return reader


def number(lowest: float, highest: float) -> Reader:
    """A decimal number within limits."""

    def reader(text: str) -> float:
        if not re.fullmatch(r"\d{1,6}(\.\d{1,12})?", text) or not lowest <= float(text) <= highest:
            raise ValueError(f"expected a number from {lowest:g} to {highest:g}, found `{text}`")
        return float(text)

    return reader


def one_of(*names: str) -> Reader:
    """One of these words."""

    def reader(text: str) -> str:
        if text not in names:
            raise ValueError(f"unknown variant `{text}`, expected one of {', '.join(f'`{name}`' for name in names)}")
        return text

    return reader


def text(longest: int = 1000) -> Reader:
    """Something that is not empty."""

    def reader(given: str) -> str:
        if not given.strip() or len(given) > longest:
            raise ValueError(f"expected 1 to {longest} characters")
        return given

    return reader


def matching(pattern: str, what: str) -> Reader:
    """What has this form."""

    def reader(given: str) -> str:
        if not re.fullmatch(pattern, given):
            raise ValueError(f"expected {what}, found `{given}`")
        return given

    return reader


KEYTERM_TOKENS: Final = 500


def check_keyterms(keyterms: Sequence[str]) -> None:
    """Refuse more keyterms than the vendor takes; about a token for every four letters of a word."""
    if sum(1 + len(word) // 4 for term in keyterms for word in term.split()) > KEYTERM_TOKENS:
        raise QueryRefused(
            f"Keyterm limit exceeded. The maximum number of tokens across all keyterms is {KEYTERM_TOKENS}."
        )
