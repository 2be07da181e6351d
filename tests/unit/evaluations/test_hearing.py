from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hearings import FILE, HEARING, said, with_turns
from interviewer.evaluations.hearing import answers, cases, hear
from interviewer.interviews.events import Event
from interviewer.interviews.findings import Signalled
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewInterrupted,
    InterviewScheduled,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CandidateAsked,
    CandidateSignalled,
    ConsentGiven,
    QuestionAnswered,
    TurnHeard,
    TurnSpoken,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def heard(number: int, turn: str, question: str | None, text: str, *, late: bool = False) -> TurnHeard:
    at = NOW + timedelta(seconds=number)
    return TurnHeard(
        epoch=1,
        number=number,
        at=at,
        late=late,
        turn_id=TurnId(turn),
        text=text,
        question_id=question,
        started=at,
        ended=at,
        confidence=0.8,
    )


def test_a_hearing_holds_the_candidates_answers_and_nothing_else_that_was_said() -> None:
    events: tuple[Event, ...] = (
        InterviewScheduled("pln", "cnd", ("angry", "mistake", "weekends"), NOW, NOW),
        heard(1, "t1", None, "Yes, I agree."),
        ConsentGiven(epoch=1, number=2, at=NOW, turn_id=TurnId("t1")),
        TurnSpoken(
            epoch=1,
            number=3,
            at=NOW,
            turn_id=TurnId("t2"),
            kind="question",
            text="Tell me.",
            question_id="angry",
            started=NOW,
            ended=NOW,
        ),
        heard(4, "t3", "angry", "What does the job pay?"),
        CandidateAsked(epoch=1, number=5, at=NOW, turn_id=TurnId("t3")),
        heard(6, "t4", "angry", "I listened to him."),
    )
    assert [(turn.id, turn.question, turn.text) for turn in hear(FILE, events).turns] == [
        ("t4", "angry", "I listened to him.")
    ]


def test_a_question_asked_back_counts_where_the_agent_took_it_as_part_of_the_answer() -> None:
    events: tuple[Event, ...] = (
        heard(1, "t1", "angry", "I listened to him. What is the pay?"),
        CandidateAsked(epoch=1, number=2, at=NOW, turn_id=TurnId("t1")),
        QuestionAnswered(epoch=1, number=3, at=NOW, question_id="angry", turn_ids=(TurnId("t1"),)),
    )
    assert [turn.id for turn in hear(FILE, events).turns] == ["t1"]


def test_what_was_said_over_the_interviewer_is_no_answer_and_no_evidence_even_where_the_agent_names_it() -> None:
    aside = replace(heard(1, "t1", "angry", "Yes, I listened to him."), over=True)
    named = QuestionAnswered(epoch=1, number=3, at=NOW, question_id="angry", turn_ids=(TurnId("t1"), TurnId("t2")))
    hearing = hear(FILE, (aside, heard(2, "t2", "angry", "I called him back."), named))
    assert [turn.id for turn in hearing.turns] == ["t2"]
    assert answers(hear(FILE, (aside,))) == ()


def test_what_an_outdated_interviewer_reported_late_is_heard_all_the_same() -> None:
    assert len(hear(FILE, (heard(1, "t1", "angry", "I listened to him.", late=True),)).turns) == 1


def test_a_hearing_knows_how_the_call_ended_and_how_often_it_was_interrupted() -> None:
    heard_of = hear(FILE, (InterviewInterrupted(1, "agent_lost", NOW), InterviewAbandoned("candidate_hung_up", NOW)))
    assert (heard_of.outcome, heard_of.reason, heard_of.interruptions) == ("abandoned", "candidate_hung_up", 1)


def test_a_shorter_interview_is_judged_by_the_criteria_of_the_questions_it_had() -> None:
    shorter = hear(FILE, (InterviewScheduled("pln", "cnd", ("angry",), NOW, NOW),))
    assert [criterion.id for criterion in shorter.plan.criteria] == ["care"]


def test_every_criterion_gets_the_answers_to_the_questions_that_serve_it() -> None:
    found = {case.criterion.id: [answer.question.id for answer in case.answers] for case in cases(HEARING)}
    assert found == {"care": ["angry", "mistake"], "ownership": ["mistake"]}


def test_turns_without_words_and_answers_of_three_words_give_nothing_to_judge() -> None:
    assert not answers(with_turns(said("t1", "angry", " … "), said("t2", "angry", "")))
    assert not cases(with_turns(said("t1", "angry", "I don't know.")))
    assert cases(with_turns(said("t1", "angry", "I don't"), said("t2", "angry", "recall it.")))


def test_nothing_is_judged_of_somebody_who_declined() -> None:
    assert not answers(replace(HEARING, outcome="declined"))


def test_a_hearing_knows_what_the_candidate_signalled_and_which_answers_rule_it_out() -> None:
    turns = (TurnId("t1"), TurnId("t2"))
    events: tuple[Event, ...] = (
        CandidateSignalled(epoch=1, number=1, at=NOW, signal="distressed", turn_id=TurnId("t1")),
        understood(2, "weekends", "yes", *turns, out=True),
        understood(3, "weekends", "no", *turns, out=False),
        understood(4, "mistake", "no", *turns, out=True),
    )
    found = hear(FILE, events)
    assert found.signals == (Signalled("distressed", TurnId("t1")),)
    assert found.knocked_out == (("mistake", TurnId("t1")),), "the last value of a question counts"


def test_nothing_is_heard_of_somebody_who_took_the_consent_back_however_the_call_ended() -> None:
    told = (heard(1, "t1", "angry", "I listened to him."), understood(2, "weekends", "no", TurnId("t1"), out=True))
    for end in (InterviewDeclined(NOW), InterviewCompleted(NOW)):
        for late in (False, True):
            taken_back = CallEnded(epoch=1, number=3, at=NOW, reason="withdrawn", late=late)
            found = hear(FILE, (*told, taken_back, end))
            assert (found.outcome, found.reason) == ("declined", "withdrawn")
            assert (found.turns, found.signals, found.knocked_out) == ((), (), ())


def understood(number: int, question: str, value: str, *turns: TurnId, out: bool) -> AnswerUnderstood:
    return AnswerUnderstood(
        epoch=1, number=number, at=NOW, question_id=question, value=value, confirmed=True, turn_ids=turns,
        knocked_out=out,
    )  # fmt: skip
