"""What comes next in the life of an interview, drawn by chance: what its state waits for, or anything at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from given_interview import BERLIN, CARD, DAY, HOUR, MINUTE, NOON, TERMS
from interviewer.calling.openings import Place
from interviewer.calling.terms import CampaignTerms, Gaps, Window
from interviewer.interviews.commands import (
    Cancel,
    Command,
    Consider,
    Dial,
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
    Unappoint,
)
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import AgentLoss, AttemptOutcome, CancelReason
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateChoseTime,
    CandidateSignalled,
    ConsentGiven,
    EndReason,
    Observed,
    QuestionAnswered,
    QuestionAsked,
)
from interviewer.interviews.policy import Situation
from interviewer.interviews.state import (
    Course,
    Dialling,
    Ended,
    Evaluated,
    Held,
    Interrupted,
    Interview,
    Live,
    Queued,
    Scheduled,
    Unknown,
)

T = TypeVar("T")
ID = "int_1"
STRICT = CampaignTerms(
    starts=NOON + HOUR,
    ends=NOON + 9 * DAY,
    windows=(Window(days=("mon", "wed", "sat"), start=time(9), end=time(13, 30)),),
    gaps=Gaps(busy=HOUR, no_answer=DAY, dropped=MINUTE, unreachable=2 * HOUR),
    max_attempts=2,
    max_attempts_per_day=1,
    callbacks=0,
)
LAX = TERMS.model_copy(update={"max_attempts": 6, "max_attempts_per_day": 5, "callbacks": 3})

likely = st.builds(
    Situation, terms=st.sampled_from((LAX, LAX, TERMS)), place=st.just(BERLIN), consent=st.just(True),
    terms_version=st.integers(1, 3),
)  # fmt: skip
unlikely = st.builds(
    Situation,
    terms=st.sampled_from((LAX, LAX, TERMS, STRICT)),
    place=st.sampled_from((*(BERLIN,) * 5, Place("America/New_York", "US"), Place("Asia/Kolkata"), "zone_unknown")),
    consent=st.sampled_from((True, True, True, False)),
    do_not_call=st.sampled_from((*(False,) * 19, True)),
    campaign=st.sampled_from((*("running",) * 16, "paused", "paused", "paused", "cancelled")),
    terms_version=st.integers(1, 3),
)
situations = st.one_of(*(likely,) * 7, unlikely)
schedules = st.builds(
    Schedule,
    plan_id=st.just("plan_1"),
    candidate_id=st.just("cand_1"),
    question_ids=st.just(("q1", "q2")),
    due=st.sampled_from((NOON, NOON, NOON + HOUR, NOON + 9 * HOUR)),
    now=st.just(NOON),
    campaign_id=st.sampled_from(("camp_1", "camp_1", None)),
    contact=st.sampled_from((*("contact_1",) * 5, None)),
    appointed=st.sampled_from((False, False, False, True)),
    hold=st.sampled_from((*(None,) * 6, "zone_unknown")),
)
pauses = st.sampled_from(
    (timedelta(0), timedelta(seconds=1), timedelta(seconds=10), MINUTE, 16 * MINUTE, 2 * HOUR, 20 * HOUR, 3 * DAY)
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next: what the state waits for, or else a command of this kind, `back` from the time it then is."""

    orderly: bool
    pause: timedelta
    back: timedelta
    situation: Situation
    kind: int
    number: int


turns = st.builds(
    Turn,
    orderly=st.sampled_from((True, True, True, False)),
    pause=pauses,
    back=st.sampled_from((timedelta(0), timedelta(0), MINUTE, DAY)),
    situation=situations,
    kind=st.integers(0, 39),
    number=st.integers(0, 99),
)


def course_of(state: Interview) -> Course:
    """What the state carries along."""
    return Course() if isinstance(state, Unknown) else state.course


