"""What rules look at and what they give: the plan's spoken lines, each with its place, and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from interviewer.catalog.lint.words.lists import Severity, plain
from interviewer.catalog.models import InterviewPlan, Question
from interviewer.catalog.positions import Path

STORIES: Final = frozenset({"open", "behavioural", "language_sample"})
"""Kinds of questions whose answers can be judged; the others give a fact, such as a date or a yes."""
SENTENCE: Final = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say about a field; without a severity it has the rule's."""

    path: Path
    message: str
    remedy: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or follow-up as the candidate hears it."""

    path: Path
    what: Literal["question", "follow-up"]
    text: str
    question: Question
    """The one that it is, or that it follows up."""

    @property
    def plain(self) -> str:
        """See `words.lists.plain`."""
        return plain(self.text)

    @property
    def sentences(self) -> list[str]:
        """Those of the plain text."""
        return SENTENCE.split(self.plain)


def asked(plan: InterviewPlan) -> Iterator[Asked]:
    """Every question and follow-up, in order."""
    for index, question in enumerate(plan.questions):
        here: Path = ("plan", "questions", index)
        yield Asked((*here, "ask"), "question", question.ask, question)
        if question.rephrased is not None:
            yield Asked((*here, "rephrased"), "question", question.rephrased, question)
        for number, probe in enumerate(question.probes):
            yield Asked((*here, "probes", number, "ask"), "follow-up", probe.ask, question)
