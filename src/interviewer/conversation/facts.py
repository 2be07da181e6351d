"""What crosses the conductor's edge: observations in, directives out. All frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from interviewer.conversation.floor.facts import Kind

SpeechKind = Literal[
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
"""What a speech is for. Read back: what was understood; invitation: to ask questions; answer: to one of them."""
Patience: TypeAlias = Kind
"""How long to wait before a pause counts as the end of the candidate's turn."""
EndReason = Literal[
    "finished",
    "declined",
    "wrong_person",
    "rescheduled",
    "opted_out",
    "candidate_stopped",
    "withdrawn",
    "candidate_silent",
    "failed",
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
"""Something in the candidate's words, beside an answer, that the interviewer did something about."""
Pace = Literal["normal", "slow"]
Unheard = Literal["muted", "silent_microphone"]
"""Why nothing is heard of a candidate who is there: it switched its microphone off, or that gives no sound."""

ASKED_FRACTION = 0.7
"""A question of which less was played counts as not asked."""


@dataclass(frozen=True, slots=True)
class Began:
    """Interviewer and candidate are both in the room.

    `heard`: the rest of what the candidate was saying when this interviewer came.
    """

    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The candidate's turn is over; `text` is what was understood."""

    turn_id: str
    text: str
    early: bool = False
    """It began before the interviewer was nearly done with what it last said."""
    limit: bool = False
    """It was ended because it went on too long."""
    torn: bool = False
    """The line was lost in its midst: the candidate said more than this."""


@dataclass(frozen=True, slots=True)
class HeardLate:
    """Words of the turn before, which were understood only now, when the interviewer had the floor again."""

    turn_id: str
    text: str
    heard: float = 1.0
    """How much of what the interviewer says now was heard by then, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """A `Speak` was played: which fraction of it, 0 to 1, and as which turn."""

    speech: Speak
    turn_id: str
    fraction: float
    passages: tuple[str, ...] = ()
    """Of the company's documents, out of which an `Answer` was written: their ids."""
    written: str = ""
    """The words that were found for a `FollowUp`."""


@dataclass(frozen=True, slots=True)
class StayedSilent:
    """The candidate had the turn and said nothing for a while; `unheard`: its microphone gives no sound, or is off."""

    unheard: Unheard | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The candidate made sounds that no words were found in."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """The language model did not find the words of a `Speak` in time, or none that may be said."""

    speech: Speak
    reason: str
    refused: str = ""
    """What it proposed, if that was refused."""


@dataclass(frozen=True, slots=True)
class NotSaid:
    """A `Speak` of planned words could not be said to its end: the voice failed. `fraction` of it was heard."""

    speech: Speak
    turn_id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class LineDown:
    """Nothing has come from the candidate for some seconds, not even silence; perhaps it still hears."""


@dataclass(frozen=True, slots=True)
class LineBack:
    """The candidate is heard again. `unsaid`: what the interviewer was saying when the line was lost, if anything.

    `written`: the words that a language model had found for it by then.
    """

    unsaid: Speak | None = None
    written: str = ""


Observation = (
    Began | Heard | HeardLate | Spoke | StayedSilent | NotUnderstood | NotWritten | NotSaid | LineDown | LineBack
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question for a language model to find about what was just said; `answer` is all that was said to `question`."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to what the candidate asked, out of the company's documents and nothing else."""

    question: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Say these lines, then what a language model writes, then give the candidate the turn unless an `End` follows."""

    kind: SpeechKind
    lines: tuple[str, ...]
    question_id: str | None = None
    probe_id: str | None = None
    patience: Patience = "open"
    written: FollowUp | Answer | None = None
    closing: tuple[str, ...] = ()
    """Lines that come after what is written."""
    opening: int = 0
    """How many of the lines only acknowledge what was said."""
    meanwhile: str = ""
    """What acknowledges it where no line does and what is written is late."""
    limit: float = 240.0
    """Seconds after which the reply to it is ended at its next pause."""
    unhurried: float = 1.0
    """How many times the usual wait a pause in the reply may last."""
    pace: Pace = "normal"


@dataclass(frozen=True, slots=True)
class End:
    """Leave the call when everything was said."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The candidate agreed in this turn."""

    turn_id: str


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    """The candidate did not agree."""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A planned question was played far enough to count as asked."""

    question_id: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class ProbeAsked:
    """The same for an authored follow-up."""

    question_id: str
    probe_id: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """The conductor goes on from this question; the answer is in these turns."""

    question_id: str
    turn_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSkipped:
    """The question stays without an answer."""

    question_id: str
    reason: Literal["no_answer", "candidate_wished", "time"]


@dataclass(frozen=True, slots=True)
class CandidateAsked:
    """The candidate asked something; unless it is answered, it is for the recruiter to answer."""

    turn_id: str


@dataclass(frozen=True, slots=True)
class CandidateAnswered:
    """What the candidate asked in the turn `asked` was answered in `turn_id` out of these passages."""

    asked: str
    turn_id: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerUnderstood:
    """What an answer comes to, for kinds of question with a value; again when it is confirmed or corrected.

    `value` is canonical text ("2 months", "2027-01-04", the id of a choice, "yes"). `knocked_out`: by the plan, it
    rules the candidate out; a person decides about that.
    """

    question_id: str
    value: str
    confirmed: bool
    turn_ids: tuple[str, ...]
    knocked_out: bool = False


@dataclass(frozen=True, slots=True)
class CandidateSignalled:
    """The candidate did something beside answering, and the interviewer reacted to it."""

    signal: Signal
    turn_id: str


@dataclass(frozen=True, slots=True)
class ProposalRefused:
    """A language model proposed what may not be said; `text` is what, `reason` why. It was not spoken."""

    question_id: str | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class CandidateRated:
    """How the candidate found the conversation, 1 (bad) to 5 (good)."""

    rating: int
    turn_id: str


@dataclass(frozen=True, slots=True)
class CandidateChoseTime:
    """The candidate wants to be called at this time, on the clocks where it lives."""

    local: datetime


Note = (
    ConsentGiven
    | ConsentRefused
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
    | CandidateChoseTime
)
"""Something that must go into the log."""
Directive = Speak | End | Note
