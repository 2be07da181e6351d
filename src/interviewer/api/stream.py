"""`/v1/stream`: the log as it grows, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from interviewer.api import shapes
from interviewer.api.access import Watch
from interviewer.api.context import Context, Here
from interviewer.api.events import LAST_POSITION, Filtered
from interviewer.api.feed import Dropped
from interviewer.api.refusals import RequestInvalid
from interviewer.kernel.log import LogUnavailable
from interviewer.providers.api_keys import KeyRefused
from interviewer.providers.event_search import EventSearch

router = APIRouter(prefix="/v1", tags=["live"])
KEEP_ALIVE_SECONDS = 15
EXAMPLE = """\
: open

id: 4711
event: question.asked
data: {"position": 4711, "version": 12, "type": "question.asked", …}

"""
SEND_SECONDS = 30
"""A reader that takes nothing for so long is gone."""


@router.get(
    "/stream",
    response_class=EventSourceResponse,
    responses={
        HTTPStatus.OK: {
            "description": "Never ends of itself.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
        }
    },
)
async def stream_events(
    here: Here,
    asked: Filtered,
    after: Annotated[
        int | None,
        Query(ge=0, le=LAST_POSITION, description="As Last-Event-ID, for a first call. Without: from now on."),
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Facts as they are appended: `id` is the global position, `event` the type. Comments keep the line alive.

    With `Last-Event-ID` it goes on behind that position. The event `dropped` says that this reader was too slow, that
    its key was revoked, or that the database is away; come back with the last id.
    """
    start = _position(last_event_id) if last_event_id else after
    if start is None:
        start = await here.plane.store.head()
    return EventSourceResponse(
        _events(here, start, asked.search(here)),
        ping=KEEP_ALIVE_SECONDS,
        send_timeout=SEND_SECONDS,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _position(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < len(str(LAST_POSITION)):
        return int(text)
    raise RequestInvalid("Last-Event-ID is a global position: a whole number from 0.")


async def _events(here: Context, start: int, search: EventSearch) -> AsyncIterator[ServerSentEvent]:
    watch = Watch(here.plane.api_keys)
    yield ServerSentEvent(comment="open")
    try:
        async for row in here.feed.events(start, search):
            await watch.look()
            item = shapes.event(row)
            yield ServerSentEvent(item.model_dump_json(), event=item.type, id=str(item.position))
    except (Dropped, KeyRefused) as error:
        yield ServerSentEvent(str(error) or str(type(error).__doc__), event="dropped")
    except LogUnavailable as error:
        yield ServerSentEvent(str(error), event="dropped")
