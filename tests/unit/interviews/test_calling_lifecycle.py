"""An interview that waits to be held by telephone: when it is queued, put off, held, called off, and rung."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from given_interview import (
    AGREED,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OPEN,
    QUEUED,
    RUNG,
    TERMS,
    WAITING,
    agreed,
    consider,
    dial,
    fold,
    given,
    rung,
)
from interviewer.calling.openings import Place
from interviewer.interviews.commands import Cancel, Join, Reschedule, Schedule, Unappoint
from interviewer.interviews.decider import decide
from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    AttemptOutcome,
    CancelReason,
    DialStarted,
    HoldReason,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewDeferred,
    InterviewExpired,
    InterviewFailed,
    InterviewHeld,
    InterviewQueued,
    InterviewRescheduled,
    InterviewUnreached,
    WaitReason,
)
from interviewer.interviews.policy import GRACE, Situation
from interviewer.interviews.state import Dialling

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""When the windows open the next day."""
NIGHT = NOON + 8 * HOUR
SATURDAY = NOON + 5 * DAY
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=UTC)
"""A Friday."""
PAUSED = replace(OPEN, campaign="paused")
LISTED = replace(OPEN, do_not_call=True)
APPOINTED = replace(AGREED, appointed=True)


def on(**changes: Any) -> Situation:
    """On other terms."""
    return replace(OPEN, terms=TERMS.model_copy(update=changes))


def tried(outcome: AttemptOutcome, *times: datetime) -> tuple[Event, ...]:
    """Rung at these times, and each time it came to this at once."""
    attempts = enumerate(times, 1)
    return (
        AGREED,
        *(e for n, at in attempts for e in (InterviewQueued(at), rung(n, at), AttemptFailed(n, outcome, at))),
    )


def test_a_candidate_who_may_be_called_is_queued_and_then_rung() -> None:
    given(AGREED).when(consider()).then(QUEUED).when(consider()).then().when(dial()).then(RUNG).when(dial()).then()


def test_nobody_is_rung_who_was_not_queued() -> None:
    for history in ((AGREED,), (AGREED, InterviewHeld("consent_missing", NOON))):
        given(*history).when(dial()).then()


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (replace(OPEN, place="zone_unknown"), "zone_unknown"),
        (replace(OPEN, place="zone_ambiguous"), "zone_ambiguous"),
        (replace(OPEN, consent=False), "consent_missing"),
    ],
)
def test_what_is_missing_holds_the_interview_until_it_is_there(situation: Situation, reason: HoldReason) -> None:
    held = InterviewHeld(reason, NOON)
    later = consider(NOON + MINUTE, situation)
    given(AGREED).when(consider(NOON, situation)).then(held).when(later).then().when(consider()).then(QUEUED)
    given(*WAITING).when(consider(NOON, situation)).then(held)
    given(*WAITING).when(dial(NOON, situation)).then(held)


def test_an_interview_can_be_held_from_the_start() -> None:
    command = Schedule("plan_1", "cand_1", ("q1", "q2"), NOON, NOON, "camp_1", "contact_1", hold="zone_ambiguous")
    given().when(command).then(AGREED, InterviewHeld("zone_ambiguous", NOON))


def test_a_time_that_nobody_understood_is_for_a_person_to_settle() -> None:
    unclear = given(AGREED, InterviewHeld("time_unclear", NOON))
    for situation in (OPEN, PAUSED, replace(OPEN, consent=False), on(starts=NOON + DAY)):
        unclear.when(consider(NOON, situation)).then()
    given(AGREED, InterviewHeld("time_unclear", NOON)).when(consider(NOON, LISTED)).then(
        InterviewCancelled("do_not_call", "system", NOON)
    )
    unclear.when(Reschedule(NOON + HOUR, "ann", NOON)).then(InterviewRescheduled(NOON + HOUR, "ann", NOON))


