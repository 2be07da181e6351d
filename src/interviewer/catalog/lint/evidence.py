"""Questions and criteria that do not serve each other: what nobody judges, and what nothing is judged by."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.catalog.lint.asked import STORIES, Finding
from interviewer.catalog.lint.words.lists import Words
from interviewer.catalog.models import PlanFile


def serves_nothing(plan: PlanFile, _words: Words) -> Iterator[Finding]:
    """A question whose answer is not judged; one for a plain fact need not be."""
    for index, question in enumerate(plan.plan.questions):
        if question.kind in STORIES and not question.criteria:
            message = "this question serves no criterion, so that its answer is scored by nobody"
            yield Finding(
                ("plan", "questions", index, "id"), message, "Name what it shows under criteria:, or remove it."
            )


def no_evidence(plan: PlanFile, _words: Words) -> Iterator[Finding]:
    """A criterion that only answers like yes or a number could show; one that no question serves is a mistake."""
    for index, criterion in enumerate(plan.plan.criteria):
        kinds = [question.kind for question in plan.plan.questions if criterion.id in question.criteria]
        if kinds and not STORIES.intersection(kinds):
            served = f"only a {kinds[0].replace('_', '-')} question serves the criterion {criterion.id!r}"
            message = f"{served}: a word is no evidence"
            remedy = "Let an open or behavioural question serve it as well."
            yield Finding(("plan", "criteria", index, "id"), message, remedy)
