"""How calls waited for a free line: every stay in the queue, from the moment from which the call might have begun.

Times are the world's, as the events have them. Deliberately not here: how long is too long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from interviewer.calling.campaign import CampaignChanged, CampaignResumed
from interviewer.calling.permission import ConsentRecorded
from interviewer.interviews import lifecycle
from interviewer.interviews.events import OVER, Event
from interviewer.simulation.campaign.timeline import Life, Timeline

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wait:
    """A stay in the queue. `left` is None while it lasts."""

    campaign_id: str | None
    due: datetime
    """From when on the call might have begun, had there been a line."""
    queued: datetime
    left: datetime | None
    dialled: int | None
    """The position of the DialStarted by which it left; None if it left otherwise."""


def waits(timeline: Timeline) -> tuple[Wait, ...]:
    """Every stay of every call."""
    removed: dict[str, list[tuple[int, datetime]]] = {}
    """When something that stood in the way went, by campaign and candidate: position in the log and time."""
    for fact in timeline.facts:
        if isinstance(fact.event, CampaignResumed | CampaignChanged | ConsentRecorded):
            removed.setdefault(fact.subject, []).append((fact.position, fact.event.at))
    return tuple(
        wait
        for life in timeline.lives.values()
        for wait in _waits(life, [*removed.get(life.campaign_id or "", ()), *removed.get(life.candidate_id, ())])
    )


def _waits(life: Life, removed: list[tuple[int, datetime]]) -> Iterator[Wait]:
    due, queued = LONG_AGO, None
    for fact in life.facts:
        if queued is not None and _leaves(fact.event):
            dialled = fact.position if isinstance(fact.event, lifecycle.DialStarted) else None
            since = max((due, *(at for position, at in removed if position < fact.position)))
            yield Wait(life.campaign_id, since, queued, fact.event.at, dialled)
            queued = None
        match fact.event:
            case lifecycle.InterviewQueued(at=at):
                queued = at
            case lifecycle.InterviewScheduled(due=until, at=at) | lifecycle.InterviewRescheduled(due=until, at=at):
                due = max(until, at)
            case lifecycle.InterviewDeferred(until=until):
                due = until
            case lifecycle.AttemptFailed(at=at) | lifecycle.InterviewInterrupted(at=at):
                due = at
            case _:
                pass
    if queued is not None:
        yield Wait(life.campaign_id, due, queued, None, None)


def _leaves(event: Event) -> bool:
    away = lifecycle.DialStarted, lifecycle.InterviewDeferred, lifecycle.InterviewHeld, lifecycle.InterviewRescheduled
    return isinstance(event, (*away, *OVER))