@pytest.mark.parametrize(
    ("history", "now", "situation", "until", "reason"),
    [
        ((replace(AGREED, due=NIGHT),), NOON, OPEN, TUESDAY, "not_due"),
        ((AGREED,), NOON, on(starts=NOON + DAY), NOON + DAY, "not_begun"),
        ((AGREED,), SATURDAY, OPEN, TUESDAY + 6 * DAY, "weekday"),
        ((AGREED,), CHRISTMAS, on(ends=CHRISTMAS + 9 * DAY), CHRISTMAS + 3 * DAY - 3 * HOUR, "holiday"),
        ((AGREED,), NIGHT, OPEN, TUESDAY, "hour"),
        (tried("busy", NOON - 3 * HOUR, NOON), NOON + HOUR, OPEN, TUESDAY, "daily_limit"),
        (tried("no_answer", NOON), NOON, OPEN, NOON + 2 * HOUR, "after_no_answer"),
        (tried("busy", NOON), NOON, OPEN, NOON + 15 * MINUTE, "after_busy"),
        (tried("voicemail", NOON), NOON, OPEN, TUESDAY, "after_voicemail"),
        (tried("dropped", NOON), NOON, OPEN, NOON + timedelta(seconds=10), "after_dropped"),
        (tried("unreachable", NOON), NOON, OPEN, NOON + HOUR, "after_unreachable"),
        (tried("unknown", NOON), NOON, OPEN, NOON + 2 * HOUR, "after_unknown"),
        (tried("no_answer", NOON + 6 * HOUR), NOON + 6 * HOUR, OPEN, TUESDAY, "after_no_answer"),
    ],
)
def test_whoever_may_not_be_called_yet_is_put_off_until_they_may(
    history: tuple[Event, ...], now: datetime, situation: Situation, until: datetime, reason: WaitReason
) -> None:
    put_off = given(*history).when(consider(now, situation)).then(InterviewDeferred(until, reason, now))
    put_off.when(consider(until - timedelta(seconds=1), situation)).then()
    put_off.when(consider(until, situation)).then(InterviewQueued(until))
    given(*history, InterviewQueued(now)).when(consider(now, situation)).then(InterviewDeferred(until, reason, now))
    given(*history, InterviewQueued(now)).when(dial(now, situation)).then(InterviewDeferred(until, reason, now))


def test_who_waited_for_a_line_past_the_hour_waits_for_the_next_opening() -> None:
    given(*WAITING).when(dial(NIGHT)).then(InterviewDeferred(TUESDAY, "hour", NIGHT)).when(consider(TUESDAY)).then(
        InterviewQueued(TUESDAY)
    )


def test_attempts_of_another_day_do_not_count_for_the_daily_limit() -> None:
    given(*tried("busy", NOON - DAY, NOON)).when(consider(NOON + HOUR)).then(InterviewQueued(NOON + HOUR))


def test_who_was_lost_in_mid_interview_is_called_back_beyond_the_daily_limit_and_nobody_else() -> None:
    dropped, now = tried("dropped", NOON - HOUR, NOON), NOON + MINUTE
    given(*dropped).when(consider(now)).then(InterviewDeferred(TUESDAY, "daily_limit", now))
    given(*dropped, replace(agreed(1), late=True)).when(consider(now)).then(InterviewQueued(now))


@pytest.mark.parametrize(
    ("outcome", "ending"),
    [
        ("no_answer", InterviewUnreached("no_answer", NOON)),
        ("busy", InterviewUnreached("busy", NOON)),
        ("voicemail", InterviewUnreached("voicemail", NOON)),
        ("unreachable", InterviewFailed("unreachable", NOON)),
        ("unknown", InterviewFailed("unreachable", NOON)),
        ("dropped", InterviewAbandoned("candidate_lost", NOON)),
    ],
)
def test_the_last_attempts_outcome_is_that_of_the_interview(outcome: AttemptOutcome, ending: Event) -> None:
    used_up = tried(outcome, NOON - 2 * DAY, NOON - DAY, NOON - DAY + HOUR, NOON - HOUR)
    given(*used_up).when(consider()).then(ending).when(consider()).then()
    given(*used_up, QUEUED).when(dial()).then(ending)
    lost = given(*used_up, replace(agreed(1), late=True)).when(consider())
    lost.then(InterviewAbandoned("candidate_lost", NOON))


def test_an_attempt_that_surely_has_not_rung_does_not_count() -> None:
    for outcome in get_args(AttemptOutcome):
        times = (NOON - 2 * HOUR, NOON - HOUR, NOON - HOUR, NOON)
        lenient = on(max_attempts=len(times), max_attempts_per_day=len(times))
        found = decide(consider(NOON + DAY, lenient), fold(*tried(outcome, *times)))
        assert (found == (InterviewQueued(NOON + DAY),)) == (outcome == "not_rung")
    given(*tried("not_rung", NOON, NOON, NOON)).when(consider()).then(QUEUED)
    not_rung = (InterviewQueued(NOON), rung(2, NOON), AttemptFailed(2, "not_rung", NOON))
    again = NOON + 2 * HOUR
    given(*tried("no_answer", NOON), *not_rung).when(consider()).then(InterviewDeferred(again, "after_no_answer", NOON))


