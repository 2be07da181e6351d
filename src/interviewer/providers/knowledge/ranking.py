"""Which passages say most about a question, and whether the best of them answers it.

Pure, and the same for the database and for memory, which only bring the candidates. Two small models with the few
weights below, which `bench/retrieval.py` fits on one half of a written set of questions and on other documents, and
checks on the other half: a linear one puts the passages in order, a logistic one judges whether the first answers.
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
    """A passage that may answer. Cosines of its vector and of its sentences', in their order; none without vectors."""

    id: str
    document: str
    heading: str
    text: str
    whole: float | None = None
    said: Sequence[float] | None = None

    @property
    def nearest(self) -> float | None:
        """How near its best sentence is in meaning."""
        return max(self.said, default=self.whole) if self.said else self.whole

    @property
    def meaning(self) -> float | None:
        """How near it is in meaning."""
        return None if self.whole is None or self.nearest is None else (self.whole + self.nearest) / 2


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
    """`order`: what a feature counts where passages are put in order. `by_feature`, `constant`: of the logistic model.

    `threshold`: from which probability on it is an answer.
    """

    order: Mapping[str, float]
    constant: float
    by_feature: Mapping[str, float]
    threshold: float

    def points(self, features: Mapping[str, float]) -> float:
        """By which it is put in order."""
        return sum(weight * features[name] for name, weight in self.order.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """That the question is answered."""
        told = self.constant + sum(weight * features[name] for name, weight in self.by_feature.items())
        return 1 / (1 + math.exp(-told))


MODELS: Final[Mapping[tuple[str, str], Weights]] = {
    ("local/minilm-e5", "en"): Weights(
        {"nearest": 63.1, "whole": 12.35, "words": 3.57, "covered": 1.42, "letters": 0.78},
        -11.44,
        {"meaning": 10.32, "covered": 1.71, "words": 0.39, "fits": 0.79, "share": 3.38},
        0.74,
    ),
    ("local/minilm-e5", "de"): Weights(
        {"nearest": 44.16, "words": 5.14, "covered": 0.53},
        -11.3,
        {"meaning": 10.21, "covered": 0.48, "share": 5.29},
        0.86,
    ),
}
"""By the model of the vectors, for each has cosines of its own, and by language; others have the English ones."""
WORDS: Final = Weights(
    {"words": 7.02, "covered": 1.88, "letters": 2.5},
    -4.98,
    {"covered": 1.59, "words": 4.1, "fits": 0.84, "share": 2.74},
    0.66,
)
"""Of words alone, which also judge where nobody has fitted the model. German ones told no better on its questions."""


def weights_of(model: str | None, language: str) -> Weights:
    """The weights for vectors of this model in this language; None: there are no vectors."""
    known = model or ""
    return MODELS.get((known, language)) or MODELS.get((known, "en"), WORDS)


def terms_of(question: str, language: str) -> tuple[str, ...]:
    """What is to be looked for, as stems."""
    return asked(said_plainly(question, language), language)


def ranked(
    question: Asked, candidates: Sequence[Candidate], *, model: str | None = None, weights: Weights | None = None
) -> Found:
    """The best passages, each with the probability that it answers.

    `model`: whose vectors the candidates have; `weights`: others than those of that model.
    """
    known = any(one.meaning is not None for one in candidates)
    if not candidates or not (question.terms or known):
        return NOTHING
    if weights is None:
        weights = weights_of(model if known else None, question.language)
    best = order(question, candidates, weights)[:SHOWN]
    passages = tuple(
        Passage(one.id, one.document, one.heading, one.text, round(weights.probability(told), 3)) for one, told in best
    )
    if passages[0].score < weights.threshold:
        return Found(passages)
    first = best[0][0]
    said = quoting.quote(question.question, first.text, question.language, near=first.said or ())
    return Found(passages, bool(said), said)


def order(
    question: Asked, candidates: Sequence[Candidate], weights: Weights
) -> list[tuple[Candidate, Mapping[str, float]]]:
    """The candidates and their features, the best first.

    Vectors that nobody has fitted weights for say who is nearer, not how near: then both orders are fused by
    reciprocal rank.
    """
    told = [features(question, one) for one in candidates]
    points = [weights.points(one) for one in told]
    for one, share in zip(told, _shares(points), strict=True):
        one["share"] = share
    near = [-1.0 if one.meaning is None else one.meaning for one in candidates]
    if "nearest" not in weights.order and max(near) > -1:
        by_words = [one["words"] for one in told]
        points = [
            1 / (FUSED + near_place) + (1 / (FUSED + place) if by_words[n] > 0 else 0.0)
            for n, (near_place, place) in enumerate(zip(_places(near), _places(by_words), strict=True))
        ]
    return [(candidates[n], told[n]) for n in sorted(range(len(candidates)), key=lambda n: (-points[n], -near[n], n))]


def features(question: Asked, one: Candidate) -> dict[str, float]:
    """What speaks for and against a candidate.

    `whole`, `nearest`, `meaning`: how near the passage, its best sentence and both are. `words`: how much of what was
    asked stands in it, by BM25. `covered`: which share of it. `letters`: the same, where words only look alike.
    `fits`: whether its best sentence has what the question waits for. `share`, which `order` adds: how far ahead of
    the others it is.
    """
    weights = question.weights
    text, above = _words_of(one.text, one.heading, question.language)
    direct = [_match(term, text, question.language) for term in question.terms]
    in_heading = [_match(term, above, question.language) for term in question.terms]
    rare, all_of_it = math.log(1 + (question.passages - 0.5) / 1.5) or 1.0, sum(weights) or 1.0
    length = 1 - BY_LENGTH + BY_LENGTH * len(text) / USUAL_LENGTH
    bm25 = covered = letters = 0.0
    for term, weight, here, over in zip(question.terms, weights, direct, in_heading, strict=True):
        found = max(_level(here, ALIKE), ABOVE * _level(over, ALIKE))
        bm25 += weight * found * (SATURATION + 1) / (found + SATURATION * length)
        covered += weight * max(_level(here, STANDS_FOR), IN_SIGHT * _level(over, STANDS_FOR))
        letters += weight * max((_alike(term, word) for word in text | above), default=0.0)
    return {
        "whole": one.whole or 0.0,
        "nearest": one.nearest or 0.0,
        "meaning": max(0.0, one.meaning or 0.0),
        "words": 1 - math.exp(-bm25 / rare / 2),
        "covered": covered / all_of_it,
        "letters": letters / all_of_it,
        "fits": quoting.best_fits(question.question, one.text, question.language, near=one.said or ()),
    }


def _shares(points: Sequence[float]) -> list[float]:
    most = max(points)
    told = [math.exp(one - most) for one in points]
    return [one / sum(told) for one in told]


def _places(values: Sequence[float]) -> list[int]:
    found = [0] * len(values)
    for place, n in enumerate(sorted(range(len(values)), key=lambda n: -values[n]), 1):
        found[n] = place
    return found


_NOT, _STANDS, _SAME = 0, 1, 2


def _match(term: str, among: frozenset[str], language: str) -> int:
    if term in among:
        return _SAME
    return _STANDS if any(other in among for other in alternatives(term, language)) else _NOT


def _level(match: int, alike: float) -> float:
    return (0.0, alike, 1.0)[match]


@functools.lru_cache(maxsize=16_384)
def _alike(one: str, other: str) -> float:
    """Of their groups of three letters, the share that both have."""
    mine, theirs = _threes(one), _threes(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@functools.lru_cache(maxsize=8192)
def _threes(word: str) -> frozenset[str]:
    word = f"^{word}$"
    return frozenset(word[n : n + 3] for n in range(len(word) - 2))


@functools.lru_cache(maxsize=4096)
def _words_of(text: str, heading: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words(text, language)), frozenset(words(heading.rpartition(" > ")[2], language))
