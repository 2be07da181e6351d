"""The sentence or two of a passage that answer a question, for an interviewer without a language model of its own.

They are said as they stand: nothing is put together that the document does not say.
"""

from __future__ import annotations

import re
from typing import Final

from interviewer.evaluations.sentences import sentences
from interviewer.providers.knowledge.lexicon import alternatives, said_plainly
from interviewer.providers.knowledge.terms import asked, words

LONGEST: Final = 300
"""Letters that are said at once."""
WHOLE: Final = 170
"""A passage up to so many letters is said as a whole."""
UNSPEAKABLE: Final = re.compile(r"https?://|www\.|\S@\S|[<>{}|\\^`~_=]{2}|\S{40}")
"""Addresses, and what is left of markup or tables."""


def quote(question: str, text: str, language: str = "en") -> str:
    """Sentences of the text, in its order; empty when none can be spoken."""
    said = [sentence for sentence in sentences(text) if not UNSPEAKABLE.search(sentence) and len(sentence) <= LONGEST]
    if not said:
        return ""
    if len(text) <= WHOLE and len(said) == len(sentences(text)):
        return ended(text)
    terms = set(asked(said_plainly(question, language), language))
    found = [_told(sentence, terms, language) for sentence in said]
    best = max(range(len(said)), key=lambda n: found[n])
    chosen = [best]
    beside = [n for n in (best + 1, best - 1) if 0 <= n < len(said) and found[n] > 0]
    if beside and len(said[best]) + len(said[beside[0]]) < LONGEST:
        chosen.append(beside[0])
    return ended(" ".join(said[n] for n in sorted(chosen)))


def ended(text: str) -> str:
    """With the end of a sentence, so that the voice falls."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;:')}."


def _told(sentence: str, terms: set[str], language: str) -> float:
    there = set(words(sentence, language))
    return sum(1.0 if term in there else 0.7 * any(o in there for o in alternatives(term, language)) for term in terms)
