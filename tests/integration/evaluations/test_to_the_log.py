"""From an interview's events to its scorecard, and that into the log and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce

from hearings import APOLOGY, FILE, LATER, ScriptedReader
from interviewer.evaluations.checklist import ChecklistJudge
from interviewer.evaluations.evaluate import evaluate
from interviewer.evaluations.hearing import hear
from interviewer.interviews.commands import Evaluate
from interviewer.interviews.decider import INTERVIEWS
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    DialStarted,
    InterviewAbandoned,
    InterviewEvaluated,
    InterviewLeased,
    InterviewScheduled,
)
from interviewer.interviews.observations import CallEnded, CallJoined, TurnHeard

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def heard(number: int, question: str, text: str, confidence: float) -> TurnHeard:
    at = NOW + timedelta(seconds=10 * number)
    return TurnHeard(
        epoch=1,
        number=number,
        at=at,
        turn_id=TurnId(f"t{number}"),
        text=text,
        question_id=question,
        started=at - timedelta(seconds=5),
        ended=at,
        confidence=confidence,
    )


HUNG_UP: tuple[Event, ...] = (
    InterviewScheduled("pln_1", "cnd_1", ("angry", "mistake", "weekends"), NOW, NOW),
    DialStarted(1, "int_1", NOW),
    InterviewLeased(1, "agent-1", NOW),
    CallJoined(epoch=1, number=1, at=NOW),
    heard(2, "angry", APOLOGY, 0.9),
    heard(3, "angry", LATER, 0.4),
    CallEnded(epoch=1, number=4, at=NOW, reason="candidate_hung_up"),
    InterviewAbandoned("candidate_hung_up", NOW),
)


async def test_an_abandoned_interview_is_judged_by_what_was_said_and_its_scorecard_comes_back_from_the_log() -> None:
    judge = ChecklistJudge(ScriptedReader(lambda words, _: 0.9 if "sorry" in words else 0.4), model="tiny")
    card = await evaluate(judge, hear(FILE, HUNG_UP))
    care, ownership = card.criteria
    assert (care.score, ownership.score) == (4.5, None)
    assert [(e.turn, e.quote) for e in care.evidence] == [("t2", "I let him finish and I said that I was sorry.")]
    assert [(flag.code, flag.turn) for flag in card.flags] == [
        ("abandoned", None),
        ("low_confidence", "t3"),
        ("insufficient_evidence", None),
    ]

    ended = reduce(INTERVIEWS.evolve, HUNG_UP, INTERVIEWS.initial)
    (event,) = INTERVIEWS.decide(Evaluate(card, NOW), ended)
    stored = CODEC.encode(event)
    assert CODEC.from_parts(stored.type, stored.schema_version, stored.data) == InterviewEvaluated(card, NOW)
