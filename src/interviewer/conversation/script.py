"""What the conductor goes by: the words to ask in, and how far the conversation had come. Never the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interviewer.catalog.models import PlanFile, Question
from interviewer.conversation.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Script:
    """One interview's script; `questions` in the order to ask them, without what they are judged by."""

    company: str
    job_title: str
    candidate_name: str
    minutes: int
    questions: tuple[Question, ...]
    language: str = "en"
    """A row of `languages.LANGUAGES`."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """How words are spoken that a voice would say wrong."""

    @property
    def spoken(self) -> Language:
        """The language that it is held in."""
        return LANGUAGES[self.language]

    @classmethod
    def from_plan(cls, plan: PlanFile, *, candidate_name: str, questions: tuple[str, ...]) -> Script:
        """The script of a plan for one candidate, cut to these question ids."""
        return cls(
            company=plan.job.company,
            job_title=plan.job.title,
            candidate_name=candidate_name,
            minutes=plan.plan.minutes,
            questions=tuple(plan.plan.question(q).model_copy(update={"criteria": ()}) for q in questions),
            language=plan.plan.language,
            pronunciations=plan.plan.pronunciations,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a conversation had come, folded from the log: what a new interviewer must know to go on."""

    consent: bool | None = None
    asked: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    """Questions answered or skipped."""
    probed: tuple[tuple[str, str], ...] = ()
    """Pairs of question and probe."""
    answer_so_far: str = ""
    """What the candidate said to the open question."""
    talked: float = 0.0
    """Seconds of conversation that there were before."""
    resumed: bool = False
    """True when an earlier interviewer already spoke with the candidate."""

    @property
    def open_question(self) -> str | None:
        """The question that was asked and neither answered nor skipped."""
        return next((q for q in reversed(self.asked) if q not in self.closed), None)
