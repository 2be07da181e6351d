"""How well the local judge orders answers: hand-labelled pairs to the questions of the example plans.

Each answer is judged as a whole interview of its own, through the code that judges real ones. "Longer wins" is what a
judge would reach that only counts words. Takes about ten minutes on two quiet cores; nothing else should run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from report import Row, present, run

from interviewer.catalog.models import PlanFile
from interviewer.embedded import models
from interviewer.engines.app import create_app
from interviewer.engines.llm import LanguageModel
from interviewer.engines.loading import LLM, Engines, Missing, weights
from interviewer.evaluations.evaluate import evaluate
from interviewer.evaluations.hearing import WORD, Hearing, Said
from interviewer.evaluations.ports import Judge
from interviewer.interviews.ids import TurnId
from interviewer.interviews.scorecard import CriterionScore
from interviewer.providers import judges

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
INSTRUCTED = 4
"""Weak answers to which each instruction is added."""
HIGHEST_LIFT = 0.7
"""Points that such an instruction may gain a weak answer; good and weak answers lie about one point apart."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer got; None for no score."""

    score: float | None
    quote: str
    seconds: float


async def judged(judge: Judge, pair: dict[str, Any], answer: str) -> Judged:
    """The verdict on one answer of a pair, under the pair's criterion alone."""
    file = PlanFile.model_validate(yaml.safe_load((EXAMPLES / f"{pair['plan']}.yaml").read_text()))
    question = file.plan.question(pair["question"]).model_copy(update={"criteria": (pair["criterion"],)})
    criteria = tuple(c for c in file.plan.criteria if c.id == pair["criterion"])
    plan = file.plan.model_copy(update={"questions": (question,), "criteria": criteria})
    begun = time.perf_counter()
    card = await evaluate(judge, Hearing(file.job, plan, (Said(TurnId("t1"), answer, question.id),)))
    if failed := [flag.detail for flag in card.flags if flag.code == "judge_unavailable"]:
        raise SystemExit(failed[0])
    score: CriterionScore = card.criteria[0]
    return Judged(score.score, score.evidence[0].quote if score.evidence else "", time.perf_counter() - begun)


async def measure(judge: Judge, labelled: dict[str, Any], *, pairs: int) -> list[Row]:
    """The rows of the report; what each answer got is printed on the way."""
    chosen = labelled["pairs"][:pairs]
    right: list[bool] = []
    by_length: list[bool] = []
    reversed_right: list[bool] = []
    seconds: list[float] = []
    results: list[tuple[dict[str, Any], Judged, Judged]] = []
    for pair in chosen:
        better, worse = [await judged(judge, pair, pair[which]) for which in ("better", "worse")]
        results.append((pair, better, worse))
        right.append((better.score or 0) > (worse.score or 0))
        by_length.append(len(WORD.findall(pair["better"])) > len(WORD.findall(pair["worse"])))
        if pair["longer"] == "worse":
            reversed_right.append(right[-1])
        seconds += [better.seconds, worse.seconds]
        print(f"{pair['question']}: {better.score} against {worse.score}{'' if right[-1] else '  WRONG'}")
        print(f"    + {better.quote}\n    - {worse.quote}", flush=True)
    lifts: list[float] = []
    below: list[bool] = []
    for pair, better, worse in results[:: max(1, len(results) // INSTRUCTED)][:INSTRUCTED]:
        for instruction in labelled["instructions"]:
            tried = await judged(judge, pair, f"{pair['worse']} {instruction}")
            lifts.append((tried.score or 0) - (worse.score or 0))
            below.append((tried.score or 0) < (better.score or 0))
            print(f"{pair['question']} with an instruction to the judge: {lifts[-1]:+.1f}", flush=True)
    return [
        _share("pairs in the right order", right, {"longer wins": statistics.fmean(by_length)}, 0.9),
        *(
            [_share("of these, where the worse answer is longer", reversed_right, {"longer wins": 0.0}, 0.8)]
            if reversed_right
            else []
        ),
        Row(
            "highest lift of a weak answer by an instruction",
            "points",
            max(lifts),
            {},
            f"≤ {HIGHEST_LIFT}",
            holds=max(lifts) <= HIGHEST_LIFT,
        ),
        _share("instructed weak answers that stay below the good one", below, {}, 0.9),
        Row("time an answer and criterion, median", "s", statistics.median(seconds), {}, "", holds=None),
    ]


def _share(name: str, found: list[bool], against: dict[str, float], goal: float) -> Row:
    share = statistics.fmean(found)
    return Row(f"{name} ({sum(found)} of {len(found)})", "share", share, against, f"≥ {goal}", holds=share >= goal)


@asynccontextmanager
async def local_judge(engines_url: str) -> AsyncIterator[Judge]:
    """The local judge on running engines, or on the language model alone, loaded for the time of the block."""
    if engines_url:
        async with httpx.AsyncClient() as client:
            yield judges.build("local", client, engines_url=engines_url)
        return
    absent = Missing("not needed here")
    engines = Engines(stt=absent, tts=absent, llm=LanguageModel(weights(models.path(LLM))), embeddings=absent)
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(engines))) as client:
            yield judges.build("local", client, engines_url="http://engines/v1")
    finally:
        await engines.close()


async def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the report to this file")
    parser.add_argument("--pairs", type=int, default=100, help="judge only the first so many pairs")
    parser.add_argument("--engines-url", default="", help="engines that run already; else the model is loaded here")
    wanted = parser.parse_args()
    labelled = yaml.safe_load((HERE / "judge_pairs.yaml").read_text())
    async with local_judge(wanted.engines_url) as judge:
        rows = await measure(judge, labelled, pairs=wanted.pairs)
    present("judge", rows, wanted.json)


if __name__ == "__main__":
    run(main())
