"""A summary composed from the findings, for judges that write no prose."""

from __future__ import annotations

from interviewer.evaluations.hearing import Hearing, answers
from interviewer.evaluations.ports import Label
from interviewer.interviews.scorecard import CriterionScore


def summarise(hearing: Hearing, criteria: tuple[CriterionScore, ...], label: Label) -> str:
    """Two to four sentences: what was answered, where it was strongest and weakest, what could not be judged."""
    given = len(answers(hearing))
    lines = [f"{given} of {len(hearing.plan.questions)} questions have an answer."]
    scored = sorted(
        ((score.score, score.name) for score in criteria if score.score is not None), key=lambda pair: -pair[0]
    )
    match scored:
        case []:
            lines.append("No criterion could be scored.")
        case [(score, name)]:
            lines.append(f"Scored: {name} ({score:.1f}).")
        case [(high, strongest), *_, (low, weakest)]:
            lines.append(f"Highest: {strongest} ({high:.1f}); lowest: {weakest} ({low:.1f}).")
    if missing := [score.name for score in criteria if score.score is None]:
        lines.append(f"Not enough evidence: {', '.join(missing)}.")
    if label.indicative and scored:
        lines.append(
            "The scores are indicative: they order answers to the same question and are no measure of their own."
        )
    return " ".join(lines)
