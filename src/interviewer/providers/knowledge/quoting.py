"""The sentence or two of a passage that answer a question, for an interviewer without a language model of its own.

They are said as they stand: nothing is put together that the document does not say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from interviewer.evaluations.sentences import sentences
from interviewer.providers.knowledge.expecting import expected, fits
from interviewer.providers.knowledge.lexicon import alternatives, said_plainly
from interviewer.providers.knowledge.terms import asked, words

LONGEST: Final = 300
"""Letters that are said at once."""
WHOLE: Final = 170
"""A passage up to so many letters is said as a whole."""
UNSPEAKABLE: Final = re.compile(r"https?://|www\.|\S@\S|[<>{}|\\^`~_=]{2}|\S{40}")
"""Addresses, and what is left of markup or tables."""


BY_MEANING: Final = 4.0
"""What the whole of a sentence's nearness in meaning counts, where a word that was asked counts one."""
BY_KIND: Final = 0.75
"""What it counts that a sentence has what the question waits for."""


def quote(question: str, text: str, language: str = "en", *, near: Sequence[float] = ()) -> str:
    """Sentences of the text, in its order; empty when none can be spoken. `near`: how near in meaning each is."""
    every = sentences(text)
    said = [n for n, sentence in enumerate(every) if not UNSPEAKABLE.search(sentence) and len(sentence) <= LONGEST]
    if not said:
        return ""
    if len(text) <= WHOLE and len(said) == len(every):
        return ended(text)
    points = _points(question, every, language, near)
    best = max(said, key=lambda n: points[n][0])
    chosen = [best]
    beside = [n for n in (best + 1, best - 1) if n in said and points[n][1] > 0]
    if beside and len(every[best]) + len(every[beside[0]]) < LONGEST:
        chosen.append(beside[0])
    return ended(" ".join(every[n] for n in sorted(chosen)))


def best_fits(question: str, text: str, language: str = "en", *, near: Sequence[float] = ()) -> float:
    """`fits` of the sentence that says most of what was asked, whatever it has."""
    if expected(question, language) is None:
        return 0.0
    every = sentences(text) or [text]
    points = _points(question, every, language, near, by_kind=0.0)
    return fits(question, every[max(range(len(every)), key=lambda n: points[n][0])], language)


def ended(text: str) -> str:
    """With the end of a sentence, so that the voice falls."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;:')}."


def _points(
    question: str, every: Sequence[str], language: str, near: Sequence[float], *, by_kind: float = BY_KIND
) -> list[tuple[float, float]]:
    """Of each sentence: what speaks for it in all, and by its words alone."""
    terms = set(asked(said_plainly(question, language), language))
    by_words = [_told(sentence, terms, language) for sentence in every]
    nearness = near if len(near) == len(every) else [0.0] * len(every)
    return [
        (told + BY_MEANING * close + by_kind * fits(question, sentence, language), told)
        for told, close, sentence in zip(by_words, nearness, every, strict=True)
    ]


def _told(sentence: str, terms: set[str], language: str) -> float:
    there = set(words(sentence, language))
    return sum(1.0 if term in there else 0.7 * any(o in there for o in alternatives(term, language)) for term in terms)
