"""What an agent sees in a call, numbered by it per epoch from 1.

To add one: a class here, its place in `Observed`, and a row in `events.EVENTS`; the type checker names the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interviewer.interviews.ids import TurnId
from interviewer.interviews.latency import Stage

EndReason = Literal[
    "finished",
    "declined",
    "wrong_person",
    "opted_out",
    "rescheduled",
    "candidate_stopped",
    "withdrawn",
    "voicemail",
    "candidate_hung_up",
    "candidate_silent",
    "candidate_absent",
    "candidate_lost",
    "stopped",
    "failed",
]
TurnKind = Literal[
    "identity",
    "greeting",
    "consent",
    "time_check",
    "question",
    "probe",
    "read_back",
    "acknowledgement",
    "answer",
    "check_in",
    "invitation",
    "rating",
    "closing",
    "holding",
]
Signal = Literal[
    "wrong_person",
    "not_now",
    "repeat",
    "rephrase",
    "slower",
    "more_time",
    "as_text",
    "thinks",
    "goes_back",
    "corrects",
    "skips",
    "asks_back",
    "asks_if_ai",
    "wants_person",
    "stops",
    "withdraws",
    "no_more_calls",
    "distressed",
    "rude",
    "switches_language",
    "bad_line",
    "noise",
    "other_voice",
    "instructs",
    "rambles",
]

Unheard = Literal["lost", "muted", "silent_microphone"]
"""Lost: nothing arrives, not even silence. Silent microphone: what arrives is no sound."""


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
    """The candidate said something; `confidence` is the recogniser's, 0 to 1.

    `over`: it was said over the interviewer and did not take the floor: "mhm". It belongs to no answer.
    """

    turn_id: TurnId
    text: str
    question_id: str | None
    started: datetime
    ended: datetime
    confidence: float | None = None
    over: bool = False


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
class CandidateAnswered(Observation):
    """What the candidate asked in the turn `asked` was answered in `turn_id`, out of these passages of documents."""

    asked: TurnId
    turn_id: TurnId
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnderstood(Observation):
    """What an answer comes to: a number with its unit, an ISO date, the id of a choice, yes or no.

    The last one of a question counts. `knocked_out`: by the plan it rules the candidate out; a person decides.
    """

    question_id: str
    value: str
    confirmed: bool
    turn_ids: tuple[TurnId, ...]
    knocked_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSignalled(Observation):
    """The candidate did something beside answering, in this turn, and the interviewer reacted to it."""

    signal: Signal
    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRefused(Observation):
    """A language model proposed `text`, which may not be said, and why; it was not spoken."""

    question_id: str | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRated(Observation):
    """How the candidate found the conversation, 1 (bad) to 5 (good)."""

    rating: int
    turn_id: TurnId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMeasured(Observation):
    """How long a reply took, in milliseconds; what each stage is: `latency.Latency`."""

    turn_id: TurnId
    endpointing: float | None
    stt_final: float | None
    retrieval: float | None = None
    llm_first_token: float | None
    tts_first_chunk: float | None
    playout: float | None = None
    first_sound: float | None
    content: float | None = None
    prepared: bool = False
    planned: bool = False
    over_budget: Stage | None = None
    tokens_wasted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFailedOver(Observation):
    """A provider did not serve this call, and another one did `instead`; None: nobody did.

    `replayed`: seconds of the candidate's voice that the other one heard from what was kept.
    """

    part: Literal["recognition", "writing", "speech"]
    provider: str
    instead: str | None
    reason: str
    replayed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateUnheard(Observation):
    """Nothing is heard of the candidate, who is in the call as far as is known, and why; it is not silence."""

    why: Unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateHeardAgain(Observation):
    """The candidate is heard again, after so many seconds."""

    why: Unheard
    seconds: float


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
class CandidateChoseTime(Observation):
    """The candidate asked to be called at another time, and which; `local` on the clocks where it lives."""

    due: datetime
    local: datetime | None = None


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
    | CandidateAnswered
    | AnswerUnderstood
    | CandidateSignalled
    | ProposalRefused
    | CandidateRated
    | TurnMeasured
    | ProviderFailedOver
    | CandidateUnheard
    | CandidateHeardAgain
    | RecordingStarted
    | RecordingSegmentStored
    | CandidateChoseTime
    | CallEnded
)
