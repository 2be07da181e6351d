"""`/v1/interviews/{id}/replay`: how an interview stood at any moment, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from interviewer.api import shapes
from interviewer.api.context import Here
from interviewer.api.refusals import RequestInvalid
from interviewer.interviews.replay import Moment, Replay, replay_of, until
from interviewer.interviews.transcript import Transcript, transcript_of
from interviewer.wire import replay as wire
from interviewer.wire.interviews import AttemptOfInterview
from interviewer.wire.problems import Problem

router = APIRouter(prefix="/v1/interviews", tags=["interviews"], responses={HTTPStatus.NOT_FOUND: {"model": Problem}})
LAST_POSITION = 2**63 - 1
At = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A position of the log, or a time with its offset, as the log has it. Without: now.",
        examples=["4711", "2026-11-23T14:05:00Z"],
    ),
]


@router.get("/{interview_id}/replay")
async def get_replay(here: Here, interview_id: str, at: At = None) -> wire.Replay:
    """How the interview stood at a moment: its state, what it waited for, what was said, and the events that led there.

    It is folded from what the log held then, so that what came later is not in it.
    """
    clock = here.plane.clock
    moment = None if at is None else _moment(at)
    if isinstance(moment, datetime) and moment > clock.now():
        raise RequestInvalid("at: that moment is still to come. Leave it out to see how things stand.")
    if isinstance(moment, int) and moment > (head := await here.plane.store.head()):
        raise RequestInvalid(f"at: the log ends at position {head}. Leave it out to see how things stand.")
    rows = tuple(replace(row, at=clock.world(row.at)) for row in await here.rows(interview_id))
    found = rows if moment is None else until(rows, moment)
    return _shown(interview_id, replay_of(found), transcript_of(found))


def _moment(at: str) -> Moment:
    """Raises `RequestInvalid`."""
    if at.isascii() and at.isdecimal():
        if int(at) > LAST_POSITION:
            raise RequestInvalid("at: no log has so many positions.")
        return int(at)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise RequestInvalid(
            "at: give a global position such as 4711, or a time such as 2026-11-23T14:05:00Z."
            " In an address a + is written %2B."
        ) from error
    if moment.tzinfo is None:
        raise RequestInvalid("at: the time is without its offset. Put a Z at its end if it is UTC.")
    return moment


def _shown(interview_id: str, replay: Replay, said: Transcript) -> wire.Replay:
    view, awaited = replay.view, replay.awaited
    assert replay.at is not None  # noqa: S101 - there is at least one row
    return wire.Replay(
        id=interview_id,
        position=view.position,
        version=view.version,
        at=replay.at,
        state=view.state,
        outcome=view.outcome,
        end_reason=view.end_reason,
        awaits=awaited and wire.AwaitedByInterview.model_validate(awaited, from_attributes=True),
        attempts=[AttemptOfInterview.model_validate(one, from_attributes=True) for one in view.attempts],
        epoch=view.epoch,
        agent_id=replay.lease.agent_id if replay.lease else None,
        open_question=replay.open_question,
        questions=[wire.QuestionProgress(id=question, state=state) for question, state in view.questions],
        consent=view.consent,
        steps=[wire.StepOfInterview.model_validate(step, from_attributes=True) for step in replay.steps],
        turns=shapes.transcript(said).turns,
    )
