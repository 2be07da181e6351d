"""Conditional requests: the version of a thing as its ETag, and the version that a change was made from.

What `based_on` gives belongs into the write itself (a command's `based_on`, a `where version = …`): between look and
write somebody else may change the thing, and only the write can tell.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from interviewer.api.problems import Outdated, VersionMissing

TAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e]*)"\s*')
"""Also a weak one: a proxy that compresses an answer weakens its tag, and the version in it is the same."""

IfMatch = Annotated[
    str | None, Header(description="The ETag of the version that is changed, or `*` for whatever it is at present.")
]


def of(version: int) -> str:
    """The ETag of that version."""
    return f'"{version}"'


def based_on(if_match: str | None, current: int) -> int:
    """The version that a change was made from. Raises `VersionMissing` without one, `Outdated` unless it is current."""
    if if_match is None:
        raise VersionMissing
    if (version := named(if_match, current)) != current:
        raise Outdated(f"It is at version {of(current)}, If-Match names another. Look at it again, and decide anew.")
    return version


def named(if_match: str, current: int) -> int:
    """The current version if it is named, else 0, which nothing has: for writes that judge it themselves."""
    if if_match.strip() == "*":
        return current
    tags = [TAG.fullmatch(tag) for tag in if_match.split(",")]
    return current if any(tag and tag[1] == str(current) for tag in tags) else 0
