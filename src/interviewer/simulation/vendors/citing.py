"""An answer of the emulated language model out of the passages of documents that stand in the message: their own words.

It is one that keeps to them: of the passages, `[1] document > heading: text`, it says the one or two sentences that
share most words with the question. Where no passage has more than half of what is asked, it says that they do not
answer it, with the word that it was told to say then; without such a word it says the first sentence.
"""

from __future__ import annotations

import re
from typing import Final

_PASSAGE: Final = re.compile(r"^\[\d+\] [^:\n]*: (.+)$", re.MULTILINE)
_QUESTION: Final = re.compile(r"asked: (.+)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\s+- ")
_PASSED: Final = re.compile(r"^\[\d+\] (.+)$", re.MULTILINE)
_UNANSWERED: Final = re.compile(r"do not answer the question, write only (\w+)")
_NO_TOPIC: Final = (
    "and are any can could did does for get got has have how job know much many may our she tell that the their there"
    " they this was were what when where which who why will with work would you your"
)
"""Words that a question has whatever it asks about."""
_ALIKE: Final = {
    **dict.fromkeys(("earn", "earned", "salary", "wage", "wages", "paid", "pays", "money"), "pay"),
    **dict.fromkeys(("vacation", "holidays", "leave"), "holiday"),
}
"""Words for the same thing, as far as it knows any."""
_SHARED: Final = 4
"""Letters by which two words count as one."""


def answer(message: str) -> str | None:
    """The sentences; None when the message brings no passages."""
    passages, question = _PASSAGE.findall(message), _QUESTION.search(message)
    if not passages or question is None:
        return None
    wanted = _beginnings(question[1])
    none = _UNANSWERED.search(message)
    if none and not any(2 * len(wanted & _beginnings(passed)) > len(wanted) for passed in _PASSED.findall(message)):
        return none[1]
    sentences = [" ".join(found.split()).strip("-* ") for passage in passages for found in _SENTENCE.split(passage)]
    ranked = sorted(range(len(sentences)), key=lambda at: (-len(wanted & _beginnings(sentences[at])), at))
    best = [at for at in ranked[:2] if wanted & _beginnings(sentences[at])] or [0]
    return " ".join(
        sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in _in_order(best, sentences)
    )


def _in_order(best: list[int], sentences: list[str]) -> list[str]:
    return [sentences[at] for at in sorted(best) if sentences[at]]


def _beginnings(text: str) -> set[str]:
    said = [word for word in re.findall(r"[^\W_]{3,}", text.lower()) if word not in _NO_TOPIC.split()]
    return {_ALIKE.get(word, word)[:_SHARED] for word in said}
