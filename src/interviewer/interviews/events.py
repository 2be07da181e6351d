"""Every fact that an interview's stream can hold, with the name and the version under which it is stored.

Two families: the lifecycle, decided by the control plane, and observations, seen by the agent in the call.
"""

from __future__ import annotations

from typing import Any

from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
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
    Lifecycle,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateChoseTime,
    CandidateHeardAgain,
    CandidateRated,
    CandidateSignalled,
    CandidateUnheard,
    ConsentGiven,
    ConsentRefused,
    Observed,
    ProbeAsked,
    ProposalRefused,
    ProviderFailedOver,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
)
from interviewer.kernel.codec import Codec, Stored

Event = Lifecycle | Observed


def _without_a_campaign(scheduled: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither campaigns nor telephones, nor how long the plan is."""
    return {**scheduled, "campaign_id": None, "contact": None, "appointed": False, "minutes": 15, "local": None}


def _by_link(dialled: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no telephones."""
    return {**dialled, "line": "link", "terms_version": 0, "appointed": False}


def _place_unknown(interrupted: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say where the conversation stood."""
    return {**interrupted, "open_question": None, "seconds_left": None}


def _not_over(heard: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no words that do not take the floor."""
    return {**heard, "over": False}


def _few_stages(measured: dict[str, Any]) -> dict[str, Any]:
    """Version 1 measured neither search, playout and content, nor what was prepared, planned, late or wasted."""
    unmeasured = {"retrieval": None, "playout": None, "content": None, "over_budget": None}
    return {**measured, **unmeasured, "prepared": False, "planned": False, "tokens_wasted": 0}


WORDS_OF_SCORECARD = (
    "scorecard.summary",
    "scorecard.criteria.*.rationale",
    "scorecard.criteria.*.evidence.*.quote",
    "scorecard.flags.*.detail",
)
EVENTS: dict[type[Event], Stored] = {
    InterviewScheduled: Stored("interview.scheduled", (_without_a_campaign,), personal=("contact",)),
    InterviewHeld: Stored("interview.held"),
    InterviewDeferred: Stored("interview.deferred"),
    InterviewRescheduled: Stored("interview.rescheduled"),
    AppointmentGivenUp: Stored("appointment.given_up"),
    InterviewQueued: Stored("interview.queued"),
    DialStarted: Stored("dial.started", (_by_link,)),
    CallAnswered: Stored("call.answered"),
    AttemptFailed: Stored("attempt.failed"),
    InterviewLeased: Stored("interview.leased"),
    CandidateJoined: Stored("candidate.joined"),
    CandidateLeft: Stored("candidate.left"),
    InterviewInterrupted: Stored("interview.interrupted", (_place_unknown,)),
    InterviewCompleted: Stored("interview.completed"),
    InterviewAbandoned: Stored("interview.abandoned"),
    InterviewDeclined: Stored("interview.declined"),
    InterviewFailed: Stored("interview.failed"),
    InterviewUnreached: Stored("interview.unreached"),
    InterviewMisdirected: Stored("interview.misdirected"),
    InterviewOptedOut: Stored("interview.opted_out"),
    InterviewCancelled: Stored("interview.cancelled"),
    InterviewExpired: Stored("interview.expired"),
    InterviewEvaluated: Stored("interview.evaluated", personal=WORDS_OF_SCORECARD),
    InterviewReviewed: Stored("interview.reviewed"),
    CallJoined: Stored("call.joined"),
    ConsentGiven: Stored("consent.given"),
    ConsentRefused: Stored("consent.refused"),
    TurnSpoken: Stored("turn.spoken", personal=("text",)),
    TurnHeard: Stored("turn.heard", (_not_over,), personal=("text",)),
    QuestionAsked: Stored("question.asked"),
    ProbeAsked: Stored("probe.asked"),
    QuestionAnswered: Stored("question.answered"),
    QuestionSkipped: Stored("question.skipped"),
    CandidateAsked: Stored("candidate.asked"),
    CandidateAnswered: Stored("candidate.answered"),
    AnswerUnderstood: Stored("answer.understood", personal=("value",)),
    CandidateSignalled: Stored("candidate.signalled"),
    ProposalRefused: Stored("proposal.refused", personal=("text",)),
    CandidateRated: Stored("candidate.rated"),
    TurnMeasured: Stored("turn.measured", (_few_stages,)),
    ProviderFailedOver: Stored("provider.failed_over"),
    CandidateUnheard: Stored("candidate.unheard"),
    CandidateHeardAgain: Stored("candidate.heard_again"),
    RecordingStarted: Stored("recording.started"),
    RecordingSegmentStored: Stored("recording.segment_stored"),
    CandidateChoseTime: Stored("candidate.chose_time"),
    CallEnded: Stored("call.ended"),
}
CODEC: Codec[Event] = Codec(EVENTS)
"""To and from the log."""
OVER: tuple[type[Event], ...] = (
    InterviewCompleted,
    InterviewAbandoned,
    InterviewDeclined,
    InterviewFailed,
    InterviewUnreached,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewCancelled,
    InterviewExpired,
)
"""After any of these no call can follow."""
