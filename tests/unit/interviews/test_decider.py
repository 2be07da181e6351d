"""What may happen to an interview that the candidate comes to by its link, and what holds however it is reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from given_interview import (
    CARD,
    COMPLETED,
    DIALLED,
    ENDED,
    HOUR,
    INTERRUPTED,
    JOINED,
    LEASED,
    LEASED_AGAIN,
    LIVE,
    MINUTE,
    NOON,
    SCHEDULED,
    asked,
    consider,
    dial,
    ended,
    fold,
    given,
)
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
    Schedule,
)
from interviewer.interviews.decider import LINE_LOSSES, ObservationsMissing, decide
from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewRescheduled,
    InterviewReviewed,
)
from interviewer.interviews.observations import CallEnded, CallJoined, CandidateChoseTime, EndReason, QuestionAnswered
from interviewer.interviews.state import Ended, Evaluated, Interrupted, Live, Reviewed, lease_of


def test_an_interview_is_scheduled_once() -> None:
    schedule = Schedule("plan_1", "cand_1", ("q1", "q2"), NOON, NOON)
    given().when(schedule).then(SCHEDULED)
    given(SCHEDULED).when(schedule).then_rejected()


def test_the_call_starts_once_however_often_the_link_is_opened() -> None:
    given(SCHEDULED).when(Join("room", NOON)).then(DIALLED)
    given(SCHEDULED, DIALLED).when(Join("room", NOON)).then()
    given(*LIVE).when(Join("room", NOON)).then()
    given(*LIVE, INTERRUPTED).when(Join("room", NOON)).then()
    given().when(Join("room", NOON)).then_rejected()
    given(*LIVE, ENDED, COMPLETED).when(Join("room", NOON)).then_rejected()


def test_who_comes_by_link_is_never_called_and_no_report_of_a_telephone_is_about_them() -> None:
    for history in ((SCHEDULED,), (SCHEDULED, DIALLED), LIVE, (*LIVE, INTERRUPTED), (*LIVE, ENDED, COMPLETED)):
        given(*history).when(consider(NOON)).then()
        given(*history).when(dial(NOON)).then()
        given(*history).when(NoteAnswered(1, NOON)).then()
        given(*history).when(NoteAttemptFailed(1, "no_answer", NOON)).then()


def test_an_interview_is_leased_to_one_agent_at_a_time_each_time_with_a_higher_epoch() -> None:
    given(SCHEDULED).when(Lease("agent-1", NOON)).then_rejected()
    given(SCHEDULED, DIALLED).when(Lease("agent-1", NOON)).then(LEASED)
    given(SCHEDULED, DIALLED, LEASED).when(Lease("agent-2", NOON)).then_rejected()
    given(*LIVE).when(Lease("agent-2", NOON)).then_rejected()
    given(*LIVE, INTERRUPTED).when(Lease("agent-2", NOON)).then(LEASED_AGAIN)
    given(*LIVE, INTERRUPTED, LEASED_AGAIN).when(Lease("agent-3", NOON)).then_rejected()


def test_the_call_is_live_when_its_interviewer_met_the_candidate() -> None:
    given(SCHEDULED, DIALLED, LEASED).when(Observe(JOINED)).then(JOINED)
    assert isinstance(fold(*LIVE), Live)
    again = CallJoined(epoch=2, number=1, at=NOON)
    assert isinstance(fold(*LIVE, INTERRUPTED, LEASED_AGAIN), Interrupted)
    assert isinstance(fold(*LIVE, INTERRUPTED, LEASED_AGAIN, again), Live)


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
        ("candidate_hung_up", InterviewAbandoned("candidate_hung_up", NOON)),
        ("candidate_silent", InterviewAbandoned("candidate_silent", NOON)),
        ("candidate_absent", InterviewAbandoned("candidate_absent", NOON)),
        ("candidate_lost", InterviewInterrupted(1, "line_lost", NOON, None, 900.0)),
        ("stopped", InterviewInterrupted(1, "agent_stopped", NOON, None, 900.0)),
        ("failed", InterviewInterrupted(1, "agent_failed", NOON, None, 900.0)),
    ],
)
def test_how_the_agent_leaves_decides_what_becomes_of_the_interview(reason: EndReason, consequence: Event) -> None:
    given(*LIVE).when(Observe(ended(reason))).then(ended(reason), consequence)


def test_a_line_that_was_lost_is_waited_for_a_few_times_by_another_agent() -> None:
    history: tuple[Event, ...] = LIVE
    for epoch in range(1, LINE_LOSSES + 1):
        lost = CallEnded(epoch=epoch, number=2, at=NOON, reason="candidate_lost")
        interrupted = InterviewInterrupted(epoch, "line_lost", NOON, None, 900.0)
        given(*history).when(Observe(lost)).then(lost, interrupted)
        joined = CallJoined(epoch=epoch + 1, number=1, at=NOON)
        history = (*history, lost, interrupted, InterviewLeased(epoch + 1, "agent-2", NOON), joined)
        given(*history[:-2]).when(Join("r-1", NOON)).then()
    last = CallEnded(epoch=LINE_LOSSES + 1, number=2, at=NOON, reason="candidate_lost")
    given(*history).when(Observe(last)).then(last, InterviewAbandoned("candidate_lost", NOON))


@pytest.mark.parametrize(
    ("reason", "ending"),
    [("candidate_lost", InterviewAbandoned("candidate_lost", NOON)), ("failed", InterviewFailed("failed", NOON))],
)
def test_an_interview_is_given_up_once(reason: EndReason, ending: Event) -> None:
    for history in ((SCHEDULED,), (SCHEDULED, DIALLED), LIVE, (*LIVE, INTERRUPTED)):
        given(*history).when(GiveUp(reason, NOON)).then(ending).when(GiveUp(reason, NOON)).then()
    given(*LIVE, ENDED, COMPLETED).when(GiveUp(reason, NOON)).then()
    given().when(GiveUp(reason, NOON)).then_rejected()


def test_an_observation_counts_once_and_in_order() -> None:
    given(*LIVE).when(Observe(JOINED)).then()
    given(*LIVE).when(Observe(asked(2))).then(asked(2)).when(Observe(asked(2))).then()
    given(*LIVE).when(Observe(asked(4))).then_rejected(ObservationsMissing)
    given(*LIVE).when(Observe(asked(1, epoch=2))).then_rejected()


def test_a_hole_says_from_where_to_send_again() -> None:
    with pytest.raises(ObservationsMissing) as missing:
        decide(Observe(asked(9)), fold(*LIVE))
    assert missing.value.expected == 2


def test_what_an_older_epoch_saw_is_kept_as_late_and_moves_nothing() -> None:
    taken_over = (*LIVE, INTERRUPTED, LEASED_AGAIN)
    late = replace(asked(2), late=True)
    given(*taken_over).when(Observe(asked(2))).then(late)
    given(*taken_over).when(Observe(ENDED)).then(replace(ENDED, late=True))
    given(*LIVE, ENDED, COMPLETED).when(Observe(asked(3))).then(replace(asked(3), late=True))
    given(*taken_over).when(Observe(replace(JOINED, number=2))).then(replace(JOINED, number=2, late=True))
    assert isinstance(fold(*taken_over, replace(JOINED, number=2, late=True)), Interrupted)
    before, after = fold(*taken_over), fold(*taken_over, late)
    assert (type(before), lease_of(before)) == (type(after), lease_of(after))


def test_only_the_lease_that_is_held_can_be_lost() -> None:
    lost = LoseLease(1, "agent_lost", NOON)
    given(*LIVE).when(lost).then(INTERRUPTED).when(lost).then()
    given(*LIVE, INTERRUPTED, LEASED_AGAIN).when(lost).then()
    given(*LIVE, ENDED, COMPLETED).when(lost).then()
    given(SCHEDULED).when(lost).then()
    given().when(lost).then_rejected()


def test_an_interruption_says_at_which_question_it_goes_on_and_with_how_much_time() -> None:
    talked = (*LIVE, asked(2, question="q1", at=NOON + MINUTE))
    lost = LoseLease(1, "agent_lost", NOON + 5 * MINUTE)
    given(*talked).when(lost).then(InterviewInterrupted(1, "agent_lost", NOON + 5 * MINUTE, "q1", 600.0))
    answer = QuestionAnswered(epoch=1, number=3, at=NOON + 2 * MINUTE, question_id="q1", turn_ids=())
    given(*talked, answer).when(lost).then(InterviewInterrupted(1, "agent_lost", NOON + 5 * MINUTE, None, 600.0))


def test_the_time_between_two_interviewers_is_nobodys() -> None:
    first = InterviewInterrupted(1, "agent_lost", NOON + 5 * MINUTE, None, 600.0)
    again = CallJoined(epoch=2, number=1, at=NOON + HOUR)
    second = LoseLease(2, "agent_lost", NOON + HOUR + 4 * MINUTE)
    given(*LIVE, first, LEASED_AGAIN, again).when(second).then(
        InterviewInterrupted(2, "agent_lost", NOON + HOUR + 4 * MINUTE, None, 360.0)
    )


def test_the_open_question_is_the_one_of_the_interviewer_who_has_the_call() -> None:
    taken_over = (*LIVE, INTERRUPTED, LEASED_AGAIN, CallJoined(epoch=2, number=1, at=NOON))
    went_on = (*taken_over, asked(2, epoch=2, question="q2"), replace(asked(2, question="q1"), late=True))
    given(*went_on).when(LoseLease(2, "agent_lost", NOON)).then(
        InterviewInterrupted(2, "agent_lost", NOON, "q2", 900.0)
    )


def test_livekits_reports_of_the_candidate_count_once() -> None:
    came, went = CandidateJoined(NOON), CandidateLeft("client_initiated", NOON)
    note = NoteCandidateLeft("client_initiated", NOON)
    given(*LIVE).when(NoteCandidateJoined(NOON)).then(came).when(NoteCandidateJoined(NOON)).then()
    given(*LIVE, came).when(note).then(went).when(note).then()
    given(*LIVE, came, ENDED, COMPLETED).when(note).then(went)
    given(SCHEDULED).when(NoteCandidateJoined(NOON)).then_rejected()


def test_another_time_that_the_candidate_chose_in_the_call_is_agreed_when_the_call_ends() -> None:
    chose = CandidateChoseTime(epoch=1, number=2, at=NOON, due=NOON + HOUR)
    agreed = InterviewRescheduled(NOON + HOUR, "candidate", NOON)
    given(*LIVE, chose).when(Observe(ended("rescheduled", 3))).then(ended("rescheduled", 3), agreed).when(
        Join("room", NOON + HOUR)
    ).then(DialStarted(1, "room", NOON + HOUR))


def test_a_time_that_an_older_epoch_heard_of_is_not_agreed_by_a_newer_one() -> None:
    chose = CandidateChoseTime(epoch=1, number=2, at=NOON, due=NOON + HOUR, late=True)
    history = (*LIVE, INTERRUPTED, LEASED_AGAIN, chose)
    given(*history).when(Observe(ended("rescheduled", 1, epoch=2))).then(
        ended("rescheduled", 1, epoch=2), InterviewHeld("time_unclear", NOON)
    )


def test_a_call_that_goes_on_is_neither_called_off_nor_moved() -> None:
    for history in ((SCHEDULED, DIALLED), LIVE, (*LIVE, INTERRUPTED)):
        given(*history).when(Cancel("recruiter", "ann", NOON)).then_rejected()
        given(*history).when(Reschedule(NOON + HOUR, "ann", NOON)).then_rejected()
    given(SCHEDULED).when(Cancel("recruiter", "ann", NOON)).then(InterviewCancelled("recruiter", "ann", NOON))


def test_an_interview_is_judged_once_and_only_when_it_is_over() -> None:
    judged = InterviewEvaluated(CARD, NOON)
    given(*LIVE).when(Evaluate(CARD, NOON)).then_rejected()
    given(*LIVE, ENDED, COMPLETED).when(Evaluate(CARD, NOON)).then(judged).when(Evaluate(CARD, NOON)).then()
    state = fold(*LIVE, ENDED, InterviewAbandoned("candidate_silent", NOON), judged)
    assert isinstance(state, Evaluated)
    assert state.outcome == "abandoned"


def test_an_interview_is_reviewed_once_and_only_when_it_is_judged() -> None:
    judged, reviewed = InterviewEvaluated(CARD, NOON), InterviewReviewed("ann", NOON)
    over = (*LIVE, ENDED, COMPLETED)
    given(*over).when(Review("ann", NOON)).then_rejected()
    given(*over, judged).when(Review("ann", NOON)).then(reviewed).when(Review("bea", NOON)).then()
    given(*over, judged, reviewed).when(Evaluate(CARD, NOON)).then()
    state = fold(*over, judged, reviewed)
    assert isinstance(state, Reviewed)
    assert state.outcome == "completed"


def test_a_state_that_is_over_has_no_lease() -> None:
    assert lease_of(fold(*LIVE, ENDED, COMPLETED)) is None
    assert isinstance(fold(*LIVE, ENDED, COMPLETED), Ended)
