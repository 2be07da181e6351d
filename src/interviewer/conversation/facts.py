"""What crosses the conductor's edge: observations in, directives out. All frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from interviewer.conversation.floor.facts import Kind

SpeechKind = Literal[
    "greeting", "consent", "question", "probe", "acknowledgement", "answer", "check_in", "closing", "holding"
]
Patience: TypeAlias = Kind
"""How long to wait before a pause counts as the end of the candidate's turn."""
EndReason = Literal["finished", "declined", "candidate_silent", "failed"]

ASKED_FRACTION = 0.7
"""A question of which less was played counts as not asked."""


@dataclass(frozen=True, slots=True)
class Began:
    """Interviewer and candidate are both in the room."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The candidate's turn is over; `text` is what was understood."""

    turn_id: str
    text: str
    early: bool = False
    """It began before the interviewer was nearly done with what it last said."""


@dataclass(frozen=True, slots=True)
class HeardLate:
    """Words of the turn before, which were understood only now, when the interviewer had the floor again."""

    turn_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """A `Speak` was played: which fraction of it, 0 to 1, and as which turn."""

    speech: Speak
    turn_id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class StayedSilent:
    """The candidate had the turn and said nothing for a while."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The candidate made sounds that no words were found in."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """The language model did not find the words of a `Speak` in time, or none that may be said."""

    speech: Speak
    reason: str


@dataclass(frozen=True, slots=True)
class NotSaid:
    """A `Speak` of planned words could not be said to its end: the voice failed. `fraction` of it was heard."""

    speech: Speak
    turn_id: str
    fraction: float


Observation = Began | Heard | HeardLate | Spoke | StayedSilent | NotUnderstood | NotWritten | NotSaid


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question for a language model to find about what was just said; `answer` is all that was said to `question`."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Say these lines, then what a language model writes, then give the candidate the turn unless an `End` follows."""

    kind: SpeechKind
    lines: tuple[str, ...]
    question_id: str | None = None
    probe_id: str | None = None
    patience: Patience = "open"
    written: FollowUp | None = None
    opening: int = 0
    """How many of the lines only acknowledge what was said."""


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
    reason: Literal["no_answer", "candidate_wished"]


@dataclass(frozen=True, slots=True)
class CandidateAsked:
    """The candidate asked something that is for the recruiter to answer."""

    turn_id: str


Note = ConsentGiven | ConsentRefused | QuestionAsked | ProbeAsked | QuestionAnswered | QuestionSkipped | CandidateAsked
"""Something that must go into the log."""
Directive = Speak | End | Note
