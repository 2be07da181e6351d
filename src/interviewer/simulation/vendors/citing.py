"""An answer of the emulated language model out of the passages of documents that stand in the message: their own words.

It is one that keeps to them: of the passages, `[1] document > heading: text`, it says the one or two sentences that
share most words with the question, and the first of all when none shares any.
"""

from __future__ import annotations

import re
from typing import Final

_PASSAGE: Final = re.compile(r"^\[\d+\] [^:\n]*: (.+)$", re.MULTILINE)
_QUESTION: Final = re.compile(r"asked: (.+)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\s+- ")
_SHARED: Final = 4
"""Letters by which two words count as one."""


def answer(message: str) -> str | None:
    """The sentences; None when the message brings no passages."""
    passages, question = _PASSAGE.findall(message), _QUESTION.search(message)
    if not passages or question is None:
        return None
    wanted = _beginnings(question[1])
    sentences = [" ".join(found.split()).strip("-* ") for passage in passages for found in _SENTENCE.split(passage)]
    ranked = sorted(range(len(sentences)), key=lambda at: (-len(wanted & _beginnings(sentences[at])), at))
    best = [at for at in ranked[:2] if wanted & _beginnings(sentences[at])] or [0]
    return " ".join(
        sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in _in_order(best, sentences)
    )


def _in_order(best: list[int], sentences: list[str]) -> list[str]:
    return [sentences[at] for at in sorted(best) if sentences[at]]


def _beginnings(text: str) -> set[str]:
    return {word[:_SHARED] for word in re.findall(r"[^\W_]{3,}", text.lower())}
