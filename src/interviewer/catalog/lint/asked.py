"""What rules look at and what they give: the plan's spoken lines, each with its place, and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from interviewer.catalog.lint.words.lists import Severity, plain
from interviewer.catalog.models import InterviewPlan, Question
from interviewer.catalog.positions import Path
from interviewer.catalog.questions import Choice

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
    what: Literal["question", "follow-up", "option"]
    text: str
    question: Question
    """The one that it is, that it follows up, or that it is an answer to."""
    rules_out: bool = False
    """By the plan, an answer to it rules candidates out; or who chooses it."""

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
        out = rules_out(question)
        yield Asked((*here, "ask"), "question", question.ask, question, out)
        if question.rephrased is not None:
            yield Asked((*here, "rephrased"), "question", question.rephrased, question, out)
        for number, probe in enumerate(question.probes):
            yield Asked((*here, "probes", number, "ask"), "follow-up", probe.ask, question)


def spoken(plan: InterviewPlan) -> Iterator[Asked]:
    """The same, and the options of choices: they are said back."""
    yield from asked(plan)
    for index, question in enumerate(plan.questions):
        if isinstance(question, Choice):
            for number, option in enumerate(question.options):
                path: Path = ("plan", "questions", index, "options", number, "label")
                yield Asked(path, "option", option.label, question, option.id in question.knock_out)


def rules_out(question: Question) -> bool:
    """Whether an answer to it can."""
    return bool(getattr(question, "knock_out", None)) or bool(getattr(question, "necessary", False))
