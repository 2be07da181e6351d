"""View, transcript and progress: what people and interviewers see of an interview's events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import TurnId, stream_of
from interviewer.interviews.latency import Latency
from interviewer.interviews.lifecycle import (
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewExpired,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewScheduled,
    InterviewUnreached,
)
from interviewer.interviews.observations import (
    CallJoined,
    CandidateAsked,
    ConsentGiven,
    ConsentRefused,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)
from interviewer.interviews.progress import standing
from interviewer.interviews.recording import Gap, Segment, gaps, seconds
from interviewer.interviews.scorecard import Flag, Scorecard
from interviewer.interviews.state import INITIAL
from interviewer.interviews.transcript import transcript
from interviewer.interviews.view import InterviewView, view_of
from interviewer.interviews.waiting import AGENTS, DIALS, EVALUATIONS, LEASES, ROOMS, effects
from interviewer.kernel.log import Dequeue, Enqueue, Metadata, Recorded
from interviewer.providers.summaries import VIEW
from interviewer.wire.briefing import progress_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def rows(*events: Event) -> tuple[Recorded, ...]:
    """These events as the log would hold them, between others' events."""
    made = []
    for index, event in enumerate(events):
        new = CODEC.encode(event)
        made.append(
            Recorded(
                global_position=10 * (index + 1),
                stream=stream_of("int_1"),
                version=index + 1,
                id=uuid4(),
                type=new.type,
                schema_version=new.schema_version,
                data=new.data,
                metadata=Metadata("req_1"),
                at=NOON,
                hash=b"",
            )
        )
    return tuple(made)


def spoken(number: int, start: float, end: float, *, epoch: int = 1, question: str | None = None) -> TurnSpoken:
    return TurnSpoken(
        epoch=epoch, number=number, at=at(end), turn_id=TurnId(f"t{epoch}.{number}"), kind="question", text="Why?",
        question_id=question, started=at(start), ended=at(end),
    )  # fmt: skip


def heard(
    number: int, start: float, end: float, text: str = "So.", *, epoch: int = 1, question: str | None = None
) -> TurnHeard:
    return TurnHeard(
        epoch=epoch, number=number, at=at(end), turn_id=TurnId(f"t{epoch}.{number}"), text=text, question_id=question,
        started=at(start), ended=at(end), confidence=0.5,
    )  # fmt: skip


JOINED = CallJoined(epoch=1, number=1, at=at(10))
CALL: tuple[Event, ...] = (
    InterviewScheduled("plan_1", "cand_1", ("q1", "q2", "q3"), NOON, NOON),
    DialStarted(1, "int_1", at(1)),
    InterviewLeased(1, "agent-1", at(2)),
    CandidateJoined(at(3)),
    JOINED,
    spoken(2, 11, 13),
    heard(3, 13.5, 14, "Yes."),
    ConsentGiven(epoch=1, number=4, at=at(14), turn_id=TurnId("t1.3")),
    RecordingStarted(epoch=1, number=5, at=at(14), started=at(10)),
    spoken(6, 15, 17, question="q1"),
    QuestionAsked(epoch=1, number=7, at=at(17), question_id="q1", turn_id=TurnId("t1.6")),
    TurnMeasured(
        epoch=1, number=8, at=at(17), turn_id=TurnId("t1.6"), endpointing=300, stt_final=200, llm_first_token=None,
        tts_first_chunk=10, first_sound=900,
    ),
    heard(9, 18, 20, "I did this.", question="q1"),
    ProbeAsked(epoch=1, number=10, at=at(21), question_id="q1", probe_id="p1", turn_id=TurnId("t1.9")),
    heard(11, 22, 24, "And that.", question="q1"),
    QuestionAnswered(epoch=1, number=12, at=at(24), question_id="q1", turn_ids=(TurnId("t1.9"), TurnId("t1.11"))),
    RecordingSegmentStored(epoch=1, number=13, at=at(25), key="1-1.ogg", start=0, seconds=5),
    QuestionAsked(epoch=1, number=14, at=at(26), question_id="q2", turn_id=TurnId("t1.6")),
    heard(15, 27, 28, "Hm.", question="q2"),
)  # fmt: skip


def test_a_view_has_what_a_list_shows() -> None:
    view = view_of(rows(*CALL))
    assert (view.state, view.epoch, view.consent) == ("live", 1, True)
    assert not view.over
    assert view.questions == (("q1", "answered"), ("q2", "asked"), ("q3", "pending"))
    assert (view.started_at, view.duration) == (at(10), None)
    assert list(view.first_sounds) == [900.0]
    assert (view.version, view.position, view.correlation_id) == (len(CALL), 10 * len(CALL), "req_1")


