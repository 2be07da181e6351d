"""The plan file: one job and the structured interview for it, as its author writes them.

Deliberately not here: how a plan is asked (`conversation`), how answers are scored (`evaluations`)
and how a file's mistakes are explained to its author (`catalog.check`).
"""

from __future__ import annotations

from typing import Annotated, Literal, NewType, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from interviewer.catalog.fields import CONTROL, KEPT, Line, Slug, Strict, readable
from interviewer.catalog.questions import AnyQuestion, MissingAnyOf, Probe, Question, ShorterThan

__all__ = [
    "CONTROL",
    "KEPT",
    "Criterion",
    "CriterionId",
    "InterviewPlan",
    "Job",
    "Line",
    "MissingAnyOf",
    "PlanFile",
    "Probe",
    "Question",
    "QuestionId",
    "ShorterThan",
    "Slug",
    "Strict",
]

QuestionId = NewType("QuestionId", str)
CriterionId = NewType("CriterionId", str)

Spelling = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(readable)
]
"""A word or a few, as they are written in lines."""
Level = Annotated[
    Literal[0, 1, 2, 3, 4, 5],
    BeforeValidator(lambda key: int(key) if isinstance(key, str) and key.isascii() and key.isdigit() else key),
]
"""A point of the scale; JSON, whose keys are always text, writes it as "3"."""


class Criterion(Strict):
    """What is judged, on a scale of 0 to 5 anchored by observable behaviour."""

    id: Slug
    name: Line
    description: Line
    anchors: dict[Level, Line]
    checklist: tuple[Line, ...] = Field(min_length=5, max_length=5)
    """Five yes/no questions about an answer, for a judge too small to read a scale."""

    @model_validator(mode="after")
    def _anchored(self) -> Self:
        if missing := {0, 3, 5} - set(self.anchors):
            raise ValueError(f"anchors are missing for {', '.join(map(str, sorted(missing)))}: describe 0, 3 and 5")
        return self


class Job(Strict):
    """The job to fill, as the candidate may hear of it."""

    title: Line
    company: Line
    location: Line | None = None
    summary: Line
    documents: tuple[Annotated[str, AfterValidator(readable)], ...] = ()
    """Paths beside the plan file."""


class InterviewPlan(Strict):
    """The structured interview: what is asked, in which order, within which time."""

    title: Line
    language: Literal["en", "de"] = "en"
    """In which the interview is held; a row of `conversation.languages`."""
    minutes: int = Field(default=15, ge=1, le=60)
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=40)
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=20)
    pronunciations: dict[Spelling, Line] = Field(default_factory=dict, max_length=100, exclude_if=lambda said: not said)
    """How words are spoken that a voice would say wrong, such as `kubectl: cube control`; the transcript keeps what is
    written. Left out where empty: a plan from before it keeps its id.
    """
    follow_ups: int = Field(default=1, ge=0, le=3, exclude_if=lambda most: most == 1)
    """The most follow-ups that a language model may find to a question that says nothing of it.

    With 0, nothing is asked that no author wrote.
    """
    rating: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """The candidate is asked at the end how it found the conversation, from one to five."""
    on_knock_out: Literal["go_on", "finish"] = Field(default="go_on", exclude_if=lambda then: then == "go_on")
    """After an answer that rules a candidate out: go on as with any other, or finish with the candidate's questions."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, ids in (
            ("question", [q.id for q in self.questions]),
            ("criterion", [c.id for c in self.criteria]),
            *((f"probe of {q.id!r}", [p.id for p in q.probes]) for q in self.questions),
        ):
            if twice := sorted({i for i in ids if ids.count(i) > 1}):
                raise ValueError(f"{what} id used twice: {', '.join(twice)}")
        known = {c.id for c in self.criteria}
        for question in self.questions:
            if unknown := sorted(set(question.criteria) - known):
                raise ValueError(f"question {question.id!r} names unknown criteria: {', '.join(unknown)}")
        return self

    def question(self, question_id: str) -> AnyQuestion:
        """The question of that id; KeyError if the plan has none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def first(self, count: int | None) -> InterviewPlan:
        """The plan cut to its first `count` questions (all for None) and the criteria these serve."""
        if count is None or count >= len(self.questions):
            return self
        questions = self.questions[: max(1, count)]
        served = {c for q in questions for c in q.criteria}
        kept = tuple(c for c in self.criteria if c.id in served)
        return self.model_copy(update={"questions": questions, "criteria": kept or self.criteria})


class PlanFile(Strict):
    """A whole plan file."""

    job: Job
    plan: InterviewPlan
