"""What is judged: the answers of one interview, gathered under the criteria they serve.

Deliberately not here: the interviewer's words, the candidate's name, times. A judge has no use for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from interviewer.catalog.models import Criterion, InterviewPlan, Job, PlanFile, Question
from interviewer.interviews.events import Event
from interviewer.interviews.findings import Signalled, findings
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewFailed,
    InterviewInterrupted,
    InterviewScheduled,
)
from interviewer.interviews.observations import EndReason, QuestionAnswered
from interviewer.interviews.state import Outcome
from interviewer.interviews.transcript import transcript
from interviewer.interviews.withdrawal import taken_back

FEWEST_WORDS: Final = 4
"""An answer with fewer words ("I don't know.") gives a judge nothing to read."""
WORD: Final = re.compile(r"\w+(?:['\u2019-]\w+)*")


@dataclass(frozen=True, slots=True)
class Said:
    """A candidate's turn that answers a question; `confidence` is the recogniser's, 0 to 1."""

    id: TurnId
    text: str
    question: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """One interview as a judge may know it: the plan as far as it was to be asked, and what the candidate answered."""

    job: Job
    plan: InterviewPlan
    turns: tuple[Said, ...] = ()
    outcome: Outcome = "completed"
    reason: EndReason | str = "finished"
    """Why the call ended."""
    interruptions: int = 0
    """How often the call lost its interviewer."""
    signals: tuple[Signalled, ...] = ()
    knocked_out: tuple[tuple[str, TurnId | None], ...] = ()
    """Questions whose answer, by the plan, rules the candidate out, and where it was said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the candidate said to one question."""

    question: Question
    turns: tuple[Said, ...]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(WORD.findall(turn.text)) for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Case:
    """One criterion and the answers to the questions that serve it, in the plan's order; never without an answer."""

    criterion: Criterion
    answers: tuple[Answer, ...]


def hear(file: PlanFile, events: Iterable[Event]) -> Hearing:
    """The hearing of an interview's events; the plan is cut to the questions that the interview was scheduled with."""
    events = tuple(events)
    plan = file.plan
    if taken_back(events) is not None:  # nothing of it is judged, whatever became of the call
        return Hearing(file.job, plan, outcome="declined", reason="withdrawn")
    outcome: Outcome = "failed"
    reason = "failed"
    interruptions = 0
    answered: set[TurnId] = set()
    for event in events:
        match event:
            case InterviewScheduled(question_ids=ids):
                plan = plan.first(len(ids))
            case InterviewCompleted():
                outcome, reason = "completed", "finished"
            case InterviewDeclined():
                outcome, reason = "declined", "declined"
            case InterviewAbandoned(reason=reason):
                outcome = "abandoned"
            case InterviewFailed(reason=reason):
                outcome = "failed"
            case InterviewInterrupted():
                interruptions += 1
            case QuestionAnswered(turn_ids=turn_ids):
                answered.update(turn_ids)
            case _:
                pass
    found = findings(events)
    return Hearing(
        job=file.job,
        plan=plan,
        turns=tuple(
            Said(turn.id, turn.text, turn.question, turn.confidence)
            for turn in transcript(events).turns
            if turn.speaker == "candidate"
            and turn.question is not None
            # A turn that only asks something back is none of the answer, unless the agent counted it in. An aside never
            # is: "mhm" while the interviewer speaks is no reply to what was not asked yet, and no evidence of anything.
            and turn.kind != "aside"
            and (turn.kind == "answer" or turn.id in answered)
        ),
        outcome=outcome,
        reason=reason,
        interruptions=interruptions,
        signals=found.signals,
        knocked_out=tuple(
            (one.question, one.turns[0] if one.turns else None) for one in found.understood if one.knocked_out
        ),
    )


def answers(hearing: Hearing) -> tuple[Answer, ...]:
    """The answers that hold words, in the plan's order. None when the candidate declined: nothing of that is judged."""
    if hearing.outcome == "declined":
        return ()
    found = (
        Answer(
            question, tuple(t for t in hearing.turns if t.question == question.id and WORD.search(t.text) is not None)
        )
        for question in hearing.plan.questions
    )
    return tuple(answer for answer in found if answer.turns)


def cases(hearing: Hearing) -> tuple[Case, ...]:
    """What a judge is asked: the criteria that have an answer long enough to be read."""
    readable = tuple(answer for answer in answers(hearing) if answer.words >= FEWEST_WORDS)
    found = (
        Case(criterion, tuple(a for a in readable if criterion.id in a.question.criteria))
        for criterion in hearing.plan.criteria
    )
    return tuple(case for case in found if case.answers)