def test_a_call_that_is_over_keeps_how_it_ended_when_it_is_judged() -> None:
    card = Scorecard("j", "m", indicative=True, summary="", criteria=(), flags=(Flag("judge_unavailable", "away"),))
    ended = view_of(rows(*CALL, InterviewAbandoned("candidate_hung_up", at(70))))
    assert (ended.state, ended.end_reason, ended.duration, ended.judged) == (
        "abandoned",
        "candidate_hung_up",
        60.0,
        "no",
    )
    judged = view_of(rows(*CALL, InterviewAbandoned("candidate_hung_up", at(70)), InterviewEvaluated(card, at(90))))
    assert (judged.state, judged.outcome, judged.judged) == ("evaluated", "abandoned", "unavailable")


def test_a_late_report_brings_no_call_back_to_life_and_takes_no_answer_back() -> None:
    interrupted = (*CALL, InterviewInterrupted(1, "agent_lost", at(30)), InterviewLeased(2, "agent-2", at(31)))
    view = view_of(rows(*interrupted, replace(JOINED, late=True)))
    assert (view.state, view.leased) == ("interrupted", True)
    asked_again = QuestionAsked(epoch=2, number=1, at=at(40), question_id="q1", turn_id=TurnId("t2.1"))
    assert view_of(rows(*interrupted, asked_again)).questions[0] == ("q1", "answered")


def test_a_late_report_does_not_reopen_what_is_over() -> None:
    assert view_of(rows(*CALL, InterviewCompleted(at(50)), replace(JOINED, late=True))).state == "completed"


def test_what_a_new_interviewer_records_follows_what_the_former_one_did() -> None:
    taken_over = (*CALL, InterviewInterrupted(1, "agent_lost", at(30)), InterviewLeased(2, "agent-2", at(31)))
    second = RecordingStarted(epoch=2, number=2, at=at(32), started=at(32))
    piece = RecordingSegmentStored(epoch=2, number=3, at=at(40), key="2-1.ogg", start=0, seconds=6)
    late = RecordingSegmentStored(epoch=1, number=16, at=at(30), key="1-2.ogg", start=5, seconds=12, late=True)
    view = view_of(rows(*taken_over, second, piece, late))
    assert view.recording_started == at(10)
    assert gaps(view.segments) == (Gap(17.0, 22.0),)
    assert seconds(view.segments) == 28.0


def test_refusing_and_leaving_show() -> None:
    refused = view_of(rows(*CALL[:5], ConsentRefused(epoch=1, number=2, at=at(12)), CandidateLeft("bye", at(13))))
    assert (refused.consent, refused.candidate_present, refused.candidate_left_at) == (False, False, at(13))


@given(st.integers(0, len(CALL)))
def test_a_view_kept_in_a_table_and_brought_up_to_date_equals_one_made_at_once(cut: int) -> None:
    all_rows = rows(*CALL)
    kept = VIEW.validate_json(VIEW.dump_json(view_of(all_rows[:cut])))
    assert view_of(all_rows[cut:], kept) == view_of(all_rows)
    assert view_of(()) == InterviewView()


def test_a_transcript_counts_from_the_calls_start_and_carries_each_replys_latency() -> None:
    found = transcript(CALL)
    assert found.started_at == at(10)
    assert [(t.id, t.speaker, t.kind, t.start, t.end) for t in found.turns] == [
        ("t1.2", "interviewer", "question", 1.0, 3.0),
        ("t1.3", "candidate", "consent", 3.5, 4.0),
        ("t1.6", "interviewer", "question", 5.0, 7.0),
        ("t1.9", "candidate", "answer", 8.0, 10.0),
        ("t1.11", "candidate", "answer", 12.0, 14.0),
        ("t1.15", "candidate", "answer", 17.0, 18.0),
    ]
    assert found.turns[2].latency == Latency(endpointing=300, stt_final=200, tts_first_chunk=10, first_sound=900)
    assert all(turn.latency is None for turn in found.turns if turn.id != "t1.6")


def test_a_transcript_is_in_the_order_of_speaking_and_marks_what_came_late() -> None:
    late = replace(heard(16, 29, 30, "Then it broke."), late=True)
    after = spoken(1, 35, 36, epoch=2)
    asked_back = CandidateAsked(epoch=1, number=17, at=at(30), turn_id=TurnId("t1.16"))
    turns = transcript((*CALL, after, late, asked_back)).turns
    assert [(t.id, t.late, t.kind) for t in turns[-2:]] == [("t1.16", True, "question"), ("t2.1", False, "question")]
    assert all(a.start <= b.start for a, b in pairwise(turns))


def test_every_stage_of_a_reply_is_in_the_transcript() -> None:
    stages: dict[str, Any] = {
        "endpointing": 310.0, "stt_final": 220.0, "retrieval": 12.0, "llm_first_token": 900.0, "tts_first_chunk": 130.0,
        "playout": 15.0, "first_sound": 700.0, "content": 1500.0, "prepared": True, "planned": False,
        "over_budget": "llm", "tokens_wasted": 40,
    }  # fmt: skip
    measured = TurnMeasured(epoch=1, number=3, at=at(3), turn_id=TurnId("t1.2"), **stages)
    assert transcript((JOINED, spoken(2, 11, 13), measured)).turns[0].latency == Latency(**stages)


