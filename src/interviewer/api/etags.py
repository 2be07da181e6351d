"""Conditional requests: the version of a thing as its ETag, and the version that a change was made from.

What `based_on` gives belongs into the write itself (a command's `based_on`, a `where version = …`): between look and
write somebody else may change the thing, and only the write can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

from fastapi import Header

from interviewer.api.refusals import Outdated, VersionMissing
from interviewer.kernel.log import VersionConflict

Version = TypeVar("Version", int, str)
NO_VERSION = -1

TAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e]*)"\s*')
"""Also a weak one: a proxy that compresses an answer weakens its tag, and the version in it is the same."""

IfMatch = Annotated[
    str | None, Header(description="The ETag of the version that is changed, or `*` for whatever it is at present.")
]


def of(version: int | str) -> str:
    """The ETag of that version."""
    return f'"{version}"'


def based_on(if_match: str | None, current: Version) -> Version:
    """The version that a change was made from. Raises `VersionMissing` without one, `Outdated` unless it is current."""
    if if_match is None:
        raise VersionMissing
    if not _names(if_match, current):
        raise Outdated(f"It is at version {of(current)}, If-Match names another. Look at it again, and decide anew.")
    return current


def named(if_match: str | None, current: int) -> int | None:
    """The current version if it is named, else `NO_VERSION`; None without If-Match.

    For writes that judge it themselves: only they know whether the command was carried out before, so that the
    version is its own doing.
    """
    if if_match is None:
        return None
    return current if _names(if_match, current) else NO_VERSION


def replacing(if_match: str | None, there: str | None, what: str) -> str | None:
    """The version of the `what` that another one takes the place of; None: there is none.

    Raises `VersionMissing`, `Outdated`.
    """
    if there is not None:
        if if_match is None:
            raise VersionMissing(f"There is a {what} already: to replace it, send its ETag in If-Match.")
        return based_on(if_match, there)
    if if_match is not None:
        raise Outdated(f"There is no {what} any more. Without If-Match this one is kept.")
    return None


@contextmanager
def judged(based_on: int | None) -> Iterator[None]:
    """A write that judges the version: told as `Outdated` where it is another one than was named."""
    try:
        yield
    except VersionConflict as conflict:
        if based_on is None:
            raise
        raise Outdated from conflict


def _names(if_match: str, current: int | str) -> bool:
    if if_match.strip() == "*":
        return True
    tags = [TAG.fullmatch(tag) for tag in if_match.split(",")]
    return any(tag and tag[1] == str(current) for tag in tags)
