"""What a conversation brought beside its answers, and where an interviewer who takes over goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from given_interview import INTERRUPTED, LEASED_AGAIN, LIVE, NOON
from interview_histories import recorded
from interviewer.conversation import facts
from interviewer.conversation.script import Progress
from interviewer.interviews.events import Event
from interviewer.interviews.findings import AskedBack, Findings, Signalled, Understood, findings, findings_of
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateRated,
    CandidateSignalled,
    ConsentGiven,
    Observed,
    QuestionAnswered,
    Signal,
    TurnHeard,
    TurnKind,
    TurnSpoken,
)
from interviewer.interviews.progress import standing
from interviewer.wire.briefing import progress_of


def seen(what: type[Observed], number: int, epoch: int = 1, **fields: Any) -> Observed:
    """Ten seconds after what was seen before it."""
    return what(epoch=epoch, number=number, at=NOON + timedelta(seconds=10 * number), **fields)


def spoken(number: int, kind: TurnKind, text: str = "So.", epoch: int = 1, *, interrupted: bool = False) -> Observed:
    about: dict[str, Any] = {"turn_id": TurnId(f"t{epoch}.{number}"), "kind": kind, "text": text, "question_id": None}
    return seen(TurnSpoken, number, epoch, **about, started=NOON, ended=NOON, interrupted=interrupted)


def heard(number: int, text: str, question: str | None = None) -> Observed:
    about: dict[str, Any] = {"turn_id": TurnId(f"t1.{number}"), "text": text, "question_id": question}
    return seen(TurnHeard, number, **about, started=NOON, ended=NOON)


def understood(number: int, value: str, *, confirmed: bool, out: bool = False) -> Observed:
    turns = (TurnId("t1.3"),)
    about: dict[str, Any] = {"question_id": "q1", "value": value, "confirmed": confirmed, "turn_ids": turns}
    return seen(AnswerUnderstood, number, **about, knocked_out=out)


def signalled(number: int, signal: Signal, turn: str = "t1.3") -> Observed:
    return seen(CandidateSignalled, number, signal=signal, turn_id=TurnId(turn))


def test_of_a_value_that_was_corrected_the_last_one_counts() -> None:
    found = findings((understood(2, "3 months", confirmed=False), understood(3, "2 months", confirmed=True, out=True)))
    assert found.understood == (
        Understood("q1", "2 months", confirmed=True, knocked_out=True, turns=(TurnId("t1.3"),)),
    )


def test_what_the_candidate_asked_is_told_with_its_answer_or_is_for_the_recruiter() -> None:
    found = findings((
        heard(2, "What is the pay?"),
        seen(CandidateAsked, 3, turn_id=TurnId("t1.2")),
        spoken(4, "answer", "It is 40 pounds."),
        seen(CandidateAnswered, 5, asked=TurnId("t1.2"), turn_id=TurnId("t1.4"), passages=("psg_1",)),
        heard(6, "Is there a gym?"),
        seen(CandidateAsked, 7, turn_id=TurnId("t1.6")),
    ))  # fmt: skip
    assert found.asked == (
        AskedBack(TurnId("t1.2"), "What is the pay?", TurnId("t1.4"), "It is 40 pounds.", ("psg_1",)),
        AskedBack(TurnId("t1.6"), "Is there a gym?"),
    )


def test_wishes_are_told_in_their_order_each_turn_once_and_what_came_late_in_its_place() -> None:
    late = replace(signalled(3, "slower", "t1.2"), late=True)
    found = findings((signalled(4, "wants_person"), signalled(5, "wants_person"), late))
    assert found.signals == (Signalled("slower", TurnId("t1.2")), Signalled("wants_person", TurnId("t1.3")))


def test_a_conversation_without_any_of_that_brought_nothing() -> None:
    assert findings(LIVE) == findings_of(()) == Findings()
    assert findings((seen(CandidateRated, 2, rating=4, turn_id=TurnId("t1.2")),)).rating == 4


CALL: tuple[Event, ...] = (
    *LIVE,
    spoken(2, "identity"),
    heard(3, "Yes."),
    seen(ConsentGiven, 4, turn_id=TurnId("t1.3")),
    spoken(5, "time_check"),
    spoken(6, "invitation", interrupted=True),
    understood(7, "2 months", confirmed=True),
    signalled(8, "slower"),
    seen(CandidateAsked, 9, turn_id=TurnId("t1.3")),
)
TAKEN_OVER: tuple[Event, ...] = (INTERRUPTED, replace(LEASED_AGAIN, at=NOON + timedelta(minutes=5)))


def test_an_interviewer_who_takes_over_learns_in_which_phase_the_conversation_was() -> None:
    now = standing((*CALL, *TAKEN_OVER))
    assert now.said == {"identity", "time_check"}, "an invitation that was cut off is given again"
    assert (now.own_questions, now.rating) == (1, None)
    briefing = progress_of(recorded((*CALL, *TAKEN_OVER)))
    assert (briefing.identified, briefing.time_checked, briefing.invited, briefing.rated) == (True, True, False, False)
    assert briefing.understood == (facts.AnswerUnderstood("q1", "2 months", confirmed=True, turn_ids=("t1.3",)),)
    assert briefing.signals == (facts.CandidateSignalled("slower", "t1.3"),)
    assert briefing.own_questions == 1
    answered = seen(QuestionAnswered, 10, question_id="q1", turn_ids=(TurnId("t1.3"),))
    asked_for = (answered, spoken(11, "invitation"), seen(CandidateRated, 12, rating=3, turn_id=TurnId("t1.3")))
    briefing = progress_of(recorded((*CALL, *asked_for)))
    assert (briefing.invited, briefing.rated, briefing.answers) == (True, True, (("q1", ("t1.3",)),))


def test_time_talked_is_that_of_all_interviewers_and_not_what_lay_between_them() -> None:
    assert standing(CALL).talked == 90.0
    joined = replace(seen(CallJoined, 1, 2), at=NOON + timedelta(minutes=6))
    more = replace(spoken(2, "holding", epoch=2), at=NOON + timedelta(minutes=6, seconds=20))
    assert standing((*CALL, *TAKEN_OVER, joined)).talked == 90.0
    assert standing((*CALL, *TAKEN_OVER, joined, more)).talked == 110.0
    late = replace(seen(CallEnded, 10, reason="stopped"), late=True)
    assert standing((*CALL, *TAKEN_OVER, joined, more, late)).talked == 120.0, "what came late was talked all the same"
    assert progress_of(recorded((*CALL, *TAKEN_OVER))).talked == 90.0
    assert standing(LIVE[:3]).talked == 0.0


def test_a_clock_that_was_put_back_takes_no_time_away() -> None:
    back = replace(spoken(2, "question"), at=NOON - timedelta(hours=1))
    assert standing((*LIVE, back)).talked == 0.0


def test_the_briefing_survives_the_way_to_the_agent() -> None:
    briefing = progress_of(recorded((*CALL, *TAKEN_OVER)))
    adapter = TypeAdapter(Progress)
    assert adapter.validate_json(adapter.dump_json(briefing)) == briefing
