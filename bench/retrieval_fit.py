"""Fits the weights of `providers/knowledge/ranking.py`, and tells by cross-validation how well they would do elsewhere.

The order of passages by a linear model with a softmax over all passages of the job, so that the right one comes first;
whether the first answers by logistic regression. Both are held small by a ridge. Of each fold both are fitted anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from interviewer.providers.knowledge.ranking import Weights

RIDGE: Final = 1.0
FOLDS, TIMES = 8, 10
REFUSED: Final = 0.95
"""The share of unanswerable questions left out of the fit that the threshold is to refuse."""
STEPS, ENOUGH = 30, 1e-4


@dataclass(frozen=True, slots=True)
class Example:
    """A question's passages: the features of each, and which of them answer."""

    told: Sequence[dict[str, float]]
    right: np.ndarray

    @property
    def answerable(self) -> bool:
        """Whether any does."""
        return bool(self.right.any())

    def matrix(self, names: Sequence[str]) -> np.ndarray:
        """A row for each passage."""
        return np.array([[one[name] for name in names] for one in self.told])


@dataclass(frozen=True, slots=True)
class Checked:
    """Of what was left out: how well answers and unanswerable questions are told apart, and what would be said."""

    apart: float
    among_three: float
    refused: float
    answered: float
    rightly: float


def fitted(examples: Sequence[Example], by_order: Sequence[str], by_answer: Sequence[str]) -> tuple[Weights, Checked]:
    """The weights, with a threshold by what was left out."""
    ridden = [_Ridden(one, by_order) for one in examples]
    answerable = np.array([one.answerable for one in examples])
    left_out, first, three = (np.zeros((TIMES, len(examples))) for _ in range(3))
    for time in range(TIMES):
        shuffled = np.random.RandomState(time).permutation(len(examples))
        for fold in range(FOLDS):
            those = shuffled[fold::FOLDS]
            rest = np.setdiff1d(shuffled, those)
            order = _order([ridden[n] for n in rest])
            told = [_first(ridden[n], order, by_answer) for n in rest]
            constant, weights = _logistic(np.array([one for one, _, _ in told]), np.array([r for _, r, _ in told]))
            for n in those:
                known, first[time, n], three[time, n] = _first(ridden[n], order, by_answer)
                left_out[time, n] = _probability(known @ weights + constant)
    sure = left_out.mean(0)
    threshold = round(float(np.sort(sure[~answerable])[math.ceil((~answerable).sum() * REFUSED) - 1]) + 0.005, 2)
    order = _order(ridden)
    told = [_first(one, order, by_answer) for one in ridden]
    constant, weights = _logistic(np.array([one for one, _, _ in told]), np.array([r for _, r, _ in told]))
    kept, right = left_out >= threshold, first > 0
    yes, no = sure[right.mean(0) > 0.5], sure[~answerable]  # noqa: PLR2004 - most times
    checked = Checked(
        apart=float(np.mean(yes[:, None] > no[None])),
        among_three=float(three[:, answerable].mean()),
        refused=float(1 - kept[:, ~answerable].mean()),
        answered=float(kept[:, answerable].mean()),
        rightly=float((kept & right)[:, answerable].mean()),
    )
    made = Weights(_named(by_order, order), round(float(constant), 2), _named(by_answer, weights), threshold)
    return made, checked


class _Ridden:
    def __init__(self, example: Example, by_order: Sequence[str]) -> None:
        self.example = example
        self.known = example.matrix(by_order)
        self.right = example.right.astype(float)


def _named(names: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _first(one: _Ridden, order: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, float, float]:
    """Features of the first passage, whether it answers, and whether one of the first three does."""
    points = one.known @ order
    places = np.argsort(-points, kind="stable")
    share = np.exp(points - points.max())
    told = {**one.example.told[places[0]], "share": float((share / share.sum())[places[0]])}
    return np.array([told[name] for name in names]), one.right[places[0]], float(one.right[places[:3]].any())


def _order(these: Sequence[_Ridden]) -> np.ndarray:
    spread = np.concatenate([one.known for one in these]).std(0) + 1e-9
    known = [(one.known / spread, one.right) for one in these if one.right.any()]

    def loss(weights: np.ndarray) -> float:
        told = 0.5 * RIDGE * weights @ weights
        for features, right in known:
            points = features @ weights
            share = np.exp(points - points.max())
            told -= math.log(max((share * right).sum() / share.sum(), 1e-300))
        return float(told)

    found = np.zeros(known[0][0].shape[1])
    before = loss(found)
    for _ in range(STEPS):
        slope, curve = -RIDGE * found, RIDGE * np.eye(len(found))
        for features, right in known:
            points = features @ found
            share = np.exp(points - points.max())
            share /= share.sum()
            wanted = share * right + 1e-12 * right
            slope += features.T @ (wanted / wanted.sum() - share)
            middle = features.T @ share
            curve += (features.T * share) @ features - np.outer(middle, middle)
        step, length = np.linalg.solve(curve, slope), 1.0
        while length > ENOUGH and loss(found + length * step) > before:
            length /= 2
        found = found + length * step
        now = loss(found)
        if before - now < ENOUGH:
            break
        before = now
    return found / spread


def _logistic(known: np.ndarray, right: np.ndarray) -> tuple[float, np.ndarray]:
    spread = known.std(0) + 1e-9
    scaled = np.c_[known / spread, np.ones(len(known))]
    ridge = np.diag([*([RIDGE] * known.shape[1]), 1e-9])
    found = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        told = _probability(scaled @ found)
        slope = scaled.T @ (told - right) + ridge @ found
        curve = (scaled * (told * (1 - told))[:, None]).T @ scaled + ridge
        found -= np.linalg.solve(curve, slope)
    return float(found[-1]), found[:-1] / spread


def _probability(told: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-told)))
