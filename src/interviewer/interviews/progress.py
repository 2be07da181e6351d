"""How far the conversation had come: what an interviewer who takes over must know. Folded from what agents saw.

What an older epoch reported late counts too: the candidate heard and said it all the same. Observations are taken
by epoch and number, which is the order in which they happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.interviews.events import Event
from interviewer.interviews.observations import (
    ConsentGiven,
    ConsentRefused,
    Observation,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    TurnHeard,
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
    answer_so_far: str = ""
    """What the candidate said to the question that is open."""
    spoken: bool = False
    """An interviewer said something already."""


def standing(events: Iterable[Event]) -> Standing:
    """Where the conversation stands after these events."""
    seen = sorted((e for e in events if isinstance(e, Observation)), key=lambda e: (e.epoch, e.number))
    consent: bool | None = None
    asked: dict[str, None] = {}
    closed: dict[str, None] = {}
    probed: dict[tuple[str, str], None] = {}
    said: dict[str, list[str]] = {}
    spoken = False
    for event in seen:
        match event:
            case ConsentGiven():
                consent = True
            case ConsentRefused():
                consent = False
            case QuestionAsked(question_id=question):
                asked[question] = None
            case QuestionAnswered(question_id=question) | QuestionSkipped(question_id=question):
                closed[question] = None
            case ProbeAsked(question_id=question, probe_id=probe):
                probed[question, probe] = None
            case TurnHeard(question_id=str() as question, text=text, over=False):
                said.setdefault(question, []).append(text)
            case TurnSpoken():
                spoken = True
            case _:
                pass
    open_question = next((question for question in reversed(asked) if question not in closed), None)
    return Standing(
        consent=consent,
        asked=tuple(asked),
        closed=tuple(closed),
        probed=tuple(probed),
        answer_so_far=" ".join(said.get(open_question, ())) if open_question else "",
        spoken=spoken,
    )
