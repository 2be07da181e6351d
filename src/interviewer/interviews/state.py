"""Where an interview stands, as a union of small types.

Only what deciding needs; what people read is in `view` and `transcript`. How events lead from one to another is in
`evolution`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from interviewer.interviews.lifecycle import AttemptOutcome, HoldReason, InterruptionCause, Line

Outcome = Literal[
    "completed",
    "abandoned",
    "declined",
    "failed",
    "no_answer",
    "busy",
    "voicemail",
    "wrong_person",
    "opted_out",
    "cancelled",
    "expired",
]
JUDGED: Final[frozenset[Outcome]] = frozenset({"completed", "abandoned", "declined", "failed"})
"""Ends after which a scorecard follows; `waiting` asks for it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Which agent process holds the interview, in which epoch."""

    epoch: int
    agent_id: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who is to be interviewed: `contact` stands for the number to ring, without one there is only the link."""

    candidate_id: str = ""
    campaign_id: str | None = None
    contact: str | None = None
    seconds: float = 900.0
    """The time that the plan has for the conversation."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A telephone call that was tried; it counts however it ended."""

    at: datetime
    outcome: AttemptOutcome | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What every state after scheduling carries along."""

    agreement: Agreement = field(default_factory=Agreement)
    due: datetime | None = None
    """The time agreed last."""
    appointed: bool = False
    """The candidate agreed to `due` itself, and was not called for it yet."""
    epoch: int = 0
    observed: Mapping[int, int] = field(default_factory=dict)
    """The last observation number taken, by epoch."""
    attempts: tuple[Attempt, ...] = ()
    """By telephone, in order."""
    line: Line = "link"
    room: str = ""
    for_appointment: bool = False
    """The call that goes on, or was the last, is at a time that the candidate agreed to."""
    answered: bool = False
    """The attempt that is going on found somebody."""
    candidate_present: bool = False
    met: bool = False
    """The candidate agreed to the interview, in this call or one before."""
    drops: int = 0
    """How often the candidate was lost in mid-call."""
    line_losses: int = 0
    """How often the line of a call by link was lost for long."""
    open_question: str | None = None
    live_since: datetime | None = None
    talked: float = 0.0
    """Seconds talked in calls that are over."""
    local: datetime | None = None
    """The time agreed last on the clocks where the candidate lives, where it was agreed so."""
    wanted: datetime | None = None
    """The time that the candidate asked for in the call."""
    wanted_local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing happened yet."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Nobody calls before its time; it is looked at again at `until`."""

    until: datetime
    course: Course = field(default_factory=Course)


@dataclass(frozen=True, slots=True)
class Held:
    """A person has to look at it first."""

    reason: HoldReason
    course: Course


@dataclass(frozen=True, slots=True)
class Queued:
    """The candidate may be called; the call waits for a free line."""

    since: datetime
    course: Course


@dataclass(frozen=True, slots=True)
class Dialling:
    """The candidate is being reached; an agent has it or will."""

    lease: Lease | None
    course: Course


@dataclass(frozen=True, slots=True)
class Live:
    """Interviewer and candidate are talking."""

    lease: Lease
    course: Course


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The call lost its interviewer, and another may be on the way, or its candidate, who is to be called back."""

    since: datetime
    lease: Lease | None
    course: Course
    cause: InterruptionCause = "agent_lost"


@dataclass(frozen=True, slots=True)
class Ended:
    """Over, for whatever reason; not yet judged."""

    outcome: Outcome
    course: Course


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Over and judged."""

    outcome: Outcome
    course: Course


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Over, judged, and looked at by a person."""

    outcome: Outcome
    course: Course


Interview = Unknown | Scheduled | Held | Queued | Dialling | Live | Interrupted | Ended | Evaluated | Reviewed
INITIAL: Interview = Unknown()


def lease_of(state: Interview) -> Lease | None:
    """Who holds the interview now."""
    return state.lease if isinstance(state, Dialling | Live | Interrupted) else None


def talked(course: Course, at: datetime) -> float:
    """Seconds talked so far, in all calls."""
    return course.talked + (max(0.0, (at - course.live_since).total_seconds()) if course.live_since else 0.0)