def test_fewer_attempts_than_were_made_already_end_it() -> None:
    given(*tried("busy", NOON - DAY), QUEUED).when(dial(NOON, on(max_attempts=1))).then(
        InterviewUnreached("busy", NOON)
    )


def test_an_agreed_time_beats_the_windows_the_gap_the_daily_limit_and_the_campaigns_end() -> None:
    before, agreed_for = NIGHT - MINUTE, (replace(APPOINTED, due=NIGHT),)
    given(*agreed_for).when(consider(before)).then()
    given(*agreed_for, QUEUED).when(dial(before)).then(InterviewDeferred(NIGHT, "not_due", before))
    for situation in (OPEN, on(starts=NOON + DAY), on(ends=NOON)):
        queued = given(*agreed_for).when(consider(NIGHT, situation)).then(InterviewQueued(NIGHT))
        queued.when(dial(NIGHT, situation)).then(rung(1, NIGHT, appointed=True))
    moved = InterviewRescheduled(NIGHT, "ann", NOON)
    given(*tried("busy", NOON, NIGHT), moved).when(consider(NIGHT)).then(InterviewQueued(NIGHT))


def test_an_agreed_time_is_kept_within_its_grace_and_after_that_it_is_for_a_person() -> None:
    last, missed = NOON + GRACE, NOON + GRACE + timedelta(seconds=1)
    given(APPOINTED).when(consider(last)).then(InterviewQueued(last)).when(dial(last)).then(
        rung(1, last, appointed=True)
    )
    held = InterviewHeld("appointment_missed", missed)
    given(APPOINTED, QUEUED).when(dial(missed)).then(held).when(consider(missed)).then()
    anew = given(APPOINTED).when(consider(missed)).then(held).when(Reschedule(NIGHT, "ann", missed))
    anew.then(InterviewRescheduled(NIGHT, "ann", missed)).when(consider(NIGHT)).then(InterviewQueued(NIGHT))


def test_an_agreed_time_that_is_given_up_binds_no_more() -> None:
    give_up, given_up = Unappoint("ann", NOON), AppointmentGivenUp("ann", NOON)
    agreed_for = (replace(APPOINTED, due=NIGHT),)
    back = given(*agreed_for).when(give_up).then(given_up)
    back.when(consider(NOON)).then(InterviewQueued(NOON)).when(dial(NOON)).then(rung(1, NOON))
    missed = NOON + GRACE + timedelta(seconds=1)
    held = given(APPOINTED).when(consider(missed)).then(InterviewHeld("appointment_missed", missed))
    held.when(Unappoint("ann", missed)).then(AppointmentGivenUp("ann", missed)).when(consider(missed)).then(
        InterviewQueued(missed)
    )
    given(*agreed_for, QUEUED).when(give_up).then(given_up).when(give_up).then()
    given(AGREED).when(give_up).then()
    given(*agreed_for, InterviewQueued(NIGHT), rung(1, NIGHT, appointed=True)).when(give_up).then_rejected()


def test_an_agreed_time_allows_one_call_and_the_next_goes_by_the_windows() -> None:
    called = (replace(APPOINTED, due=NIGHT), InterviewQueued(NIGHT), rung(1, NIGHT, appointed=True))
    given(*called, AttemptFailed(1, "busy", NIGHT)).when(consider(NIGHT)).then(
        InterviewDeferred(TUESDAY, "after_busy", NIGHT)
    )


def test_an_agreed_time_for_which_nothing_rang_stands() -> None:
    called = (replace(APPOINTED, due=NIGHT), InterviewQueued(NIGHT), rung(1, NIGHT, appointed=True))
    not_rung = (*called, AttemptFailed(1, "not_rung", NIGHT + MINUTE))
    again = given(*not_rung).when(consider(NIGHT + MINUTE)).then(InterviewQueued(NIGHT + MINUTE))
    again.when(dial(NIGHT + MINUTE)).then(rung(2, NIGHT + MINUTE, appointed=True))
    given(*not_rung).when(consider(NIGHT + HOUR)).then(InterviewHeld("appointment_missed", NIGHT + HOUR))


