"""What the conductor goes by: the words to ask in, and how far the conversation had come. Never the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from interviewer.catalog.models import PlanFile
from interviewer.catalog.questions import AnyQuestion
from interviewer.conversation.facts import AnswerUnderstood, CandidateSignalled
from interviewer.conversation.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Script:
    """One interview's script; `questions` in the order to ask them, without what they are judged by."""

    company: str
    job_title: str
    candidate_name: str
    minutes: int
    questions: tuple[AnyQuestion, ...]
    language: str = "en"
    """A row of `languages.LANGUAGES`."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """How words are spoken that a voice would say wrong."""
    opening: Literal["full", "short"] = "short"
    """Short: no questions for identity and time; who opens its own link has chosen the moment."""
    invites: bool = False
    """The candidate is asked for questions of its own."""
    rates: bool = False
    """The candidate is asked how it found the conversation."""
    parts: bool = False
    """Situation, action and result that are missing from a behavioural answer are asked for."""
    follow_ups: int = 1
    """Follow-ups that a language model may find to a question that says nothing of it."""
    on_knock_out: Literal["go_on", "finish"] = "go_on"
    """Whether an answer that rules the candidate out ends the questions, kindly, after that question."""

    @property
    def spoken(self) -> Language:
        """The language that it is held in."""
        return LANGUAGES[self.language]

    @classmethod
    def from_plan(
        cls,
        plan: PlanFile,
        *,
        candidate_name: str,
        questions: tuple[str, ...],
        opening: Literal["full", "short"] = "short",
    ) -> Script:
        """The script of a plan for one candidate, cut to these question ids."""
        return cls(
            company=plan.job.company,
            job_title=plan.job.title,
            candidate_name=candidate_name,
            minutes=plan.plan.minutes,
            questions=tuple(plan.plan.question(q).model_copy(update={"criteria": ()}) for q in questions),
            language=plan.plan.language,
            pronunciations=plan.plan.pronunciations,
            opening=opening,
            invites=True,
            parts=True,
            rates=plan.plan.rating,
            follow_ups=plan.plan.follow_ups,
            on_knock_out=plan.plan.on_knock_out,
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
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs of answered question and the turns with the answer."""
    invited: bool = False
    """The candidate was asked for questions of its own."""
    rated: bool = False
    """The candidate was asked how it found the conversation, or said so."""
    identified: bool = False
    """Whoever answered was asked whether it is the candidate."""
    time_checked: bool = False
    """The candidate was asked whether it has the time."""
    understood: tuple[AnswerUnderstood, ...] = ()
    """What answers come to, one for each question with a value."""
    signals: tuple[CandidateSignalled, ...] = ()
    """What the candidate wished, in that order: slower, more time, as text, …"""
    own_questions: int = 0
    """How often the candidate asked something."""

    @property
    def open_question(self) -> str | None:
        """The question that was asked and neither answered nor skipped."""
        return next((q for q in reversed(self.asked) if q not in self.closed), None)
