"""Two questions in one: the candidate answers one of them, and nobody knows which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from interviewer.catalog.lint.asked import Asked, Finding, asked
from interviewer.catalog.lint.words.lists import Words
from interviewer.catalog.models import PlanFile

REMEDY: Final = "Ask one thing, and the other in a question or follow-up of its own."
SHOWN: Final = 56
"""Letters of what was found that are told."""


def double(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """At most one finding a line."""
    for line in asked(plan.plan):
        if reason := _twice(line, words):
            yield Finding(line.path, f"this {line.what} asks for more than one thing: {reason}", REMEDY)


def _twice(line: Asked, words: Words) -> str:
    if (marks := line.text.count("?")) > 1:
        return f"it has {marks} question marks"
    if any(pattern.search(line.plain) for pattern in words.joined_sentences):
        return "it tells what to talk about, and then asks something"
    for sentence in line.sentences:
        for pattern in words.joined:
            if found := pattern.search(sentence):
                return f"{_short(found[0])!r}"
        if any(pattern.search(words.fixed_pairs.sub("both", sentence)) for pattern in words.joined_answers):
            return "a yes would leave open to which part"
    return ""


def _short(text: str) -> str:
    """Its last words."""
    return text if len(text) <= SHOWN else f"… {' '.join(text[-SHOWN:].split(' ')[1:])}"
