"""One interview as people see it in a list or on its page, folded event by event. It holds nobody's words.

The fold goes on from any view, so that a read model can keep it and bring it up to date with the new events alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from interviewer.interviews.events import CODEC, EVENTS, Event
from interviewer.interviews.ids import attempt_identity, candidate_identity
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    AttemptOutcome,
    CallAnswered,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewDeferred,
    InterviewEvaluated,
    InterviewExpired,
    InterviewFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewQueued,
    InterviewRescheduled,
    InterviewReviewed,
    InterviewScheduled,
    InterviewUnreached,
    Line,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateChoseTime,
    CandidateRated,
    CandidateSignalled,
    ConsentGiven,
    ConsentRefused,
    ProbeAsked,
    ProposalRefused,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)
from interviewer.interviews.recording import Segment
from interviewer.interviews.state import JUDGED, Attempt, Outcome
from interviewer.kernel.log import Recorded
from interviewer.kernel.sealing import FORGOTTEN

UNREAD = frozenset(
    EVENTS[kind].name
    for kind in (
        TurnSpoken,
        TurnHeard,
        ProbeAsked,
        AnswerUnderstood,
        ProposalRefused,
        CandidateRated,
        CandidateChoseTime,
    )
)
"""Types of events that change nothing in the view but how far it is; the words of a call are among them."""
Waits = Literal["scheduled", "held", "queued", "dialling", "live", "interrupted"]
ViewState = Waits | Outcome | Literal["evaluated", "reviewed"]
QuestionState = Literal["pending", "asked", "answered", "skipped"]


@dataclass(frozen=True, slots=True)
class InterviewView:
    """What a list and a page show. Times are UTC; `first_sounds` in milliseconds, one for each measured reply."""

    state: ViewState = "scheduled"
    outcome: Outcome | None = None
    plan_id: str = ""
    candidate_id: str = ""
    campaign_id: str | None = None
    contact: str | None = None
    due: datetime | None = None
    """When the candidate may be called at the earliest; None once nobody will call."""
    appointed: bool = False
    reason: str | None = None
    """Why it waits or is held; see `WaitReason` and `HoldReason`."""
    attempts: tuple[Attempt, ...] = ()
    """By telephone."""
    line: Line = "link"
    room: str = ""
    terms_version: int = 0
    for_appointment: bool = False
    """The call that goes on, or was the last, is at a time that the candidate agreed to."""
    questions: tuple[tuple[str, QuestionState], ...] = ()
    correlation_id: str = ""
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    epoch: int = 0
    leased: bool = False
    interrupted_at: datetime | None = None
    candidate_present: bool = False
    candidate_left_at: datetime | None = None
    consent: bool | None = None
    withdrawn: bool = False
    """The consent was taken back: nothing of what was said is shown, and no recording."""
    for_you: tuple[str, ...] = ()
    """Turns in which the candidate asked something that was not answered: it is for the recruiter."""
    first_sounds: tuple[float, ...] = ()
    recorders: tuple[tuple[int, datetime], ...] = ()
    """Epoch and second 0 of each interviewer's recording."""
    pieces: tuple[tuple[int, Segment], ...] = ()
    """Epoch and segment, on the time of that epoch's recording."""
    judged: Literal["no", "yes", "unavailable"] = "no"
    version: int = 0
    position: int = 0

    @property
    def over(self) -> bool:
        """No call can follow any more."""
        return self.outcome is not None

    @property
    def awaits_judge(self) -> bool:
        """It is over, and its scorecard is still to come."""
        return self.judged == "no" and self.outcome in JUDGED

    @property
    def recording_started(self) -> datetime | None:
        """Second 0 of the whole recording."""
        return min((started for _, started in self.recorders), default=None)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What is stored of every interviewer's recording, on the time of the whole."""
        begun, zero = dict(self.recorders), self.recording_started
        return tuple(
            replace(piece, start=round(piece.start + (begun[epoch] - zero).total_seconds(), 3))
            for epoch, piece in self.pieces
            if zero is not None and epoch in begun
        )

    @property
    def duration(self) -> float | None:
        """Seconds from the call's start to its end; None while there is none."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round(max(0.0, (self.ended_at - self.started_at).total_seconds()), 3)


def candidate_in(interview_id: str, view: InterviewView) -> str:
    """The candidate's participant identity in the room of the call that goes on."""
    return candidate_identity(interview_id) if view.line == "link" else attempt_identity(len(view.attempts))


def view_of(rows: Iterable[Recorded], view: InterviewView | None = None) -> InterviewView:
    """The view after these rows of one stream, going on from `view`."""
    view = view or InterviewView()
    last: Recorded | None = None
    sounds = list(view.first_sounds)
    for last in rows:
        if not view.correlation_id:
            view = replace(view, correlation_id=last.metadata.correlation_id)
        if last.type in UNREAD:
            CODEC.check(last.type, last.schema_version)
            continue
        event = CODEC.decode(last)
        if isinstance(event, TurnMeasured):  # every third event of a long talk
            sounds += [] if event.first_sound is None else [event.first_sound]
        else:
            view = _after(view, event)
    if last is None:
        return view
    return replace(view, first_sounds=tuple(sounds), version=last.version, position=last.global_position)


