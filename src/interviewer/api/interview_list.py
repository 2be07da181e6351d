"""`/v1/interviews` as a list: every filter and order, page by page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator

from interviewer.api import cursors, shapes
from interviewer.api.context import Here
from interviewer.calling.terms import Instant
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import ViewState
from interviewer.providers.interview_pages import Asked, Order
from interviewer.providers.summaries import InterviewSummaries
from interviewer.wire import interviews as wire
from interviewer.wire.fields import Id

router = APIRouter(prefix="/v1/interviews", tags=["interviews"])


def _in_the_calendar(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no calendar goes so far") from error


Moment = Annotated[Instant, AfterValidator(_in_the_calendar)]


async def _asked(
    state: Annotated[
        list[ViewState] | None, Query(max_length=20, description="Only in this state; may be given again for more.")
    ] = None,
    outcome: Annotated[
        list[Outcome] | None, Query(max_length=20, description="Only ended so; may be given again for more.")
    ] = None,
    campaign_id: Id | None = None,
    plan_id: Id | None = None,
    candidate_id: Id | None = None,
    created_from: Annotated[Moment | None, Query(description="Only made at this time or later.")] = None,
    created_to: Annotated[Moment | None, Query(description="Only made before this time.")] = None,
    sort: Annotated[
        Order,
        Query(description="By this time, `-`: from the latest on. Interviews without such a time are left out."),
    ] = "-created_at",
) -> Asked:
    states, outcomes = tuple(dict.fromkeys(state or ())), tuple(dict.fromkeys(outcome or ()))
    return Asked(states, outcomes, campaign_id, plan_id, candidate_id, created_from, created_to, sort)


AskedFor = Annotated[Asked, Depends(_asked)]


@router.get("")
async def list_interviews(
    here: Here,
    asked: AskedFor,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> wire.Interviews:
    """Interviews, newest first or in another order, those that all filters given agree to."""
    await here.catch_up(InterviewSummaries())
    behind = cursors.read(cursor, asked.order)
    found = await here.plane.summaries.page(asked, limit=limit + 1, behind=behind)
    shown = found[:limit]
    plans = await here.plane.catalog.several(row.view.plan_id for row in shown)
    items = [
        shapes.interview(
            row.id,
            row.view,
            plans[row.view.plan_id].plan,
            row.candidate_name,
            join_url=here.join_url(row.id, row.view),
            judging=row.judging,
        )
        for row in shown
    ]
    more = len(found) > limit
    return wire.Interviews(
        items=items, next_cursor=cursors.of(shown[-1].at, shown[-1].id, asked.order) if more else None
    )