def test_words_that_do_not_take_the_floor_are_an_aside_unless_they_are_the_consent() -> None:
    aside, yes = (replace(heard(n, n, n + 1, "Yes."), over=True) for n in (20, 21))
    events = (JOINED, aside, CandidateAsked(epoch=1, number=22, at=at(23), turn_id=aside.turn_id), yes)
    agreed = ConsentGiven(epoch=1, number=23, at=at(24), turn_id=yes.turn_id)
    assert [turn.kind for turn in transcript((*events, agreed)).turns] == ["aside", "consent"]


def test_an_aside_is_no_part_of_the_answer_that_a_new_interviewer_learns_of() -> None:
    aside = replace(heard(16, 29, 30, "Mhm.", question="q2"), over=True)
    assert standing((*CALL, aside)).answer_so_far == "Hm."


def test_an_interview_in_which_nobody_spoke_has_an_empty_transcript() -> None:
    assert transcript(CALL[:4]).turns == ()


def test_a_new_interviewer_learns_where_the_conversation_stood() -> None:
    now = standing(CALL)
    assert now.consent is True
    assert (now.asked, now.closed, now.probed) == (("q1", "q2"), ("q1",), (("q1", "p1"),))
    assert now.answer_so_far == "Hm."
    briefing = progress_of(rows(*CALL))
    assert (briefing.open_question, briefing.resumed, briefing.answer_so_far) == ("q2", True, "Hm.")


def test_a_first_interviewer_begins_at_the_beginning() -> None:
    briefing = progress_of(rows(*CALL[:3]))
    assert (briefing.consent, briefing.asked, briefing.resumed, briefing.open_question) == (None, (), False, None)


def test_what_was_reported_late_was_said_all_the_same_and_counts_in_its_place() -> None:
    skipped = QuestionSkipped(epoch=1, number=16, at=at(29), question_id="q2", reason="candidate_wished", late=True)
    asked = QuestionAsked(epoch=2, number=1, at=at(40), question_id="q3", turn_id=TurnId("t2.1"))
    now = standing((*CALL, asked, skipped))
    assert (now.asked, now.closed) == (("q1", "q2", "q3"), ("q1", "q2"))
    assert progress_of(rows(*CALL, asked, skipped)).open_question == "q3"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], ()),
        ([(0, 5), (5, 5)], ()),
        ([(5, 5), (0, 5)], ()),
        ([(0, 5), (5.04, 5)], ()),
        ([(0, 5), (5.06, 5)], (Gap(5, 5.06),)),
        ([(1, 4), (7, 5)], (Gap(0, 1), Gap(5, 7))),
        ([(0, 10), (2, 3), (11, 1)], (Gap(10, 11),)),
    ],
)
def test_gaps_in_a_recording_are_named(pieces: list[tuple[float, float]], expected: tuple[Gap, ...]) -> None:
    segments = [Segment(f"1-{n}.ogg", start, length) for n, (start, length) in enumerate(pieces)]
    assert gaps(segments) == expected
    assert seconds(segments) == round(max((start + length for start, length in pieces), default=0), 3)


def test_what_an_interview_waits_for_commits_with_its_events() -> None:
    def changes(*history: Event) -> list[tuple[str, str]]:
        state = INITIAL
        for event in history:
            state = evolve(state, event)
        return [
            (type(e).__name__, e.queue)
            for e in effects("interview-int_1", history[-1], state)
            if isinstance(e, Enqueue | Dequeue)
        ]

    assert changes(*CALL[:1]) == []
    assert changes(*CALL[:2]) == [("Enqueue", AGENTS), ("Enqueue", ROOMS)]
    assert changes(*CALL[:3]) == [("Dequeue", AGENTS), ("Enqueue", LEASES)]
    assert changes(*CALL, InterviewInterrupted(1, "agent_lost", NOON)) == [("Enqueue", AGENTS), ("Dequeue", LEASES)]
    assert changes(*CALL, InterviewCompleted(NOON)) == [
        ("Dequeue", AGENTS),
        ("Dequeue", LEASES),
        ("Dequeue", DIALS),
        ("Enqueue", ROOMS),
        ("Enqueue", EVALUATIONS),
    ]
    assert changes(*CALL[:2], JOINED) == []


ENDS: tuple[Event, ...] = (
    InterviewCompleted(NOON),
    InterviewAbandoned("candidate_silent", NOON),
    InterviewDeclined(NOON),
    InterviewFailed("tries", NOON),
    InterviewUnreached("busy", NOON),
    InterviewMisdirected(NOON),
    InterviewOptedOut(NOON),
    InterviewCancelled("recruiter", "Grace", NOON),
    InterviewExpired(NOON),
)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: type(end).__name__)
def test_a_scorecard_is_awaited_after_an_end_if_and_only_if_it_was_asked_for(end: Event) -> None:
    asked = Enqueue(EVALUATIONS, "int_1", NOON) in effects(
        "interview-int_1", end, reduce(evolve, (*CALL, end), INITIAL)
    )
    view = view_of(rows(*CALL, end))
    assert view.over
    assert view.awaits_judge == asked
