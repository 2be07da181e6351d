"""How well the documents' passages are found, and questions refused that they do not answer.

The questions are in `retrieval/`. `questions*.yaml`, of the examples' documents, are split in two by a seed: on one
half and on `others`, documents of other trades, weights and threshold of `providers/knowledge/ranking.py` are fitted
(`--fit` prints them, to be copied there, with what cross-validation says of them); the other half and `fresh.yaml` are
reported. Variants are chosen by cross-validation alone. Another seed than that of the weights in the code reports on
what they were fitted on, too. German questions, of `de`, have weights and halves of their own.

    .venv/bin/python bench/retrieval.py            with the local model, loaded here; half a minute
    .venv/bin/python bench/retrieval.py --rounds   the third and fourth round, too, on which nothing was ever fitted
"""

from __future__ import annotations

import argparse
import logging
import math
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import httpx
import numpy as np
import yaml
from report import Row, present, run
from retrieval_fit import Example, fitted

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import models
from interviewer.engines.app import create_app
from interviewer.engines.embeddings import Embedder
from interviewer.engines.loading import E5, MINILM, Engines, Missing
from interviewer.providers.knowledge import embedding as rows
from interviewer.providers.knowledge.asking import asked_in
from interviewer.providers.knowledge.embedding import Embedding, HttpEmbedding, NoEmbedding
from interviewer.providers.knowledge.memory import MemoryKnowledge
from interviewer.providers.knowledge.ranking import (
    WORDS,
    Asked,
    Candidate,
    Weights,
    features,
    order,
    ranked,
    weights_of,
)
from interviewer.telemetry import logs

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
OTHERS = HERE / "retrieval" / "others"
SEED: Final = 7
GOAL: Final = 0.95
USED: Final = {
    "with vectors": (
        ("nearest", "whole", "words", "covered", "letters"),
        ("meaning", "covered", "words", "fits", "share"),
    ),
    "words alone": (("words", "covered", "letters"), ("covered", "words", "fits", "share")),
    "German": (("nearest", "words", "covered"), ("meaning", "covered", "share")),
}
"""Features of the order and of the answer, by what is known."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A question, every passage there is, and words of those that answer."""

    written: str
    """The round in which the question was written."""
    job: str
    asked: Asked
    candidates: Sequence[Candidate]
    wanted: tuple[str, ...]
    model: str | None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.wanted)

    def answers(self, text: str) -> bool:
        """Whether this text does."""
        return any(words in text for words in self.wanted)

    def example(self) -> Example:
        """As it is fitted on."""
        told = [features(self.asked, one) for one in self.candidates]
        return Example(told, np.array([self.answers(one.text) for one in self.candidates]))

    def place(self, weights: Weights) -> int | None:
        """Where the first passage that answers stands."""
        best = order(self.asked, self.candidates, weights)
        return next((n for n, (one, _) in enumerate(best) if self.answers(one.text)), None)


async def tried(embedding: Embedding, files: str, documents: Path, language: str = "en") -> list[Tried]:
    """Every question of these files, of documents that lie in that folder."""
    rounds = {file.stem: yaml.safe_load(file.read_text()) for file in sorted((HERE / "retrieval").glob(files))}
    all_of_them = [(written, job, asked) for written, jobs in rounds.items() for job, asked in jobs.items()]
    found: list[Tried] = []
    for written, job, asked in all_of_them:
        plan = documents / f"{job}.yaml"
        names = yaml.safe_load(plan.read_text())["job"]["documents"] if plan.exists() else [f"{job}.md"]
        knowledge = MemoryKnowledge.of_files([documents / one for one in names], language=language, embedding=embedding)
        questions = [(one["ask"], one["says"]) for one in asked["answerable"]]
        for ask, says in [*questions, *((one, ()) for one in asked["unanswerable"])]:
            wanted = (says,) if isinstance(says, str) else tuple(says)
            said = asked_in(ask)
            candidates = await knowledge.candidates(said)
            for words in wanted:
                if not any(words in one.text for one in candidates):
                    raise SystemExit(f"{job}: no passage says {words!r}")
            found.append(Tried(written, job, knowledge.asked(said), candidates, wanted, embedding.name))
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


