"""One interview with what its conversation brought beside the answers, as `/v1/interviews/{id}` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, JsonValue

from interviewer.interviews.observations import Signal
from interviewer.wire.examples import example
from interviewer.wire.interviews import INTERVIEW, Interview, QuestionOfInterview

UNDERSTOOD: Final[dict[str, JsonValue]] = {
    "value": "2 months",
    "label": "2 months",
    "confirmed": True,
    "knocked_out": False,
    "turns": ["turn_7"],
}
ASKED: Final[dict[str, JsonValue]] = {
    "turn": "turn_9",
    "text": "How many nights a month would that be?",
    "for_you": False,
    "answer_turn": "turn_10",
    "answer": "Our rota has four nights in a month.",
    "passages": [{"id": "pas_1f0c4a7e9b2d5c80", "document": "handbook.pdf", "heading": "Shifts > Nights"}],
}


class Understood(BaseModel):
    """What an answer comes to: a number with its unit, an ISO date, the id of a choice, yes or no.

    `label`: the same as a person reads it, with the plan's words for what was chosen.
    `confirmed`: it was read back, and the candidate agreed. `knocked_out`: by the plan it rules the candidate out; it
    was not told so, and a person decides. `turns`: where it was said.
    """

    model_config = example(**UNDERSTOOD)
    value: str
    label: str
    confirmed: bool
    knocked_out: bool
    turns: list[str]


class QuestionInFull(QuestionOfInterview):
    """One question, how far it is, and what its answer comes to; null for a kind without a value, or without one."""

    understood: Understood | None


class PassageOfAnswer(BaseModel):
    """Words of a document of the job; document and heading are null when the document is no longer there."""

    id: str
    document: str | None
    heading: str | None


class QuestionOfCandidate(BaseModel):
    """What the candidate asked, and what it was told out of which passages.

    `for_you`: it was told that you will answer. Then there is neither answer nor passage.
    """

    model_config = example(**ASKED)
    turn: str
    text: str
    for_you: bool
    answer_turn: str | None
    answer: str | None
    passages: list[PassageOfAnswer]


class SignalOfCandidate(BaseModel):
    """The candidate did something beside answering, in this turn, and the interviewer reacted to it."""

    model_config = example(signal="slower", turn="turn_4")
    signal: Signal
    turn: str


class InterviewInFull(Interview):
    """One interview, with what its conversation brought beside the answers.

    `asked`: the candidate's questions. `signals`: its wishes, and what else it did, in order. `rating`: how it found
    the conversation, 1 (bad) to 5 (good); null where it was not asked or did not say. All are empty, and nothing is
    understood, where the candidate took the consent back.
    """

    model_config = example(
        **INTERVIEW
        | {
            "questions": [
                {
                    "id": "notice",
                    "text": "How long is your notice period?",
                    "state": "answered",
                    "understood": UNDERSTOOD,
                }
            ],
            "asked": [ASKED],
            "signals": [{"signal": "slower", "turn": "turn_4"}],
            "rating": 4,
        }
    )
    questions: Sequence[QuestionInFull]
    asked: list[QuestionOfCandidate]
    signals: list[SignalOfCandidate]
    rating: int | None
