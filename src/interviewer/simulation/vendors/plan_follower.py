"""What a language model writes that was told to hold an interview by itself: a plan's questions, follow-ups between.

It is one that does as its instructions say. A system prompt that has "questions … in this order" and a numbered list is
such a plan; after each question's answer comes a follow-up, after that the next question, word for word. After the
last one's follow-up it says the goodbye that a line "In the end say: …" of its instructions has, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_A_PLAN: Final = re.compile(r"\bquestions\b.*\bin this order\b", re.IGNORECASE | re.DOTALL)
_NUMBERED: Final = re.compile(r"^\s*\d+[.)]\s+(.+?)\s*$", re.MULTILINE)
_IN_THE_END: Final = re.compile(r"^In the end say: (.+?)\s*$", re.MULTILINE)
_ENOUGH: Final = 12
"""Letters by which a question is recognised that was broken off."""


def question(messages: Sequence[Mapping[str, Any]]) -> str | None:
    """The plan's next question if it is due, or its goodbye; None when there is no plan, or when a follow-up is due."""
    told = "\n".join(str(m["content"]) for m in messages if m["role"] in ("system", "developer") and m["content"])
    if not _A_PLAN.search(told):
        return None
    plan: list[str] = _NUMBERED.findall(told)
    said = [str(message["content"] or "") for message in messages if message["role"] == "assistant"]
    asked = [_asked(text, plan) for text in said]
    last = max((number for number in asked if number is not None), default=-1)
    if asked and asked[-1] is not None:
        return None
    if last + 1 < len(plan):
        return plan[last + 1]
    goodbye = _IN_THE_END.search(told)
    return goodbye[1] if goodbye else None


def _asked(text: str, plan: Sequence[str]) -> int | None:
    """Which question a turn asks, to its end or as far as it came."""
    found = text.strip()
    for number, ask in enumerate(plan):
        if ask in found or (len(found) >= _ENOUGH and ask.startswith(found.rstrip(" .…-"))):
            return number
    return None
