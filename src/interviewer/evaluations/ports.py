"""What the evaluation asks of the world: a judge, and for the checklist method a reader of odds.

What a judge says is a proposal. `evidence` checks it; nothing of it reaches a scorecard unchecked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from interviewer.catalog.models import Job
from interviewer.evaluations.hearing import Case


class JudgeUnavailable(Exception):
    """No judge could run; the message says why, in a sentence for the recruiter."""


@dataclass(frozen=True, slots=True)
class Label:
    """How a scorecard names its judge. `indicative`: for a person's eyes, not anchored."""

    judge: str
    method: str
    indicative: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are claimed to stand in a turn."""

    turn: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a judge thinks of one criterion; `score` 0 to 5, None for "not enough evidence"."""

    criterion: str
    score: float | None
    rationale: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge thinks of an interview; a summary of None is composed from the findings."""

    proposals: tuple[Proposal, ...]
    summary: str | None = None


class Judge(Protocol):
    """Reads answers against criteria."""

    @property
    def label(self) -> Label:
        """How scorecards name it."""
        ...

    async def judge(self, job: Job, cases: tuple[Case, ...]) -> Opinion:
        """A proposal for each case. Raises JudgeUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the candidate and the question they answer."""

    asked: str
    said: str


class Reader(Protocol):
    """A language model of which only the odds of its next word are used."""

    async def yes(self, passage: Passage, question: str) -> float:
        """The probability of "yes", 0 to 1, as the answer to a question about the passage. Raises JudgeUnavailable."""
        ...


class NoJudge:
    """Stands where no judge is to be had, and says why."""

    label = Label("none", "no judge ran", indicative=True)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def judge(self, _job: Job, _cases: tuple[Case, ...]) -> Opinion:
        """Raise JudgeUnavailable with the reason."""
        raise JudgeUnavailable(self.reason)