def observed(course: Course, epoch: int, ahead: int, kind: int, now: datetime) -> Observed:
    """An observation of that epoch; `ahead` of the number that is expected."""
    seen: dict[str, Any] = {"epoch": epoch, "number": max(1, course.observed.get(epoch, 0) + 1 + ahead), "at": now}
    turn, reasons = TurnId(f"t{epoch}"), get_args(EndReason)
    match kind % 20:
        case 0 | 1:
            return CallJoined(**seen)
        case 2:
            return CandidateSignalled(signal="withdraws", turn_id=turn, **seen)
        case 3:
            return ConsentGiven(turn_id=turn, **seen)
        case 4:
            return CandidateAnswered(asked=TurnId("t1"), turn_id=turn, passages=("psg_1",), **seen)
        case 5 | 6 | 7 as asked:
            return QuestionAsked(turn_id=turn, question_id=f"q{asked - 4}", **seen)
        case 8:
            return QuestionAnswered(question_id="q1", turn_ids=(turn,), **seen)
        case 9:
            return CandidateAsked(turn_id=turn, **seen)
        case 10 | 11:
            return CandidateChoseTime(due=now + 9 * HOUR, **seen)
        case 12 | 13 | 14:
            return CallEnded(reason="candidate_lost", **seen)
        case _:
            return CallEnded(reason=reasons[kind % len(reasons)], **seen)


def of(choices: Sequence[T], number: int) -> T:
    """One of them."""
    return choices[number % len(choices)]


def awaited(state: Interview, turn: Turn, now: datetime, interview_id: str = ID) -> Command:
    """What a state waits for."""
    course, number = course_of(state), turn.number
    attempt = len(course.attempts)
    lease: Command = Lease(f"agent-{number % 2}", now)
    joined: Command = Observe(observed(course, course.epoch, 0, 0, now))
    given_up: Command = GiveUp("candidate_lost", now)
    answered: Command = NoteAnswered(attempt, now)
    failed: Command = NoteAttemptFailed(attempt, of(get_args(AttemptOutcome), number // 4), now)
    match state:
        case Scheduled() | Held() if course.agreement.contact is None:
            return Join(interview_id, now)
        case Queued():
            return Dial(interview_id, turn.situation, now)
        case Dialling(lease=None):
            return of((lease, lease, answered, failed), number)
        case Dialling():
            return of((joined, joined, answered, failed), number)
        case Interrupted(cause="agent_lost" | "agent_stopped" | "agent_failed" | "line_lost", lease=None):
            return of((lease, lease, lease, given_up), number)
        case Interrupted(cause="agent_lost" | "agent_stopped" | "agent_failed" | "line_lost"):
            return joined
        case Live():
            return Observe(observed(course, course.epoch, 0, turn.kind, now))
        case Ended():
            return Evaluate(CARD, now)
        case Evaluated():
            return Review("ann", now)
        case _:
            return Consider(turn.situation, now)


def anything(state: Interview, turn: Turn, now: datetime, interview_id: str = ID) -> Command:
    """Any command at all, also as of some time ago."""
    course, number = course_of(state), turn.number
    attempt = number % (len(course.attempts) + 2)
    match turn.kind:
        case 0:
            return Schedule("plan_1", "cand_1", ("q1",), now, now)
        case 1 | 2 | 3 | 4:
            return Consider(turn.situation, now)
        case 5 | 6:
            return Dial(interview_id, turn.situation, now)
        case 7:
            return Join(interview_id, now)
        case 8 | 9 | 10:
            return NoteAnswered(attempt, now)
        case 11 | 12 | 13:
            return NoteAttemptFailed(attempt, of(get_args(AttemptOutcome), number // 4), now)
        case 14 | 15:
            return Lease(f"agent-{number % 2}", now)
        case 16:
            return NoteCandidateJoined(now)
        case 17:
            return NoteCandidateLeft("gone", now)
        case 18 | 19 | 20 | 21 | 22:
            return LoseLease(
                of((course.epoch, number % (course.epoch + 2)), number), of(get_args(AgentLoss), number), now
            )
        case 23 | 24 | 25:
            return GiveUp(of(("candidate_lost", "candidate_lost", "candidate_lost", "failed"), number), now)
        case 27 if course.appointed:
            return Unappoint("ann", now)
        case 26 | 27:
            due = now + of((timedelta(0), HOUR, 9 * HOUR), number)
            return Reschedule(of((due, course.due or due), number // 4), of(("candidate", "ann"), number), now)
        case 28:
            return Cancel(of(get_args(CancelReason), number), "ann", now)
        case 29:
            return Evaluate(CARD, now)
        case 30:
            return Review("ann", now)
        case kind:
            epoch = number % (course.epoch + 2)
            return Observe(observed(course, max(1, epoch), of((-1, 0, 0, 1), number // 4), kind + number, now))
