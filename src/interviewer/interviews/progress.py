"""How far the conversation had come: what an interviewer who takes over must know. Folded from what agents saw.

What an older epoch reported late counts too: the candidate heard and said it all the same. Observations are taken
by epoch and number, which is the order in which they happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from interviewer.interviews.events import Event
from interviewer.interviews.findings import Signalled, Understood, findings
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateAsked,
    CandidateSignalled,
    ConsentGiven,
    ConsentRefused,
    Observation,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    TurnHeard,
    TurnKind,
    TurnSpoken,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the conversation stands."""

    consent: bool | None = None
    asked: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    """Questions answered or skipped."""
    probed: tuple[tuple[str, str], ...] = ()
    """Pairs of question and probe."""
    answers: tuple[tuple[str, tuple[TurnId, ...]], ...] = ()
    """Pairs of answered question and the turns with the answer, the last that was said of each."""
    answer_so_far: str = ""
    """What the candidate said to the question that is open."""
    spoken: bool = False
    """An interviewer said something already."""
    said: frozenset[TurnKind] = frozenset()
    """What an interviewer said to its end at least once: the time check, the invitation to ask questions, …"""
    talked: float = 0.0
    """Seconds of conversation, of all interviewers: of each from its joining to the last that it saw."""
    understood: tuple[Understood, ...] = ()
    signals: tuple[Signalled, ...] = ()
    own_questions: int = 0
    """How often the candidate asked something."""
    rating: int | None = None


def standing(events: Iterable[Event]) -> Standing:
    """Where the conversation stands after these events."""
    seen = sorted((e for e in events if isinstance(e, Observation)), key=lambda e: (e.epoch, e.number))
    consent: bool | None = None
    asked: dict[str, None] = {}
    closed: dict[str, None] = {}
    answers: dict[str, tuple[TurnId, ...]] = {}
    probed: dict[tuple[str, str], None] = {}
    heard: dict[str, list[str]] = {}
    said: set[TurnKind] = set()
    spoken, own_questions = False, 0
    joined: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    for event in seen:
        if event.epoch in joined:
            last[event.epoch] = max(event.at, last.get(event.epoch, event.at))
        match event:
            case CallJoined(epoch=epoch, at=at):
                joined.setdefault(epoch, at)
            case ConsentGiven():
                consent = True
            case ConsentRefused():
                consent = False
            case QuestionAsked(question_id=question):
                asked[question] = None
            case QuestionAnswered(question_id=question, turn_ids=turns):
                closed[question], answers[question] = None, turns
            case QuestionSkipped(question_id=question):
                closed[question] = None
            case ProbeAsked(question_id=question, probe_id=probe):
                probed[question, probe] = None
            case TurnHeard(question_id=str() as question, text=text, over=False):
                heard.setdefault(question, []).append(text)
            case CandidateAsked():
                own_questions += 1
            case TurnSpoken(kind=kind, interrupted=interrupted):
                spoken = True
                if not interrupted:
                    said.add(kind)
            case CallEnded(reason="withdrawn") | CandidateSignalled(signal="withdraws"):
                consent = False
            case _:
                pass
    open_question = next((question for question in reversed(asked) if question not in closed), None)
    found = findings(seen)
    return Standing(
        consent=consent,
        asked=tuple(asked),
        closed=tuple(closed),
        probed=tuple(probed),
        answers=tuple(answers.items()),
        answer_so_far=" ".join(heard.get(open_question, ())) if open_question else "",
        spoken=spoken,
        said=frozenset(said),
        talked=round(sum(max(0.0, (last[e] - at).total_seconds()) for e, at in joined.items() if e in last), 3),
        understood=found.understood,
        signals=found.signals,
        own_questions=own_questions,
        rating=found.rating,
    )
