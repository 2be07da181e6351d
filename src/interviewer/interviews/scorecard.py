"""The scorecard: what was judged of an interview, each score with the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from interviewer.interviews.ids import TurnId

FlagCode = Literal[
    "abandoned",
    "declined",
    "withdrawn",
    "no_answers",
    "insufficient_evidence",
    "quote_rejected",
    "judge_unavailable",
    "low_confidence",
    "interrupted",
    "knocked_out",
    "wants_person",
    "distressed",
    "instructed",
    "other_voice",
    "bad_line",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that stands verbatim in the candidate's turn named here."""

    quote: str
    turn: TurnId


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion's score, 0 to 5, or None for "not enough evidence"."""

    id: str
    name: str
    score: float | None
    rationale: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should look at."""

    code: FlagCode
    detail: str
    turn: TurnId | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole judgement. `judge` names model and method; `indicative` means: for a person's eyes, not anchored."""

    judge: str
    method: str
    indicative: bool
    summary: str
    criteria: tuple[CriterionScore, ...]
    flags: tuple[Flag, ...] = ()
