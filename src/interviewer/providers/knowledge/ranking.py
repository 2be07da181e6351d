"""Which passages say most about a question, and whether the best of them answers it.

Pure, and the same for the database and for memory, which only bring the candidates. Two orders are fused by reciprocal
rank: by meaning (the cosines of vectors) and by words (BM25, over words and what they stand for). Whether the question
is answered is judged by a logistic model with the few weights below, which `bench/retrieval.py` fits on one half of a
written set of questions and checks on the other.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from interviewer.conversation.knowledge import NOTHING, Found, Passage
from interviewer.providers.knowledge import quoting
from interviewer.providers.knowledge.lexicon import alternatives, said_plainly
from interviewer.providers.knowledge.terms import asked, words

SHOWN: Final = 5
"""Passages that are given back."""
FUSED: Final = 10
"""The constant of reciprocal rank fusion: small, for a job has tens of passages and not millions."""
SATURATION, BY_LENGTH = 1.2, 0.75
"""BM25's own."""
ALIKE: Final = 0.7
"""What a word counts that only stands for the one that was asked."""
ABOVE: Final = 0.6
"""What a word counts that stands in the heading above."""
STANDS_FOR, IN_SIGHT = 0.9, 0.8
"""The same where it is judged, not ordered: whether it is told at all counts then, more than how."""
USUAL_LENGTH: Final = 25
"""Words of a passage, about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer. Cosines of its vector and of its best sentence's; None without vectors."""

    id: str
    document: str
    heading: str
    text: str
    whole: float | None = None
    sentence: float | None = None

    @property
    def meaning(self) -> float | None:
        """How near it is in meaning."""
        return None if self.whole is None or self.sentence is None else (self.whole + self.sentence) / 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its words: stems, each with what may stand for it, and in how many passages of the job that is."""

    question: str
    language: str
    terms: tuple[str, ...]
    counts: tuple[int, ...]
    passages: int

    @property
    def weights(self) -> tuple[float, ...]:
        """What each word tells: the rarer, the more (BM25's idf)."""
        return tuple(math.log(1 + (self.passages - n + 0.5) / (n + 0.5)) for n in self.counts)


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the logistic model, for features as they are; `threshold`: from which probability on it is an answer."""

    constant: float
    by_feature: Mapping[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """That the question is answered."""
        told = self.constant + sum(weight * features[name] for name, weight in self.by_feature.items())
        return 1 / (1 + math.exp(-told))


MODELS: Final[Mapping[str, Weights]] = {
    "local/minilm": Weights(-5.98, {"meaning": 4.29, "covered": 3.45, "told": 3.62}, 0.78),
}
"""By the model of the vectors: each has cosines of its own. Where nobody has fitted any, words alone judge."""
WORDS: Final = Weights(-6.83, {"covered": 2.94, "told": 6.91}, 0.68)


def terms_of(question: str, language: str) -> tuple[str, ...]:
    """What is to be looked for, as stems."""
    return asked(said_plainly(question, language), language)


def ranked(question: Asked, candidates: Sequence[Candidate], *, model: str | None = None) -> Found:
    """The best passages, each with the probability that it answers. `model`: whose vectors the candidates have."""
    if not candidates or not question.terms:
        return NOTHING
    best = order(question, candidates)[:SHOWN]
    weights = WORDS if best[0].meaning is None else MODELS.get(model or "", WORDS)
    passages = tuple(
        Passage(one.id, one.document, one.heading, one.text, round(weights.probability(features(question, one)), 3))
        for one in best
    )
    if passages[0].score < weights.threshold:
        return Found(passages)
    said = quoting.quote(question.question, best[0].text, question.language)
    return Found(passages, bool(said), said)


def order(question: Asked, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, by reciprocal rank in both orders; where nothing is known of meaning, by words alone."""
    by_words = [bm25(question, one) for one in candidates]
    fused = [1 / (FUSED + place) if by_words[n] > 0 else 0.0 for n, place in enumerate(_places(by_words))]
    if any(one.meaning is not None for one in candidates):
        near = [-1.0 if one.meaning is None else one.meaning for one in candidates]
        fused = [told + 1 / (FUSED + place) for told, place in zip(fused, _places(near), strict=True)]
    else:
        near = by_words
    return [candidates[n] for n in sorted(range(len(candidates)), key=lambda n: (-fused[n], -near[n], n))]


def bm25(question: Asked, candidate: Candidate) -> float:
    """How much of what was asked stands in it."""
    text, above = _words_of(candidate.text, candidate.heading, question.language)
    length = 1 - BY_LENGTH + BY_LENGTH * len(text) / USUAL_LENGTH
    told = 0.0
    for term, weight in zip(question.terms, question.weights, strict=True):
        found = max(_match(term, text, question.language), ABOVE * _match(term, above, question.language))
        told += weight * found * (SATURATION + 1) / (found + SATURATION * length)
    return told


def features(question: Asked, one: Candidate) -> dict[str, float]:
    """What speaks for and against a candidate, each from 0 to 1.

    `meaning`: how near it is. `covered`: which share of what was asked stands in it. `told`: how much that is: one word
    that stands in many places is little.
    """
    weights = question.weights
    text, above = _words_of(one.text, one.heading, question.language)
    matches = [
        max(
            _match(term, text, question.language, STANDS_FOR),
            IN_SIGHT * _match(term, above, question.language, STANDS_FOR),
        )
        for term in question.terms
    ]
    whole, rare = sum(weights) or 1.0, math.log(1 + (question.passages - 0.5) / 1.5)
    told = sum(weight * match for weight, match in zip(weights, matches, strict=True))
    return {
        "meaning": max(0.0, one.meaning or 0.0),
        "covered": told / whole,
        "told": 1 - math.exp(-told / rare),
    }


def _places(values: Sequence[float]) -> list[int]:
    found = [0] * len(values)
    for place, n in enumerate(sorted(range(len(values)), key=lambda n: -values[n]), 1):
        found[n] = place
    return found


def _match(term: str, among: frozenset[str], language: str, alike: float = ALIKE) -> float:
    if term in among:
        return 1.0
    return alike if any(other in among for other in alternatives(term, language)) else 0.0


@functools.lru_cache(maxsize=4096)
def _words_of(text: str, heading: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words(text, language)), frozenset(words(heading.rpartition(" > ")[2], language))
