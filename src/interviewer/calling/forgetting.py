"""Forgetting a person: that it was asked for and that it is done, as facts that outlive what was forgotten.

One stream, `candidate-<id>`. Deliberately not here: what has to be destroyed (`orchestrator.forgetting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from interviewer.calling import names
from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.execute import Aggregate
from interviewer.kernel.log import Effect, Enqueue, Reserve

STREAM_PREFIX = "candidate-"
FORGETTINGS = "forgettings"
"""The queue of candidates who are to be forgotten; the key is the candidate's id."""


@dataclass(frozen=True, slots=True)
class ForgettingAsked:
    """Somebody asked that the candidate be forgotten: from here on nobody calls, and the rest follows."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CandidateForgotten:
    """The candidate's key is destroyed, and so is all that was sealed under it; the recordings are deleted.

    `interviews` are those that the candidate had; `blobs` is how many pieces of sound were deleted; `in_plain` how many
    of the candidate's events were written by a release that sealed nothing yet, and can still be read.
    """

    interviews: tuple[str, ...]
    blobs: int
    in_plain: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Forget:
    """Forget the candidate."""

    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteForgotten:
    """It is done; see `CandidateForgotten`."""

    interviews: tuple[str, ...]
    blobs: int
    in_plain: int
    now: datetime


ForgettingEvent = ForgettingAsked | CandidateForgotten
ForgettingCommand = Forget | NoteForgotten
Forgetting = ForgettingEvent | None
"""How far it is; None: nobody asked."""


class NobodyAsked(Exception):
    """Nobody asked that this candidate be forgotten."""


def decide(command: ForgettingCommand, so_far: Forgetting) -> tuple[ForgettingEvent, ...]:
    """The events that carry the command out; none if it changes nothing. Raises `NobodyAsked`.

    It may be done again, for a backup may bring back what was destroyed.
    """
    match command:
        case Forget(by, now):
            return () if isinstance(so_far, ForgettingAsked) else (ForgettingAsked(by, now),)
        case NoteForgotten(interviews, blobs, in_plain, now):
            if so_far is None:
                raise NobodyAsked
            if isinstance(so_far, CandidateForgotten):
                return ()
            return (CandidateForgotten(interviews, blobs, in_plain, now),)
        case _:
            assert_never(command)


def evolve(_: Forgetting, event: ForgettingEvent) -> Forgetting:
    """How far it is after the event."""
    return event


def effects(stream: str, event: ForgettingEvent, _: Forgetting) -> tuple[Effect, ...]:
    """The name that forbids calls, and the work to be done."""
    if isinstance(event, CandidateForgotten):
        return ()
    candidate_id = stream.removeprefix(STREAM_PREFIX)
    return Reserve(names.forgotten(candidate_id), candidate_id), Enqueue(FORGETTINGS, candidate_id, event.at)


FORGETTING_EVENTS: dict[type[ForgettingEvent], Stored] = {
    ForgettingAsked: Stored("candidate.forgetting_asked"),
    CandidateForgotten: Stored("candidate.forgotten"),
}
FORGETTING: Aggregate[ForgettingCommand, ForgettingEvent, Forgetting] = Aggregate(
    initial=None, decide=decide, evolve=evolve, codec=Codec(FORGETTING_EVENTS), effects=effects
)
