"""From a hearing to its scorecard, the same way for every judge.

Deliberately not here: when an evaluation runs, and what is done with a scorecard. Nobody is rejected by it.
"""

from __future__ import annotations

import asyncio
from typing import Final

from interviewer.catalog.models import Criterion
from interviewer.evaluations.evidence import LONGEST_SUMMARY, bounded, check
from interviewer.evaluations.flags import flags_of
from interviewer.evaluations.hearing import Hearing, answers, cases
from interviewer.evaluations.ports import Judge, JudgeUnavailable, Label, NoJudge
from interviewer.evaluations.summary import summarise
from interviewer.interviews.scorecard import CriterionScore, Flag, Scorecard

LONGEST: Final = 900.0
"""Seconds an evaluation may take."""
NO_JUDGE: Final = NoJudge("No judge is configured; set INTERVIEWER_JUDGE or an OpenAI key.")
NOTHING_TO_JUDGE: Final = Label("none", "nothing to judge", indicative=True)


async def evaluate(judge: Judge | None, hearing: Hearing, *, seconds: float = LONGEST) -> Scorecard:
    """The scorecard of an interview. Want of a judge is no error: the scorecard then says that none ran, and why."""
    judge = judge or NO_JUDGE
    flags = flags_of(hearing)
    asked = cases(hearing)
    judged = {case.criterion.id for case in asked}
    unjudged = tuple(_unjudged(hearing, c) for c in hearing.plan.criteria if c.id not in judged)
    if answers(hearing):
        flags += tuple(Flag("insufficient_evidence", f"{score.name}: {score.rationale}") for score in unjudged)
    if not asked:
        return _scorecard(hearing, NOTHING_TO_JUDGE, unjudged, flags, "No score was given: no answer could be judged.")
    try:
        async with asyncio.timeout(seconds):
            opinion = await judge.judge(hearing.job, asked)
    except JudgeUnavailable as error:
        return _without_judge(hearing, flags, str(error))
    except TimeoutError:
        return _without_judge(hearing, flags, f"The judge took longer than {seconds:.0f} seconds and was stopped.")
    scored, raised = check(asked, opinion)
    return _scorecard(
        hearing, judge.label, (*scored, *unjudged), (*flags, *raised), bounded(opinion.summary or "", LONGEST_SUMMARY)
    )


def _scorecard(
    hearing: Hearing, label: Label, scores: tuple[CriterionScore, ...], flags: tuple[Flag, ...], summary: str
) -> Scorecard:
    by_id = {score.id: score for score in scores}
    criteria = tuple(by_id[criterion.id] for criterion in hearing.plan.criteria)
    return Scorecard(
        judge=label.judge,
        method=label.method,
        indicative=label.indicative,
        summary=summary or summarise(hearing, criteria, label),
        criteria=criteria,
        flags=flags,
    )


def _without_judge(hearing: Hearing, flags: tuple[Flag, ...], why: str) -> Scorecard:
    scores = tuple(CriterionScore(c.id, c.name, None, "Not judged: no judge ran.") for c in hearing.plan.criteria)
    summary = "No judge could read this interview, and no score was invented. Transcript and recording are kept."
    return _scorecard(hearing, NO_JUDGE.label, scores, (*flags, Flag("judge_unavailable", why)), summary)


def _unjudged(hearing: Hearing, criterion: Criterion) -> CriterionScore:
    given = any(criterion.id in answer.question.criteria for answer in answers(hearing))
    why = "The answer is too short to be judged." if given else "No question that serves it has an answer."
    return CriterionScore(criterion.id, criterion.name, None, why)
