"""`/v1/interviews/{id}/recording`: one Ogg Opus file, whatever number of pieces it is stored in; with byte ranges."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from interviewer.api.answers import answer
from interviewer.api.context import Here
from interviewer.api.refusals import NothingRecorded, PartUnknown
from interviewer.providers import recordings
from interviewer.wire.problems import Problem

PROBLEM: dict[str, Any] = {"model": Problem}
router = APIRouter(prefix="/v1/interviews", tags=["interviews"])
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@router.get(
    "/{interview_id}/recording",
    response_class=Response,
    responses={
        HTTPStatus.OK: {"content": {"audio/ogg": {}}, "description": "Left: the interviewer, right: the candidate."},
        HTTPStatus.PARTIAL_CONTENT: {"content": {"audio/ogg": {}}, "description": "The part that was asked for."},
        HTTPStatus.NOT_FOUND: PROBLEM,
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: {**PROBLEM, "description": "The recording has no such part."},
        HTTPStatus.INTERNAL_SERVER_ERROR: {**PROBLEM, "description": "What is stored of the recording is damaged."},
    },
)
async def get_recording(
    here: Here, interview_id: str, asked: Annotated[str | None, Header(alias="Range")] = None
) -> Response:
    """The recording so far, as Ogg Opus with two channels. Gaps are silent and named in the interview."""
    view = await here.view(interview_id)
    if view.withdrawn:
        raise NothingRecorded("The candidate took the consent back: the recording was deleted.")
    if not view.segments:
        raise NothingRecorded("Nothing was recorded of this interview: recording begins with the candidate's consent.")
    joined = await recordings.joined(here.plane.blobs, interview_id, view.segments, final=view.over)
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": f'inline; filename="{interview_id}.ogg"'}
    span = _span(asked, joined.size)
    if span is None:
        headers["Content-Length"] = str(joined.size)
        return StreamingResponse(joined.read(0, joined.size), media_type="audio/ogg", headers=headers)
    first, last = span
    if first > last:
        refused = answer(PartUnknown(f"The recording has {joined.size} bytes. Ask for some of them."))
        refused.headers["Content-Range"] = f"bytes */{joined.size}"
        return refused
    headers |= {"Content-Range": f"bytes {first}-{last}/{joined.size}", "Content-Length": str(last - first + 1)}
    return StreamingResponse(
        joined.read(first, last - first + 1),
        status_code=HTTPStatus.PARTIAL_CONTENT,
        media_type="audio/ogg",
        headers=headers,
    )


def _span(asked: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole; an empty span (first > last) cannot be served."""
    found = RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1