def _after(view: InterviewView, event: Event) -> InterviewView:
    match event:
        case InterviewScheduled():
            return _scheduled(view, event)
        case InterviewHeld(reason=reason):
            return replace(_waits(view, "held"), reason=reason, due=None)
        case InterviewDeferred(until=until, reason=reason):
            return replace(_waits(view, "scheduled"), reason=reason, due=until)
        case InterviewRescheduled(due=due):
            return replace(_waits(view, "scheduled"), reason=None, due=due, appointed=True)
        case AppointmentGivenUp(at=at):
            return replace(_waits(view, "scheduled"), reason=None, due=at, appointed=False)
        case InterviewQueued():
            return _waits(view, "queued")
        case DialStarted():
            return _dialled(view, event)
        case CallAnswered():
            return replace(view, candidate_present=True)
        case AttemptFailed(outcome=outcome, at=at):
            return replace(_attempt_over(_waits(view, "scheduled"), outcome, at), due=at, reason=None)
        case InterviewLeased(epoch=epoch):
            return replace(view, epoch=epoch, leased=True)
        case CandidateJoined():
            return replace(view, candidate_present=True)
        case CandidateLeft(at=at):
            return replace(view, candidate_present=False, candidate_left_at=at)
        case InterviewInterrupted(cause=cause, at=at):
            view = replace(view, state="interrupted", leased=False, interrupted_at=at, reason=cause)
            return replace(_attempt_over(view, "dropped", at), due=at) if cause == "candidate_lost" else view
        case InterviewCompleted(at):
            return _ended(view, "completed", "finished", at)
        case InterviewDeclined(at):
            return _ended(view, "declined", "withdrawn" if view.withdrawn else "declined", at)
        case InterviewAbandoned(reason, at):
            return _ended(view, "abandoned", reason, at)
        case InterviewFailed(reason, at):
            return _ended(view, "failed", reason, at)
        case InterviewUnreached(outcome, at):
            return _ended(view, outcome, outcome, at)
        case InterviewMisdirected(at):
            return _ended(view, "wrong_person", "wrong_person", at)
        case InterviewOptedOut(at):
            return _ended(view, "opted_out", "opted_out", at)
        case InterviewCancelled(reason, _, at):
            return _ended(view, "cancelled", reason, at)
        case InterviewExpired(at):
            return _ended(view, "expired", "expired", at)
        case InterviewReviewed():
            return replace(view, state="reviewed")
        case InterviewEvaluated(scorecard=scorecard):
            unavailable = any(flag.code == "judge_unavailable" for flag in scorecard.flags)
            return replace(view, state="evaluated", judged="unavailable" if unavailable else "yes")
        case CallJoined(at=at, late=late):
            first = at if view.started_at is None else min(at, view.started_at)
            live = view.leased and not late and not view.over
            return replace(view, started_at=first, state="live" if live else view.state)
        case ConsentGiven():
            return replace(view, consent=not view.withdrawn)
        case ConsentRefused():
            return replace(view, consent=False)
        case QuestionAsked(question_id=question):
            return _question(view, question, "asked")
        case QuestionAnswered(question_id=question):
            return _question(view, question, "answered")
        case QuestionSkipped(question_id=question):
            return _question(view, question, "skipped")
        case CandidateSignalled(signal=signal) if signal != "withdraws" or view.consent is not True:
            return view  # without a consent there is none to take back
        case CallEnded(reason="withdrawn") | CandidateSignalled():
            return replace(view, consent=False, withdrawn=True, for_you=(), recorders=(), pieces=())
        case CandidateAsked(turn_id=turn) if not view.withdrawn:
            return replace(view, for_you=tuple(dict.fromkeys((*view.for_you, turn))))
        case CandidateAnswered(asked=turn):
            return replace(view, for_you=tuple(one for one in view.for_you if one != turn))
        case RecordingStarted() | RecordingSegmentStored() if view.withdrawn:
            return view
        case RecordingStarted(epoch=epoch, started=started):
            return replace(view, recorders=(*view.recorders, (epoch, started)))
        case RecordingSegmentStored(epoch=epoch, key=key, start=start, seconds=seconds):
            return replace(view, pieces=(*view.pieces, (epoch, Segment(key, start, seconds))))
        case _:
            return view


def _ended(view: InterviewView, outcome: Outcome, reason: str, at: datetime) -> InterviewView:
    over = _waits(view, outcome)
    return replace(over, outcome=outcome, end_reason=reason, ended_at=at, due=None, reason=None)


def _scheduled(view: InterviewView, event: InterviewScheduled) -> InterviewView:
    questions: tuple[tuple[str, QuestionState], ...] = tuple((q, "pending") for q in event.question_ids)
    return replace(
        view,
        plan_id=event.plan_id,
        candidate_id=event.candidate_id,
        campaign_id=event.campaign_id,
        contact=None if event.contact == FORGOTTEN else event.contact,
        due=event.due,
        appointed=event.appointed,
        questions=questions,
        created_at=event.at,
    )


def _waits(view: InterviewView, state: ViewState) -> InterviewView:
    """No call is going on."""
    return replace(view, state=state, leased=False, candidate_present=False)


def _dialled(view: InterviewView, event: DialStarted) -> InterviewView:
    attempts = (*view.attempts, Attempt(event.at)) if event.line == "phone" else view.attempts
    return replace(
        view,
        state="dialling",
        line=event.line,
        room=event.room,
        terms_version=event.terms_version,
        for_appointment=event.appointed,
        attempts=attempts,
        appointed=False,
        reason=None,
        candidate_present=False,
        candidate_left_at=None,
    )


def _attempt_over(view: InterviewView, outcome: AttemptOutcome, at: datetime) -> InterviewView:
    if not view.attempts:
        return view
    *before, last = view.attempts
    if outcome == "not_rung":
        view = replace(view, appointed=view.for_appointment)
    return replace(view, attempts=(*before, replace(last, outcome=outcome, ended=at)))


def _question(view: InterviewView, question: str, to: QuestionState) -> InterviewView:
    """A question only goes forward: a takeover may ask again what a late report shows as answered."""
    done = ("answered", "skipped")
    states = ((q, to if q == question and not (s in done and to == "asked") else s) for q, s in view.questions)
    return replace(view, questions=tuple(states))
