"""What the control plane decides about an interview, in the past tense.

To add one: a class here, its place in `Lifecycle`, and a row in `events.EVENTS`; the type checker names the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interviewer.interviews.observations import EndReason
from interviewer.interviews.scorecard import Scorecard

Line = Literal["link", "phone"]
"""How the candidate is reached: it opens its link, or its telephone is rung."""
AgentLoss = Literal["agent_lost", "agent_stopped", "agent_failed"]
InterruptionCause = AgentLoss | Literal["candidate_lost", "line_lost"]
"""Candidate lost: it is called back. Line lost: it opened a link, and an agent waits for it in the room."""
AttemptOutcome = Literal["no_answer", "busy", "voicemail", "dropped", "unreachable", "unknown", "not_rung"]
"""How an attempt ended that led to no conversation. `unknown`: whoever rang died, and it may have rung. `not_rung`: it
surely has not, for the line was away or it was too late; such an attempt does not count.
"""
WaitReason = Literal[
    "not_due",
    "not_begun",
    "weekday",
    "holiday",
    "hour",
    "daily_limit",
    "after_no_answer",
    "after_busy",
    "after_voicemail",
    "after_dropped",
    "after_unreachable",
    "after_unknown",
]
HoldReason = Literal[
    "zone_unknown", "zone_ambiguous", "consent_missing", "appointment_missed", "time_unclear", "attempts_used_up"
]
CancelReason = Literal["recruiter", "campaign_cancelled", "do_not_call", "forgotten"]


@dataclass(frozen=True, slots=True)
class InterviewScheduled:
    """An interview with this candidate by this plan was agreed for a time.

    `contact` stands for the number to ring; without one the candidate comes by its link. `appointed`: the candidate
    agreed to that very time. Where it was agreed as `local`, on the clocks where the candidate lives, it stays at that
    hour even if the zone changes its rules. `minutes` is the time the plan has for it.
    """

    plan_id: str
    candidate_id: str
    question_ids: tuple[str, ...]
    due: datetime
    at: datetime
    campaign_id: str | None = None
    contact: str | None = None
    appointed: bool = False
    minutes: int = 15
    local: datetime | None = None


@dataclass(frozen=True, slots=True)
class InterviewHeld:
    """Nobody may be called before a person has looked at it."""

    reason: HoldReason
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewDeferred:
    """It is not the time to call; it is looked at again then."""

    until: datetime
    reason: WaitReason
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewRescheduled:
    """Another time was agreed, which beats the calling windows and the queue; `local` as in `InterviewScheduled`."""

    due: datetime
    by: str
    at: datetime
    local: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppointmentGivenUp:
    """The time that was agreed binds no more: the candidate is called as windows and terms allow."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewQueued:
    """The candidate may be called now; the call waits for a free line."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DialStarted:
    """The attempt to reach the candidate began; written before the outside world is touched.

    `terms_version` is that of the campaign whose terms allowed it, 0 without a campaign; `appointed`: the candidate
    agreed to be called at this time.
    """

    attempt: int
    room: str
    at: datetime
    line: Line = "link"
    terms_version: int = 0
    appointed: bool = False


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The candidate's telephone was answered."""

    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """The attempt led to no conversation."""

    attempt: int
    outcome: AttemptOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewLeased:
    """An agent process got the interview; older epochs may no longer move its state."""

    epoch: int
    agent_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CandidateJoined:
    """LiveKit reported the candidate in the room."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CandidateLeft:
    """LiveKit reported that the candidate is no longer in the room."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewInterrupted:
    """The call lost its interviewer, who can be replaced, or its candidate, who can be called back.

    It goes on at `open_question`, with `seconds_left` of its time.
    """

    epoch: int
    cause: InterruptionCause
    at: datetime
    open_question: str | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class InterviewCompleted:
    """All was asked and said goodbye to."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewAbandoned:
    """The interview ended before its end."""

    reason: EndReason
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewDeclined:
    """The candidate did not want the interview or its recording, or took the consent back: `withdrawal`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewFailed:
    """The interview could not be held, through no doing of the candidate's."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewUnreached:
    """The candidate was not reached in all the attempts there are; `outcome` is that of the last."""

    outcome: Literal["no_answer", "busy", "voicemail"]
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewMisdirected:
    """Somebody else answered: the number is not the candidate's."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewOptedOut:
    """The candidate wants no more calls; the number is on the do-not-call list from this moment on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewCancelled:
    """It was called off before it was held."""

    reason: CancelReason
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewExpired:
    """The time in which the candidate might have been called is over."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewEvaluated:
    """A scorecard was made from the transcript."""

    scorecard: Scorecard
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewReviewed:
    """A person looked at the scorecard and stands for it."""

    by: str
    at: datetime


Lifecycle = (
    InterviewScheduled
    | InterviewHeld
    | InterviewDeferred
    | InterviewRescheduled
    | AppointmentGivenUp
    | InterviewQueued
    | DialStarted
    | CallAnswered
    | AttemptFailed
    | InterviewLeased
    | CandidateJoined
    | CandidateLeft
    | InterviewInterrupted
    | InterviewCompleted
    | InterviewAbandoned
    | InterviewDeclined
    | InterviewFailed
    | InterviewUnreached
    | InterviewMisdirected
    | InterviewOptedOut
    | InterviewCancelled
    | InterviewExpired
    | InterviewEvaluated
    | InterviewReviewed
)
