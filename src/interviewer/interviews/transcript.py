"""What was said, turn by turn, folded from the log. Times are seconds from the call's start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.latency import Latency
from interviewer.interviews.observations import (
    CallJoined,
    CandidateAsked,
    ConsentGiven,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)
from interviewer.kernel.log import Recorded

MEASURES = tuple(field.name for field in fields(Latency))


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn. `late`: an interviewer that had lost the call reported it afterwards; it was said all the same.

    The kind of what the interviewer said is its `TurnKind`. The candidate's: `consent`, `question` (asked back),
    `aside` (said over the interviewer without taking the floor), or `answer`.
    """

    id: TurnId
    speaker: Literal["interviewer", "candidate"]
    text: str
    start: float
    end: float
    question: str | None
    kind: str
    interrupted: bool = False
    confidence: float | None = None
    latency: Latency | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """All turns, by the time at which they began."""

    turns: tuple[Turn, ...] = ()
    started_at: datetime | None = None
    """When the call began: second 0. None when nobody met."""


def transcript(events: Iterable[Event]) -> Transcript:
    """The transcript of an interview's events."""
    spoken: dict[TurnId, TurnSpoken | TurnHeard] = {}
    measured: dict[TurnId, Latency] = {}
    consents: set[TurnId] = set()
    asked_back: set[TurnId] = set()
    joined: datetime | None = None
    for event in events:
        match event:
            case TurnSpoken() | TurnHeard():
                spoken.setdefault(event.turn_id, event)
            case TurnMeasured():
                measured[event.turn_id] = Latency(**{name: getattr(event, name) for name in MEASURES})
            case ConsentGiven(turn_id=turn_id):
                consents.add(turn_id)
            case CandidateAsked(turn_id=turn_id):
                asked_back.add(turn_id)
            case CallJoined(at=at):
                joined = at if joined is None else min(joined, at)
            case _:
                pass
    ordered = sorted(spoken.values(), key=lambda turn: (turn.started, turn.epoch, turn.number))
    start = joined or (ordered[0].started if ordered else None)
    if start is None:
        return Transcript()

    def second(moment: datetime) -> float:
        return round((moment - start).total_seconds(), 3)

    turns: list[Turn] = []
    for turn in ordered:
        if isinstance(turn, TurnSpoken):
            kind: str = turn.kind
        elif turn.turn_id in consents:
            kind = "consent"
        elif turn.over:
            kind = "aside"
        else:
            kind = "question" if turn.turn_id in asked_back else "answer"
        turns.append(
            Turn(
                id=turn.turn_id,
                speaker="interviewer" if isinstance(turn, TurnSpoken) else "candidate",
                text=turn.text,
                start=second(turn.started),
                end=second(turn.ended),
                question=turn.question_id,
                kind=kind,
                interrupted=isinstance(turn, TurnSpoken) and turn.interrupted,
                confidence=turn.confidence if isinstance(turn, TurnHeard) else None,
                latency=measured.get(turn.turn_id),
                late=turn.late,
            )
        )
    return Transcript(tuple(turns), start)


def transcript_of(rows: Iterable[Recorded]) -> Transcript:
    """The transcript of an interview's stream."""
    return transcript(CODEC.decode(row) for row in rows)
