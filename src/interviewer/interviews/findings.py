"""What a conversation brought beside its answers: their values, the candidate's questions and wishes, a rating.

A fold over what agents saw, like the transcript; what came late counts too. Of a question's values the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CandidateAnswered,
    CandidateAsked,
    CandidateRated,
    CandidateSignalled,
    Observation,
    Signal,
    TurnHeard,
    TurnSpoken,
)
from interviewer.kernel.log import Recorded


@dataclass(frozen=True, slots=True)
class Understood:
    """What the answer to a question comes to; see `AnswerUnderstood`. `turns`: where it was said."""

    question: str
    value: str
    confirmed: bool
    knocked_out: bool
    turns: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedBack:
    """What the candidate asked in a turn. Without an answer it is for the recruiter."""

    turn: TurnId
    text: str
    answer_turn: TurnId | None = None
    answer: str = ""
    passages: tuple[str, ...] = ()
    """Ids of the passages that the answer was made of."""


@dataclass(frozen=True, slots=True)
class Signalled:
    """The candidate did something beside answering, in this turn."""

    signal: Signal
    turn: TurnId


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found, each in the order in which it was first said."""

    understood: tuple[Understood, ...] = ()
    asked: tuple[AskedBack, ...] = ()
    signals: tuple[Signalled, ...] = ()
    rating: int | None = None


def findings(events: Iterable[Event]) -> Findings:
    """What these events of an interview brought."""
    seen = sorted((e for e in events if isinstance(e, Observation)), key=lambda e: (e.epoch, e.number))
    words: dict[TurnId, str] = {}
    understood: dict[str, Understood] = {}
    asked: dict[TurnId, AskedBack] = {}
    signals: dict[Signalled, None] = {}
    rating: int | None = None
    for event in seen:
        match event:
            case TurnHeard() | TurnSpoken():
                words.setdefault(event.turn_id, event.text)
            case AnswerUnderstood(question_id=question):
                understood[question] = Understood(
                    question, event.value, event.confirmed, event.knocked_out, event.turn_ids
                )
            case CandidateAsked(turn_id=turn):
                asked.setdefault(turn, AskedBack(turn, ""))
            case CandidateAnswered(asked=turn):
                asked[turn] = AskedBack(turn, "", event.turn_id, "", event.passages)
            case CandidateSignalled(signal=signal, turn_id=turn):
                signals[Signalled(signal, turn)] = None
            case CandidateRated(rating=rating):
                pass
            case _:
                pass
    return Findings(
        understood=tuple(understood.values()),
        asked=tuple(
            replace(one, text=words.get(one.turn, ""), answer=words.get(one.answer_turn, "") if one.answer_turn else "")
            for one in asked.values()
        ),
        signals=tuple(signals),
        rating=rating,
    )


def findings_of(rows: Iterable[Recorded]) -> Findings:
    """What an interview's stream brought."""
    return findings(CODEC.decode(row) for row in rows)
