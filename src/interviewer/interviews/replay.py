"""An interview at any moment of its life: how it stood, what it waited for, and what had led there.

A fold like the others, which goes on from any moment; a moment is a place in the log, so that what came later is not
in it. Deliberately not here: what was said, which is the transcript of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Literal

from interviewer.interviews.events import CODEC
from interviewer.interviews.evolution import evolve
from interviewer.interviews.plain_words import sentence, waiting
from interviewer.interviews.state import INITIAL, JUDGED, Interview, Lease, Unknown, lease_of
from interviewer.interviews.view import InterviewView, ViewState, view_of
from interviewer.kernel.log import Recorded

Moment = int | datetime
"""A global position, or a time on the clock of the rows."""
AwaitedThing = Literal[
    "link", "time", "person", "line", "answer", "agent", "end_of_call", "callback", "scorecard", "review"
]


class MomentUnknown(Exception):
    """At that moment there is nothing of this interview."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event that moved the interview, in words, and the state in which it left it. `at`: when the log took it."""

    position: int
    version: int
    type: str
    at: datetime
    actor: str
    correlation_id: str
    causation_id: str | None
    state: ViewState
    text: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """What has to come before the interview goes on; `due` and `reason` as in the view."""

    what: AwaitedThing
    due: datetime | None
    reason: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """How it stood after the last row taken in. `steps` are all the reasons, in the order of the log."""

    view: InterviewView = field(default_factory=InterviewView)
    state: Interview = INITIAL
    steps: tuple[Step, ...] = ()
    at: datetime | None = None
    """When the log took the last row."""

    @property
    def lease(self) -> Lease | None:
        """The agent that has the interview, and its epoch."""
        return lease_of(self.state)

    @property
    def open_question(self) -> str | None:
        """The question that was put and is not answered; at the end the one at which it broke off."""
        return None if isinstance(self.state, Unknown) else self.state.course.open_question

    @property
    def awaited(self) -> Awaited | None:
        """What it waits for; None when nothing can follow."""
        return _awaited(self.view, self.lease)


def replay_of(rows: Iterable[Recorded], replay: Replay | None = None) -> Replay:
    """The interview after these rows of its stream, going on from `replay`."""
    replay = replay or Replay()
    view, state, at, steps = replay.view, replay.state, replay.at, list(replay.steps)
    for row in rows:
        event = CODEC.decode(row)
        view, state, at = view_of((row,), view), evolve(state, event), row.at
        if text := sentence(event):
            steps.append(
                Step(
                    position=row.global_position,
                    version=row.version,
                    type=row.type,
                    at=row.at,
                    actor=row.metadata.actor,
                    correlation_id=row.metadata.correlation_id,
                    causation_id=row.metadata.causation_id,
                    state=view.state,
                    text=text,
                )
            )
    return Replay(view, state, tuple(steps), at)


def until(rows: Sequence[Recorded], moment: Moment) -> tuple[Recorded, ...]:
    """The rows of a stream that were in the log at that moment. Raises `MomentUnknown` when there were none."""
    if isinstance(moment, datetime):
        found = tuple(takewhile(lambda row: row.at <= moment, rows))
        asked = f"At {moment.isoformat()}"
    else:
        found = tuple(takewhile(lambda row: row.global_position <= moment, rows))
        asked = f"At position {moment}"
    if not found:
        first = rows[0]
        raise MomentUnknown(
            f"{asked} there was nothing of this interview yet. It began at {first.at.isoformat()},"
            f" position {first.global_position}."
        )
    return found


def _awaited(view: InterviewView, lease: Lease | None) -> Awaited | None:
    why = waiting(view.reason)
    because = f": {why}" if why else ""
    match view.state:
        case "scheduled" | "interrupted" if view.contact is None and view.reason in {None, "candidate_lost"}:
            return Awaited("link", view.due, None, "the candidate opens its link")
        case "scheduled":
            return Awaited("time", view.due, view.reason, f"the time at which the candidate may be called{because}")
        case "held":
            return Awaited("person", None, view.reason, f"somebody sees to it{because}")
        case "queued":
            return Awaited("line", None, None, "a free line")
        case "dialling" if lease is None:
            return Awaited("agent", None, None, "an agent takes the interview")
        case "dialling":
            text = "the candidate answers" if view.line == "phone" else "the candidate is in the call"
            return Awaited("answer", None, None, text)
        case "live":
            return Awaited("end_of_call", None, None, "the end of the call")
        case "interrupted" if view.reason == "candidate_lost":
            return Awaited("callback", view.due, view.reason, f"the candidate is called back{because}")
        case "interrupted":
            return Awaited("agent", None, view.reason, f"another interviewer takes over{because}")
        case "evaluated":
            return Awaited("review", None, None, "somebody looks at the scorecard and stands for it")
        case state if state in JUDGED:
            return Awaited("scorecard", None, None, "the scorecard")
        case _:
            return None