def test_an_agreed_time_is_no_permission() -> None:
    given(APPOINTED).when(consider(NOON, replace(OPEN, consent=False))).then(InterviewHeld("consent_missing", NOON))
    given(APPOINTED).when(consider(NOON, PAUSED)).then()
    given(APPOINTED).when(consider(NOON, LISTED)).then(InterviewCancelled("do_not_call", "system", NOON))


def test_a_paused_campaign_leaves_everything_as_it_is() -> None:
    given(AGREED).when(consider(NOON, PAUSED)).then().when(consider()).then(QUEUED)
    given(*WAITING).when(consider(NOON, PAUSED)).then().when(dial(NOON, PAUSED)).then().when(dial()).then(RUNG)


@pytest.mark.parametrize(
    ("situation", "reason"),
    [(LISTED, "do_not_call"), (replace(OPEN, campaign="cancelled"), "campaign_cancelled")],
)
def test_who_is_not_to_be_called_is_called_off_wherever_it_waits(situation: Situation, reason: CancelReason) -> None:
    cancelled = InterviewCancelled(reason, "system", NOON)
    held = InterviewHeld("consent_missing", NOON)
    for history in ((AGREED,), (AGREED, held), WAITING, (APPOINTED, QUEUED), tried("no_answer", NOON)):
        given(*history).when(consider(NOON, situation)).then(cancelled).when(consider(NOON, situation)).then()
    given(*WAITING).when(dial(NOON, situation)).then(cancelled)


def test_the_do_not_call_list_wins_over_everything_else() -> None:
    worst = Situation(TERMS, "zone_unknown", consent=False, do_not_call=True, campaign="cancelled")
    given(AGREED).when(consider(CHRISTMAS, worst)).then(InterviewCancelled("do_not_call", "system", CHRISTMAS))


def test_an_interview_that_was_not_held_in_time_expires() -> None:
    end = TERMS.ends
    given(AGREED).when(consider(end)).then(InterviewExpired(end))
    given(*WAITING).when(dial(end)).then(InterviewExpired(end))
    given(AGREED).when(consider(NIGHT, on(ends=TUESDAY))).then(InterviewExpired(NIGHT))
    soon = on(ends=NOON + HOUR)
    given(*tried("no_answer", NOON)).when(consider(NOON, soon)).then(InterviewExpired(NOON))
    met = (*tried("dropped", NOON), replace(agreed(1), late=True))
    given(*met).when(consider(end)).then(InterviewAbandoned("candidate_lost", end))


def test_the_recruiter_agrees_another_time_while_nobody_is_in_the_call() -> None:
    moved, move = InterviewRescheduled(NIGHT, "ann", NOON), Reschedule(NIGHT, "ann", NOON)
    held = InterviewHeld("zone_unknown", NOON)
    for history in ((AGREED,), (AGREED, held), WAITING, tried("busy", NOON)):
        given(*history).when(move).then(moved).when(move).then().when(consider(NIGHT)).then(InterviewQueued(NIGHT))
    given(*WAITING, RUNG).when(move).then_rejected()


def test_the_recruiter_calls_it_off_while_nobody_is_in_the_call() -> None:
    off, call_off = InterviewCancelled("recruiter", "ann", NOON), Cancel("recruiter", "ann", NOON)
    for history in ((AGREED,), (AGREED, InterviewHeld("zone_unknown", NOON)), WAITING, tried("busy", NOON)):
        given(*history).when(call_off).then(off).when(call_off).then()
    given(*WAITING, RUNG).when(call_off).then_rejected()
    given().when(call_off).then_rejected()


def test_who_waits_to_be_called_may_come_by_link_instead() -> None:
    joined = DialStarted(1, "int_1", NOON)
    for history in ((AGREED,), (AGREED, InterviewHeld("zone_unknown", NOON)), WAITING):
        given(*history).when(Join("int_1", NOON)).then(joined)
    assert isinstance(fold(*WAITING, joined), Dialling)


def test_only_the_place_tells_whose_noon_it_is() -> None:
    elsewhere = replace(OPEN, place=Place("Asia/Tokyo"))  # nine in the evening there
    given(AGREED).when(consider(NOON, elsewhere)).then(InterviewDeferred(NOON + 13 * HOUR, "hour", NOON))


def test_who_agreed_to_another_time_after_the_last_attempt_is_put_before_a_person() -> None:
    agreed = InterviewRescheduled(NOON + HOUR, "recruiter", NOON)
    given(*tried("busy", NOON - DAY), agreed).when(consider(NOON, on(max_attempts=1))).then(
        InterviewHeld("attempts_used_up", NOON)
    )