def report(found: Sequence[Tried], weights: Weights, against: dict[str, Sequence[Tried]], weak: Weights) -> list[Row]:
    """The figures of these; `against`: the same by words alone."""
    ours, theirs = _told(found, weights), {who: _told(other, weak) for who, other in against.items()}
    goals = {"its passage is among the first three": GOAL, "unanswerable ones refused": GOAL}
    rows = []
    for name, right in ours.items():
        goal, share = goals.get(name), sum(right) / max(1, len(right))
        rows.append(
            Row(
                f"{name} ({sum(right)} of {len(right)})",
                "share",
                share,
                {who: sum(other[name]) / max(1, len(other[name])) for who, other in theirs.items()},
                f"≥ {goal}" if goal else "",
                holds=share >= goal if goal else None,
                within={"ours": wilson(sum(right), len(right))},
            )
        )
    return rows


def _told(these: Sequence[Tried], weights: Weights) -> dict[str, list[bool]]:
    told: dict[str, list[bool]] = {}
    places = [one.place(weights) for one in these if one.answerable]
    told["its passage is among the first three"] = [place is not None and place < 3 for place in places]  # noqa: PLR2004
    told["its passage is the first"] = [place == 0 for place in places]
    said = [(one, ranked(one.asked, one.candidates, model=one.model, weights=weights)) for one in these]
    told["unanswerable ones refused"] = [not found.answerable for one, found in said if not one.answerable]
    told["answerable ones answered"] = [found.answerable for one, found in said if one.answerable]
    right = [(one, found) for one, found in said if one.answerable and found.answerable]
    told["of those, from the right passage"] = [one.answers(found.passages[0].text) for one, found in right]
    told["of those, the quote says it"] = [one.answers(found.quote) for one, found in right]
    told["answerable ones that a language model is given"] = [found.readable for one, found in said if one.answerable]
    told["unanswerable ones that it is given"] = [found.readable for one, found in said if not one.answerable]
    return told


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
    embedder = Embedder(models.path(MINILM), models.path(E5))
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
    parser.add_argument("--rounds", action="store_true", help="ask the third and the fourth round, too")
    wanted = parser.parse_args()
    logs.configure("bench", bootstrap.load(), level=logging.ERROR)
    async with model(wanted.embeddings) as embedding:
        kinds = {"with vectors": embedding, "words alone": NoEmbedding()}
        asked = {
            kind: halves(await tried(one, "questions*.yaml", EXAMPLES), wanted.seed) for kind, one in kinds.items()
        }
        german = {
            kind: halves(await tried(one, "de/questions.yaml", EXAMPLES / "de", "de"), wanted.seed)
            for kind, one in kinds.items()
        }
        names = {"fresh.yaml": "the third round", "fourth.yaml": "the fourth round"} if wanted.rounds else {}
        rounds = {
            told: {kind: await tried(one, file, EXAMPLES) for kind, one in kinds.items()}
            for file, told in names.items()
        }
        others = {
            kind: await tried(one, "others/questions.yaml", OTHERS) if wanted.fit else () for kind, one in kinds.items()
        }
    if wanted.fit:
        fit_and_tell(asked, german["with vectors"], others)
        return
    weights, in_german = weights_of(embedding.name, "en"), weights_of(embedding.name, "de")
    against = {"words alone": asked["words alone"][1]}
    present("retrieval", report(asked["with vectors"][1], weights, against, WORDS), wanted.json)
    for told, found in rounds.items():
        present(told, report(found["with vectors"], weights, {"words alone": found["words alone"]}, WORDS))
    against = {"words alone": german["words alone"][1]}
    present("German, the reporting half", report(german["with vectors"][1], in_german, against, WORDS))


Halves: TypeAlias = tuple[list[Tried], list[Tried]]


def fit_and_tell(asked: dict[str, Halves], german: Halves, others: dict[str, Sequence[Tried]]) -> None:
    """Fit anew, print the weights, and report on what they were fitted on."""
    made = {}
    for kind, (fit, _) in asked.items():
        made[kind], checked = fitted([one.example() for one in (*fit, *others[kind])], *USED[kind])
        print(f"{kind}: {made[kind]}\n    of what was left out: {checked}")
    in_german, checked = fitted([one.example() for one in german[0]], *USED["German"])
    print(f"German: {in_german}\n    of what was left out: {checked}")
    weights, weak = made["with vectors"], made["words alone"]
    present("the half that was fitted on", report(asked["with vectors"][0], weights, {}, weak))
    present("other documents that were fitted on", report(others["with vectors"], weights, {}, weak))
    present("German, the half that was fitted on", report(german[0], in_german, {}, weak))


if __name__ == "__main__":
    run(main())
