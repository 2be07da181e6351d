"""Questions that tell which answer is wanted: such an answer says nothing about the candidate."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.catalog.lint.asked import Finding, asked
from interviewer.catalog.lint.words.lists import Words
from interviewer.catalog.models import PlanFile


def leading(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """At most one finding a line: the first nudge that is in it."""
    for line in asked(plan.plan):
        for nudge in words.nudges:
            if any(nudge.found_by.search(sentence) for sentence in line.sentences):
                message = f"this {line.what} leads to an answer: {nudge.reason}"
                yield Finding(line.path, message, nudge.remedy)
                break
