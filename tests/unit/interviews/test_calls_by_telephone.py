"""A call by telephone: it rings, is answered or not, is talked in, breaks off, and is taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from given_interview import (
    AGREED,
    ANSWERED,
    DAY,
    HOUR,
    JOINED,
    LEASED,
    LEASED_AGAIN,
    MINUTE,
    NOON,
    OPEN,
    RINGING,
    RUNG,
    TALKING,
    WAITING,
    agreed,
    asked,
    consider,
    dial,
    ended,
    fold,
    given,
    rung,
)
from interviewer.calling import names
from interviewer.interviews.commands import (
    Cancel,
    Evaluate,
    GiveUp,
    Join,
    Lease,
    LoseLease,
    NoteAnswered,
    NoteAttemptFailed,
    NoteCandidateJoined,
    NoteCandidateLeft,
    Observe,
    Reschedule,
    Review,
)
from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    AttemptOutcome,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewDeferred,
    InterviewEvaluated,
    InterviewFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewQueued,
    InterviewRescheduled,
    InterviewReviewed,
)
from interviewer.interviews.observations import CallJoined, CandidateChoseTime, EndReason
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.state import Attempt, Interrupted, Live, Scheduled
from interviewer.interviews.waiting import OPT_OUTS, effects
from interviewer.kernel.log import Enqueue, Reserve

SOON = NOON + timedelta(seconds=10)
"""When a candidate whose line was lost may be called back."""
LOST = InterviewInterrupted(1, "candidate_lost", NOON, None, 900.0)
CALLED_BACK: tuple[Event, ...] = (*TALKING, LOST, InterviewQueued(SOON), rung(2, SOON))


def test_a_telephone_is_answered_once() -> None:
    answer = NoteAnswered(1, NOON)
    given(*RINGING).when(answer).then(ANSWERED).when(answer).then()
    given(*WAITING, RUNG).when(answer).then(ANSWERED)
    given(*TALKING).when(answer).then()
    given(*RINGING, JOINED).when(answer).then()
    for history in (WAITING, (*TALKING, LOST)):
        given(*history).when(answer).then()


def test_an_agent_may_have_the_call_before_it_is_answered() -> None:
    given(*WAITING, RUNG).when(Lease("agent-1", NOON)).then(LEASED).when(NoteAnswered(1, NOON)).then(ANSWERED)
    assert isinstance(fold(*TALKING), Live)
    given(*TALKING).when(NoteCandidateJoined(NOON)).then()
    given(*TALKING).when(NoteCandidateLeft("gone", NOON)).then(CandidateLeft("gone", NOON)).when(
        NoteCandidateJoined(NOON)
    ).then(CandidateJoined(NOON))


@pytest.mark.parametrize("outcome", get_args(AttemptOutcome))
def test_an_attempt_that_found_nobody_fails_once_and_the_interview_waits_again(outcome: AttemptOutcome) -> None:
    report, failed = NoteAttemptFailed(1, outcome, NOON + MINUTE), AttemptFailed(1, outcome, NOON + MINUTE)
    lost = InterviewInterrupted(1, "agent_lost", NOON, None, 900.0)
    for history in ((*WAITING, RUNG), RINGING, (*RINGING, lost), (*RINGING, lost, LEASED_AGAIN)):
        given(*history).when(report).then(failed).when(report).then()
        state = fold(*history, failed)
        assert isinstance(state, Scheduled)
        assert state.course.attempts == (Attempt(NOON, outcome, NOON + MINUTE),)


def test_only_the_attempt_that_rings_can_fail() -> None:
    for attempt in (0, 2):
        given(*RINGING).when(NoteAttemptFailed(attempt, "busy", NOON)).then()
        given(*RINGING).when(NoteAnswered(attempt, NOON)).then()
    given(*CALLED_BACK).when(NoteAttemptFailed(1, "busy", SOON)).then()
    given(*CALLED_BACK).when(NoteAttemptFailed(2, "busy", SOON)).then(AttemptFailed(2, "busy", SOON))


def test_an_attempt_that_found_somebody_fails_no_more() -> None:
    for history in ((*RINGING, ANSWERED), TALKING, (*TALKING, LOST)):
        given(*history).when(NoteAttemptFailed(1, "no_answer", NOON)).then()


def test_who_does_not_answer_is_rung_again_after_the_gap_as_the_next_attempt() -> None:
    again = NOON + 2 * HOUR
    waits = given(*RINGING).when(NoteAttemptFailed(1, "no_answer", NOON)).then(AttemptFailed(1, "no_answer", NOON))
    waits.when(consider()).then(InterviewDeferred(again, "after_no_answer", NOON))
    waits.when(consider(again)).then(InterviewQueued(again)).when(dial(again)).then(rung(2, again))
    waits.when(Lease("agent-2", again)).then(InterviewLeased(2, "agent-2", again))


@pytest.mark.parametrize(
    ("reason", "consequence"),
    [
        ("finished", InterviewCompleted(NOON)),
        ("declined", InterviewDeclined(NOON)),
        ("withdrawn", InterviewDeclined(NOON)),
        ("candidate_stopped", InterviewAbandoned("candidate_stopped", NOON)),
        ("wrong_person", InterviewMisdirected(NOON)),
        ("opted_out", InterviewOptedOut(NOON)),
        ("rescheduled", InterviewHeld("time_unclear", NOON)),
        ("voicemail", AttemptFailed(1, "voicemail", NOON)),
        ("candidate_hung_up", InterviewAbandoned("candidate_hung_up", NOON)),
        ("candidate_silent", InterviewAbandoned("candidate_silent", NOON)),
        ("candidate_absent", InterviewAbandoned("candidate_absent", NOON)),
        ("candidate_lost", LOST),
        ("stopped", InterviewInterrupted(1, "agent_stopped", NOON, None, 900.0)),
        ("failed", InterviewInterrupted(1, "agent_failed", NOON, None, 900.0)),
    ],
)
def test_how_the_agent_leaves_decides_what_becomes_of_the_interview(reason: EndReason, consequence: Event) -> None:
    given(*TALKING).when(Observe(ended(reason))).then(ended(reason), consequence).when(Observe(ended(reason))).then()


def test_an_agent_that_stops_waiting_for_an_answer_leaves_the_ringing_to_another() -> None:
    gone = ended("candidate_absent", number=1)
    left = InterviewInterrupted(1, "agent_stopped", NOON, None, 900.0)
    given(*RINGING).when(Observe(gone)).then(gone, left).when(Lease("agent-2", NOON)).then(LEASED_AGAIN).when(
        NoteAnswered(1, NOON)
    ).then(ANSWERED)


def test_a_candidate_who_was_lost_is_called_back_and_goes_on_at_the_open_question_with_the_time_left() -> None:
    question = asked(3, at=NOON + MINUTE)
    loss = ended("candidate_lost", number=4, at=NOON + 5 * MINUTE)
    lost = InterviewInterrupted(1, "candidate_lost", NOON + 5 * MINUTE, "q1", 600.0)
    back = NOON + 5 * MINUTE + timedelta(seconds=10)
    talk = given(*TALKING, agreed(2), question).when(Observe(loss)).then(loss, lost)
    talk.when(Lease("agent-2", NOON)).then_rejected()
    talk.when(dial(back)).then()
    talk.when(consider(lost.at)).then(InterviewDeferred(back, "after_dropped", lost.at))
    talk.when(consider(back)).then(InterviewQueued(back)).when(dial(back)).then(rung(2, back))
    talk.when(Lease("agent-2", back)).then(InterviewLeased(2, "agent-2", back))
    joined = CallJoined(epoch=2, number=1, at=back + MINUTE)
    talk.when(Observe(joined)).then(joined).when(LoseLease(2, "agent_lost", back + 3 * MINUTE)).then(
        InterviewInterrupted(2, "agent_lost", back + 3 * MINUTE, "q1", 480.0)
    )


def test_a_candidate_is_called_back_only_so_often() -> None:
    lost = [replace(LOST, at=NOON + n * HOUR) for n in range(3)]
    first, second, third = (lost[0], rung(2, NOON + HOUR)), (lost[1], rung(3, NOON + 2 * HOUR)), lost[2]
    now = NOON + 2 * HOUR + timedelta(seconds=10)
    history = (*TALKING, agreed(2), *first, *second)
    given(*history, third).when(consider(now)).then(InterviewAbandoned("candidate_lost", now))
    given(*history[:-1]).when(consider(now)).then(InterviewQueued(now))


def test_who_waits_to_be_called_back_may_come_by_link_agree_another_time_or_be_called_off() -> None:
    waiting = (*TALKING, LOST)
    given(*waiting).when(Join("int_1", NOON)).then(DialStarted(2, "int_1", NOON)).when(Join("int_1", NOON)).then()
    move = Reschedule(NOON + DAY, "ann", NOON)
    given(*waiting).when(move).then(InterviewRescheduled(NOON + DAY, "ann", NOON)).when(move).then()
    given(*waiting).when(Cancel("do_not_call", "ann", NOON)).then(InterviewCancelled("do_not_call", "ann", NOON))


def test_who_waits_to_be_called_back_in_a_paused_campaign_is_scheduled_and_so_not_forgotten() -> None:
    pause = consider(NOON, replace(OPEN, campaign="paused"))
    rests = given(*TALKING, LOST).when(pause).then(InterviewDeferred(NOON, "after_dropped", NOON)).when(pause).then()
    rests.when(consider(SOON)).then(InterviewQueued(SOON))


def test_a_call_that_nobody_can_bring_to_its_end_becomes_one_to_be_called_back() -> None:
    give_up = GiveUp("candidate_lost", NOON)
    failed = AttemptFailed(1, "dropped", NOON)
    given(*RINGING).when(give_up).then(failed).when(give_up).then()
    given(*TALKING).when(give_up).then(LOST).when(give_up).then()
    agent_lost = InterviewInterrupted(1, "agent_lost", NOON, None, 900.0)
    given(*TALKING, agent_lost).when(give_up).then(LOST)
    given(*TALKING, LOST, InterviewQueued(NOON)).when(give_up).then()
    given(*TALKING).when(GiveUp("failed", NOON)).then(InterviewFailed("failed", NOON))


def test_an_agent_that_is_lost_is_replaced_in_the_same_call() -> None:
    lost = LoseLease(1, "agent_lost", NOON)
    interrupted = InterviewInterrupted(1, "agent_lost", NOON, None, 900.0)
    taken_over = given(*TALKING).when(lost).then(interrupted).when(Lease("agent-2", NOON)).then(LEASED_AGAIN)
    assert isinstance(fold(*TALKING, interrupted, LEASED_AGAIN), Interrupted)
    joined = CallJoined(epoch=2, number=1, at=NOON)
    live = taken_over.when(Observe(joined)).then(joined).state
    assert isinstance(live, Live)
    assert len(live.course.attempts) == 1


def test_a_time_that_the_candidate_chose_in_the_call_is_kept_to_the_minute() -> None:
    night = NOON + 8 * HOUR
    chose = CandidateChoseTime(epoch=1, number=2, at=NOON, due=night)
    over = ended("rescheduled", number=3)
    moved = InterviewRescheduled(night, "candidate", NOON)
    told = given(*TALKING, chose).when(Observe(over)).then(over, moved).when(consider()).then()
    told.when(consider(night)).then(InterviewQueued(night)).when(dial(night)).then(rung(2, night, appointed=True))


def test_the_time_until_the_next_call_is_not_talked_away() -> None:
    over = ended("rescheduled", number=2, at=NOON + 5 * MINUTE)
    moved = InterviewRescheduled(NOON + DAY, "candidate", NOON + 5 * MINUTE)
    unclear = InterviewHeld("time_unclear", NOON + 5 * MINUTE)
    machine = AttemptFailed(1, "voicemail", NOON + MINUTE)
    tomorrow = rung(2, NOON + DAY)
    for before, left in (((over, moved), 600.0), ((over, unclear), 600.0), ((machine,), 900.0)):
        history = (*TALKING, *before, tomorrow, replace(LEASED_AGAIN, at=NOON + DAY))
        given(*history).when(LoseLease(2, "agent_lost", NOON + DAY)).then(
            InterviewInterrupted(2, "agent_lost", NOON + DAY, None, left)
        )


def test_what_comes_in_late_from_a_former_attempt_is_kept_and_moves_nothing() -> None:
    late = replace(asked(2), late=True)
    late_end = replace(ended("opted_out", number=2), late=True)
    answered, leased = replace(ANSWERED, attempt=2), replace(LEASED_AGAIN, at=SOON)
    joined = CallJoined(epoch=2, number=1, at=SOON)
    for more in ((), (leased,), (leased, answered), (leased, answered, joined)):
        given(*CALLED_BACK, *more).when(Observe(asked(2))).then(late).when(Observe(asked(2))).then()
        before = given(*CALLED_BACK, *more)
        state = before.state
        before.when(Observe(ended("opted_out", number=2))).then(late_end)
        assert type(before.state) is type(state)
    given(*CALLED_BACK, leased).when(LoseLease(1, "agent_lost", SOON)).then()


def test_a_wish_not_to_be_called_counts_however_late_it_is_reported() -> None:
    late = replace(ended("opted_out", number=2), late=True)
    listed = Reserve(names.do_not_call("contact_1"), "contact_1")
    told = Enqueue(OPT_OUTS, "int_1", NOON, {"contact": "contact_1"})
    assert effects("interview-int_1", late, fold(*CALLED_BACK, late)) == (listed, told)
    assert effects("interview-int_1", replace(late, late=False), fold(*TALKING)) == ()


def test_an_interview_by_telephone_is_judged_and_reviewed() -> None:
    card = Scorecard("judge", "method", indicative=True, summary="", criteria=())
    over = given(*TALKING).when(Observe(ended("finished"))).then(ended("finished"), InterviewCompleted(NOON))
    over.when(Evaluate(card, NOON)).then(InterviewEvaluated(card, NOON))
    over.when(Review("ann", NOON)).then(InterviewReviewed("ann", NOON)).when(Review("ann", NOON)).then()
    over.when(consider(NOON + DAY)).then()
    over.when(dial(NOON + DAY)).then()
    over.when(Join("int_1", NOON)).then_rejected()


def test_a_recruiter_who_calls_it_off_is_told_that_a_call_goes_on() -> None:
    for history in (RINGING, TALKING):
        given(*history).when(Cancel("recruiter", "ann", NOON)).then_rejected()
    given(AGREED).when(Cancel("recruiter", "ann", NOON)).then(InterviewCancelled("recruiter", "ann", NOON))
