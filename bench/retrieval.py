"""How well the documents' passages are found, and questions refused that they do not answer.

The questions are in `retrieval/*.yaml`, of the examples' documents. By a seed they are split in two: on one
half weights and threshold of `providers/knowledge/ranking.py` are fitted (`--fit` prints them, to be copied there), on
the other they are reported. Another seed than that of the weights in the code reports on what they were fitted on, too.

    .venv/bin/python bench/retrieval.py            with the local model, loaded here; half a minute
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import numpy as np
import yaml
from report import Row, present

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import models
from interviewer.engines.app import create_app
from interviewer.engines.embeddings import Embedder
from interviewer.engines.loading import EMBEDDINGS, Engines, Missing
from interviewer.providers.knowledge import embedding as rows
from interviewer.providers.knowledge.asking import asked_in
from interviewer.providers.knowledge.embedding import Embedding, HttpEmbedding, NoEmbedding
from interviewer.providers.knowledge.memory import MemoryKnowledge
from interviewer.providers.knowledge.ranking import (
    MODELS,
    WORDS,
    Weights,
    features,
    order,
)
from interviewer.telemetry import logs

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
SEED: Final = 7
GOAL: Final = 0.95
USED: Final = {"with vectors": ("meaning", "covered", "told"), "words alone": ("covered", "told")}
"""Features of the model, by what is known."""
RIDGE: Final = 1.0
FOLDS, TIMES = 8, 10


@dataclass(frozen=True, slots=True)
class Tried:
    """A question and what was found: at which place its passage is, None for one that the documents do not answer."""

    written: str
    """The round in which the question was written."""
    job: str
    ask: str
    answerable: bool
    place: int | None
    told: dict[str, float]

    @property
    def right(self) -> bool:
        """Whether the best passage answers."""
        return self.place == 0


async def tried(embedding: Embedding) -> list[Tried]:
    """Every question of the set."""
    rounds = {file.stem: yaml.safe_load(file.read_text()) for file in sorted((HERE / "retrieval").glob("questions*.yaml"))}
    all_of_them = [(written, job, asked) for written, jobs in rounds.items() for job, asked in jobs.items()]
    found: list[Tried] = []
    for written, job, asked in all_of_them:
        documents = yaml.safe_load((EXAMPLES / f"{job}.yaml").read_text())["job"]["documents"]
        knowledge = MemoryKnowledge.of_files([EXAMPLES / one for one in documents], embedding=embedding)
        questions = [(one["ask"], one["says"]) for one in asked["answerable"]]
        for ask, says in [*questions, *((one, ()) for one in asked["unanswerable"])]:
            wanted = [says] if isinstance(says, str) else list(says)
            said = asked_in(ask)
            question, candidates = knowledge.asked(said), await knowledge.candidates(said)
            for words in wanted:
                if not any(words in one.text for one in candidates):
                    raise SystemExit(f"{job}: no passage says {words!r}")
            best = order(question, candidates)
            places = [n for n, one in enumerate(best) if any(words in one.text for words in wanted)]
            place = min(places, default=None) if question.terms else None
            told = features(question, best[0]) if question.terms else {}
            found.append(Tried(written, job, ask, bool(wanted), place, told))
    return found


def halves(all_of_them: Sequence[Tried], seed: int) -> tuple[list[Tried], list[Tried]]:
    """One to fit on, one to report on; of each round, job and kind half."""
    generator = random.Random(seed)
    fit: list[Tried] = []
    report: list[Tried] = []
    for key in sorted({_kind(one) for one in all_of_them}):
        these = [one for one in all_of_them if _kind(one) == key]
        generator.shuffle(these)
        fit += these[::2]
        report += these[1::2]
    return fit, report


def _kind(one: Tried) -> tuple[str, str, bool]:
    return one.written, one.job, one.answerable


def fitted(fit: Sequence[Tried], names: Sequence[str]) -> tuple[Weights, float]:
    """Weights by logistic regression, and how well they tell apart what was left out of it.

    The threshold is that by which what was left out reaches the goal.
    """
    asked = [one for one in fit if one.told]
    known = np.array([[one.told[name] for name in names] for one in asked])
    right = np.array([float(one.right) for one in asked])
    unanswerable = np.array([not one.answerable for one in asked])
    left_out = np.zeros(len(asked))
    for time in range(TIMES):
        shuffled = np.random.RandomState(time).permutation(len(asked))
        for fold in range(FOLDS):
            those = shuffled[fold::FOLDS]
            rest = np.setdiff1d(shuffled, those)
            constant, weights = _logistic(known[rest], right[rest])
            left_out[those] += _probability(known[those] @ weights + constant) / TIMES
    yes, no = left_out[right == 1], left_out[right == 0]
    apart = float(np.mean((yes[:, None] > no[None]) + 0.5 * (yes[:, None] == no[None])))
    refused = np.sort(left_out[unanswerable])
    threshold = float(refused[math.ceil(len(refused) * GOAL) - 1]) + 0.005
    constant, weights = _logistic(known, right)
    by_feature = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}
    return Weights(round(float(constant), 2), by_feature, round(threshold, 2)), apart


def _logistic(known: np.ndarray, right: np.ndarray) -> tuple[float, np.ndarray]:
    spread = known.std(0) + 1e-9
    scaled = np.c_[known / spread, np.ones(len(known))]
    ridge = np.diag([*([RIDGE] * known.shape[1]), 1e-9])
    found = np.zeros(scaled.shape[1])
    for _ in range(50):
        told = _probability(scaled @ found)
        slope = scaled.T @ (told - right) + ridge @ found
        curve = (scaled * (told * (1 - told))[:, None]).T @ scaled + ridge
        found -= np.linalg.solve(curve, slope)
    return float(found[-1]), found[:-1] / spread


def _probability(told: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-told))


def report(found: Sequence[Tried], weights: Weights, against: dict[str, Sequence[Tried]], weak: Weights) -> list[Row]:
    """The figures of one half; `against`: the same by words alone."""
    yes, no = [one for one in found if one.answerable], [one for one in found if not one.answerable]

    def row(name: str, right: Sequence[bool], others: dict[str, Sequence[bool]], goal: float | None) -> Row:
        share = sum(right) / len(right) if right else 0.0
        return Row(
            f"{name} ({sum(right)} of {len(right)})",
            "share",
            share,
            {who: sum(other) / max(1, len(other)) for who, other in others.items()},
            f"≥ {goal}" if goal else "",
            holds=share >= goal if goal else None,
            within={"ours": wilson(sum(right), len(right))},
        )

    def answered(these: Sequence[Tried], by: Weights) -> list[Tried]:
        return [one for one in these if one.told and by.probability(one.told) >= by.threshold]

    def hits(these: Sequence[Tried], most: int) -> list[bool]:
        return [one.place is not None and one.place < most for one in these if one.answerable]

    def refused(these: Sequence[Tried], by: Weights, *, answerable: bool) -> list[bool]:
        kept = answered(these, by)
        return [one not in kept for one in these if one.answerable == answerable]

    rest = {who: list(other) for who, other in against.items()}
    ours, theirs = answered(found, weights), {who: answered(other, weak) for who, other in rest.items()}
    return [
        row("its passage is among the first three", hits(yes, 3), {w: hits(o, 3) for w, o in rest.items()}, GOAL),
        row("its passage is the first", hits(yes, 1), {w: hits(o, 1) for w, o in rest.items()}, None),
        row(
            "unanswerable ones refused",
            refused(no, weights, answerable=False),
            {w: refused(o, weak, answerable=False) for w, o in rest.items()},
            GOAL,
        ),
        row(
            "answerable ones refused",
            refused(yes, weights, answerable=True),
            {w: refused(o, weak, answerable=True) for w, o in rest.items()},
            None,
        ),
        row(
            "of what is answered, from the right passage",
            [one.right for one in ours],
            {w: [one.right for one in o] for w, o in theirs.items()},
            None,
        ),
    ]


def wilson(count: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, square = count / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    wide = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - wide), min(1.0, middle + wide)


@asynccontextmanager
async def model(name: str) -> AsyncIterator[Embedding]:
    """The local model, loaded for the time of the block; or OpenAI's, by the settings."""
    if name == "openai":
        async with rows.embedding(bootstrap.load(embeddings="openai").accounts("")) as found:
            yield found
        return
    absent = Missing("not needed here")
    embedder = Embedder(models.path(EMBEDDINGS))
    engines = Engines(stt=absent, tts=absent, llm=absent, embeddings=embedder)
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(engines))) as client:
            yield HttpEmbedding(client, "http://engines/v1", row="local", model=rows.LOCAL)
    finally:
        await engines.close()


async def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the report to this file")
    parser.add_argument("--seed", type=int, default=SEED, help="which half is which")
    parser.add_argument("--embeddings", choices=("local", "openai"), default="local", help="what finds by meaning")
    parser.add_argument("--fit", action="store_true", help="fit anew, print the weights and report with them")
    wanted = parser.parse_args()
    logs.configure("bench", bootstrap.load(), level=logging.ERROR)
    async with model(wanted.embeddings) as embedding:
        with_vectors = halves(await tried(embedding), wanted.seed)
    by_words = halves(await tried(NoEmbedding()), wanted.seed)
    weights, weak = MODELS.get(str(embedding.name), WORDS), WORDS
    if wanted.fit:
        for name, (fit, _) in (("with vectors", with_vectors), ("words alone", by_words)):
            made, apart = fitted(fit, USED[name])
            print(f"{name}: {made}\n    tells apart what was left out: {apart:.3f}")
            weights, weak = (made, weak) if name == "with vectors" else (weights, made)
        present("retrieval, the half that was fitted on", report(with_vectors[0], weights, {}, weak))
    against = {"words alone": by_words[1]}
    present("retrieval", report(with_vectors[1], weights, against, weak), wanted.json)


if __name__ == "__main__":
    asyncio.run(main())
