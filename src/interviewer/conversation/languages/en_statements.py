"""English questions of yes or no, turned into what somebody says who answers them."""

from __future__ import annotations

import re
from typing import Final

_ASKED: Final = re.compile(
    r"(?P<verb>do|did|can|could|would|will|are|is|were|was|have|has|may|should) (?P<who>you|we|they|that|this|it|there)"
    r" (?P<rest>[^?]+)\?",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(r"\b(or|i|me|my)\b", re.IGNORECASE)
"""Words after which it is not plain what a yes or a no is to."""
_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+")


def statement(asked: str, *, agreed: bool) -> str | None:
    """Of "Do you have a licence?" and a no: "you do not have a licence"; None where it is not so simple."""
    found = _ASKED.fullmatch(_SENTENCE.split(asked.strip())[-1])
    if found is None or _UNSURE.search(found["rest"]):
        return None
    verb, who, rest = found["verb"].lower(), found["who"].lower(), found["rest"]
    if not agreed:
        return f"{who} {verb} not {re.sub(r'^ever ', '', rest)}"
    if re.search(r"\b(any|ever)\b", rest) or verb == "did":
        return None
    return f"{who} {rest}" if verb == "do" else f"{who} {verb} {rest}"
