"""What goes into a rehearsal, and what comes out of it. All frozen values; times are seconds from its beginning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from interviewer.conversation.facts import Answer, EndReason, FollowUp, Note, SpeechKind


@dataclass(frozen=True, slots=True)
class Says:
    """The candidate says this; `seconds`: how long it takes, where that is not the usual time for so many words."""

    text: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class StaysSilent:
    """The candidate says nothing until the interviewer does something about it."""


@dataclass(frozen=True, slots=True)
class Mumbles:
    """The candidate makes sounds in which no words are found."""


@dataclass(frozen=True, slots=True)
class CutsOff:
    """The candidate began to say this while the interviewer spoke, of whose last words this fraction was heard."""

    text: str
    heard: float = 0.4


@dataclass(frozen=True, slots=True)
class Waits:
    """So many seconds go by before what comes next."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Wrote:
    """What was `Wanted` was found: these words, out of these passages of the company's documents."""

    text: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WroteNothing:
    """What was `Wanted` was not found, or what was proposed (`refused`) may not be said."""

    reason: str
    refused: str = ""


Input: TypeAlias = Says | StaysSilent | Mumbles | CutsOff | Waits | Wrote | WroteNothing


@dataclass(frozen=True, slots=True)
class Said:
    """The interviewer said this; `heard` is the fraction that the candidate let it say."""

    turn_id: str
    kind: SpeechKind
    text: str
    at: float
    seconds: float
    question_id: str | None = None
    probe_id: str | None = None
    heard: float = 1.0


@dataclass(frozen=True, slots=True)
class Replied:
    """The candidate said this; with no words, it made sounds or stayed silent for so long."""

    turn_id: str
    text: str
    at: float
    seconds: float
    question_id: str | None = None
    limit: bool = False
    """It took longer than a turn may."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What the log of a call would hold."""

    note: Note
    at: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """The interviewer wants words that are not in the plan; the rehearsal goes on when it was told of them."""

    written: FollowUp | Answer
    question_id: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What was `Wanted` was not found, and nothing else tells why: the interviewer does without it."""

    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The conversation is over."""

    reason: EndReason
    at: float


Happening: TypeAlias = Said | Replied | Noted | Wanted | Unwritten | Ended
