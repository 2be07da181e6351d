"""`/v1/events`: all events of the log in order, those that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from interviewer.api import shapes
from interviewer.api.context import Context, Here
from interviewer.providers.event_search import EventSearch, Wanted
from interviewer.wire import records

router = APIRouter(prefix="/v1", tags=["live"])
LAST_POSITION = 2**63 - 1
Type = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z_]+\.([a-z_]+|\*)$")]
Types = Annotated[
    list[Type] | None,
    Query(max_length=20, description="A type, or a family such as `interview.*`; may be given again for more."),
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


@dataclass(frozen=True, slots=True)
class Filter:
    """The query parameters by which events are picked out, here and on the live stream."""

    types: tuple[str, ...]
    interview_id: str | None
    campaign_id: str | None
    correlation_id: str | None

    def search(self, here: Context) -> EventSearch:
        """The question to the log."""
        wanted = Wanted(self.types, self.interview_id, self.campaign_id, self.correlation_id)
        return EventSearch(here.plane.store, wanted, here.plane.stream_campaigns)


async def _filter(  # a plain function, or the class, would be run in a thread
    type: Types = None,  # noqa: A002 - its name in the address
    interview_id: Annotated[Word | None, Query(description="Only this interview's.")] = None,
    campaign_id: Annotated[Word | None, Query(description="Only this campaign's and its interviews'.")] = None,
    correlation_id: Annotated[Word | None, Query(description="Only those that this request led to.")] = None,
) -> Filter:
    return Filter(tuple(type or ()), interview_id, campaign_id, correlation_id)


Filtered = Annotated[Filter, Depends(_filter)]


@router.get("/events")
async def list_events(
    here: Here,
    asked: Filtered,
    after: Annotated[int, Query(ge=0, le=LAST_POSITION, description="The `next` of the page before; 0 begins.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> records.EventPage:
    """The facts of all streams in the order of the log. Go on with `after` = `next` while there is `more`."""
    page = await asked.search(here).page(after, limit)
    return records.EventPage(items=[shapes.event(row) for row in page.rows], next=page.next, more=page.next < page.head)
