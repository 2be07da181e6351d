"""How long the parts of an interview take, said at an ordinary pace and answered at usual length."""

from __future__ import annotations

from typing import Final

from interviewer.catalog.models import InterviewPlan, Question
from interviewer.catalog.questions import KINDS

WORDS_PER_SECOND: Final = 2.5
ANSWER_SECONDS: Final = {kind: row.usual_seconds for kind, row in KINDS.items()}
"""Usual length of an answer, by kind of question."""

FOLLOW_UP_SECONDS: Final = 25.0
FOLLOW_UPS_ASKED: Final = 0.5
"""The share of authored follow-ups that the answers usually call for."""

FRAME_SECONDS: Final = 75.0
"""Greeting, consent and goodbye."""


def spoken_seconds(*lines: str) -> float:
    """How long it takes to say this."""
    return sum(len(line.split()) for line in lines) / WORDS_PER_SECOND


def answer_seconds(question: Question) -> float:
    """How long an answer to it usually is."""
    return float(question.seconds or ANSWER_SECONDS[question.kind])


def question_seconds(question: Question) -> float:
    """How long it takes to ask and to answer, without follow-ups."""
    return spoken_seconds(question.ask) + answer_seconds(question)


def expected_minutes(plan: InterviewPlan) -> float:
    """How long the interview usually takes."""
    seconds = FRAME_SECONDS
    for question in plan.questions:
        seconds += question_seconds(question)
        for probe in question.probes:
            seconds += FOLLOW_UPS_ASKED * (spoken_seconds(probe.ask) + FOLLOW_UP_SECONDS)
    return seconds / 60
