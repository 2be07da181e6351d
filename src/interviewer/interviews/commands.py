"""What can be asked of an interview, in the imperative. Times and ids arrive in the command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interviewer.interviews.lifecycle import AgentLoss, AttemptOutcome, CancelReason, HoldReason
from interviewer.interviews.observations import EndReason, Observed
from interviewer.interviews.policy import Situation
from interviewer.interviews.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Schedule:
    """Agree an interview; see `InterviewScheduled`. `hold`: a person has to look at it first."""

    plan_id: str
    candidate_id: str
    question_ids: tuple[str, ...]
    due: datetime
    now: datetime
    campaign_id: str | None = None
    contact: str | None = None
    appointed: bool = False
    minutes: int = 15
    local: datetime | None = None
    hold: HoldReason | None = None


@dataclass(frozen=True, slots=True)
class Consider:
    """Look whether the candidate may be called now, and queue the call if so."""

    situation: Situation
    now: datetime


@dataclass(frozen=True, slots=True)
class Dial:
    """Begin to ring the candidate's telephone, on a line that is free."""

    interview_id: str
    situation: Situation
    now: datetime


@dataclass(frozen=True, slots=True)
class Join:
    """The candidate opened its link: begin the call there."""

    room: str
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteAnswered:
    """The attempt found somebody."""

    attempt: int
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteAttemptFailed:
    """The attempt found nobody."""

    attempt: int
    outcome: AttemptOutcome
    now: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """Give the interview to an agent process."""

    agent_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteCandidateJoined:
    """LiveKit saw the candidate come."""

    now: datetime


@dataclass(frozen=True, slots=True)
class NoteCandidateLeft:
    """LiveKit saw the candidate go."""

    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Observe:
    """Take in what an agent saw."""

    observation: Observed


@dataclass(frozen=True, slots=True)
class LoseLease:
    """The agent of that epoch is gone."""

    epoch: int
    cause: AgentLoss
    now: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """End a call that nobody can bring to its end."""

    reason: EndReason
    now: datetime


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Agree on another time, which the candidate wants itself; see `InterviewRescheduled`."""

    due: datetime
    by: str
    now: datetime
    local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unappoint:
    """Give up the time that was agreed; see `AppointmentGivenUp`."""

    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Cancel:
    """Call the interview off. A call that is going on is not cut."""

    reason: CancelReason
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Attach the scorecard."""

    scorecard: Scorecard
    now: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A person looked at the scorecard and stands for it."""

    by: str
    now: datetime


Command = (
    Schedule
    | Consider
    | Dial
    | Join
    | NoteAnswered
    | NoteAttemptFailed
    | Lease
    | NoteCandidateJoined
    | NoteCandidateLeft
    | Observe
    | LoseLease
    | GiveUp
    | Reschedule
    | Unappoint
    | Cancel
    | Evaluate
    | Review
)
