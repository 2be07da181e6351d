"""Every fact that an interview's stream can hold, in the past tense.

Two families: the lifecycle, decided by the control plane, and observations, seen by the agent in the call and
numbered by it per epoch. To add an event: a class here, a row in `EVENTS`; the type checker names the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interviewer.interviews.ids import TurnId
from interviewer.interviews.scorecard import Scorecard
from interviewer.kernel.codec import Codec, Stored

InterruptionCause = Literal["agent_lost", "agent_stopped", "agent_failed"]
EndReason = Literal[
    "finished",
    "declined",
    "candidate_hung_up",
    "candidate_silent",
    "candidate_absent",
    "candidate_lost",
    "stopped",
    "failed",
]
TurnKind = Literal[
    "greeting", "consent", "question", "probe", "acknowledgement", "answer", "check_in", "closing", "holding"
]


@dataclass(frozen=True, slots=True)
class InterviewScheduled:
    """An interview with this candidate by this plan was agreed for a time."""

    plan_id: str
    candidate_id: str
    question_ids: tuple[str, ...]
    due: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class DialStarted:
    """The attempt to reach the candidate began; written before the outside world is touched."""

    attempt: int
    room: str
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
    """The call has no interviewer any more; the interview can be leased again."""

    epoch: int
    cause: InterruptionCause
    at: datetime


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
    """The candidate did not want the interview or its recording."""

    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewFailed:
    """The interview could not be held, through no doing of the candidate's."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewEvaluated:
    """A scorecard was made from the transcript."""

    scorecard: Scorecard
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Seen by the agent of an epoch, numbered from 1 without gaps; `late`: it arrived after its epoch was over."""

    epoch: int
    number: int
    at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallJoined(Observation):
    """Interviewer and candidate are both in the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Observation):
    """The candidate agreed to the recorded interview, in this turn."""

    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused(Observation):
    """The candidate did not agree; their words are not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSpoken(Observation):
    """The interviewer said something: `text` is what was played, cut at the word where it was interrupted."""

    turn_id: TurnId
    kind: TurnKind
    text: str
    question_id: str | None
    started: datetime
    ended: datetime
    interrupted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnHeard(Observation):
    """The candidate said something; `confidence` is the recogniser's, 0 to 1."""

    turn_id: TurnId
    text: str
    question_id: str | None
    started: datetime
    ended: datetime
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked(Observation):
    """A planned question was put to the candidate, in this turn."""

    question_id: str
    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAsked(Observation):
    """An authored follow-up was put to the candidate, in this turn."""

    question_id: str
    probe_id: str
    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Observation):
    """The candidate finished answering a question; the words are in the turns named here."""

    question_id: str
    turn_ids: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSkipped(Observation):
    """A question was left without an answer, and why."""

    question_id: str
    reason: Literal["no_answer", "candidate_wished", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAsked(Observation):
    """The candidate asked something back, in this turn; it is for the recruiter to answer."""

    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMeasured(Observation):
    """The stages of a reply in milliseconds: from the candidate's last word to the reply's first sound."""

    turn_id: TurnId
    endpointing: float | None
    stt_final: float | None
    llm_first_token: float | None
    tts_first_chunk: float | None
    first_sound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(Observation):
    """Sound is kept from this moment on, by the interviewer of this epoch."""

    started: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSegmentStored(Observation):
    """A piece of the recording is in the blob store: `start`, in seconds since its epoch's recording started."""

    key: str
    start: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Observation):
    """The interviewer left the call for good, and why."""

    reason: EndReason


Observed = (
    CallJoined
    | ConsentGiven
    | ConsentRefused
    | TurnSpoken
    | TurnHeard
    | QuestionAsked
    | ProbeAsked
    | QuestionAnswered
    | QuestionSkipped
    | CandidateAsked
    | TurnMeasured
    | RecordingStarted
    | RecordingSegmentStored
    | CallEnded
)
Lifecycle = (
    InterviewScheduled
    | DialStarted
    | InterviewLeased
    | CandidateJoined
    | CandidateLeft
    | InterviewInterrupted
    | InterviewCompleted
    | InterviewAbandoned
    | InterviewDeclined
    | InterviewFailed
    | InterviewEvaluated
)
Event = Lifecycle | Observed

EVENTS: dict[type[Event], Stored] = {
    InterviewScheduled: Stored("interview.scheduled"),
    DialStarted: Stored("dial.started"),
    InterviewLeased: Stored("interview.leased"),
    CandidateJoined: Stored("candidate.joined"),
    CandidateLeft: Stored("candidate.left"),
    InterviewInterrupted: Stored("interview.interrupted"),
    InterviewCompleted: Stored("interview.completed"),
    InterviewAbandoned: Stored("interview.abandoned"),
    InterviewDeclined: Stored("interview.declined"),
    InterviewFailed: Stored("interview.failed"),
    InterviewEvaluated: Stored("interview.evaluated"),
    CallJoined: Stored("call.joined"),
    ConsentGiven: Stored("consent.given"),
    ConsentRefused: Stored("consent.refused"),
    TurnSpoken: Stored("turn.spoken"),
    TurnHeard: Stored("turn.heard"),
    QuestionAsked: Stored("question.asked"),
    ProbeAsked: Stored("probe.asked"),
    QuestionAnswered: Stored("question.answered"),
    QuestionSkipped: Stored("question.skipped"),
    CandidateAsked: Stored("candidate.asked"),
    TurnMeasured: Stored("turn.measured"),
    RecordingStarted: Stored("recording.started"),
    RecordingSegmentStored: Stored("recording.segment_stored"),
    CallEnded: Stored("call.ended"),
}
CODEC: Codec[Event] = Codec(EVENTS)
