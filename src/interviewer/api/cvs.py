"""`/v1/candidates/{id}/cv`: what the candidate's CV says, for names that are hard to hear and for follow-ups.

It goes in and is told to the interviewer who holds the call; nobody can read it back here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from interviewer.api.context import Here
from interviewer.providers.knowledge.blocks import DocumentUnreadable
from interviewer.providers.knowledge.cvs import Cv
from interviewer.telemetry import logs
from interviewer.wire import api as wire_api
from interviewer.wire import documents as wire

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": wire_api.Problem}
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM, HTTPStatus.GONE: PROBLEM}
PUT: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.CREATED: {"model": wire.Cv, "description": "There was none before"},
}
EXAMPLE: Final = "# Ada Byron\n\n## Experience\n\nFive years of PostgreSQL at Analytical Engines.\n"
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "PDF, DOCX, HTML, Markdown or plain text, up to 10 MiB: by what is in it, whatever its "
        "Content-Type says.",
        "content": {"text/markdown": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}
NAME: Final = "cv.md"
"""Nobody tells how the file is called; of kinds that look alike it is read as Markdown."""
router = APIRouter(prefix="/v1/candidates/{candidate_id}/cv", tags=["candidates"])


@router.get("", responses=ONE)
async def get_cv(here: Here, candidate_id: str) -> wire.Cv:
    """That there is a CV, and how long it is."""
    return _shown(await here.plane.cvs.get(candidate_id))


@router.put("", responses=PUT, openapi_extra=BODY)
async def put_cv(here: Here, request: Request, response: Response, candidate_id: str) -> wire.Cv:
    """Keep what the CV says, sealed under the candidate's key, in place of what was there. The file is not kept."""
    if not (data := await request.body()):
        raise DocumentUnreadable("There is no CV in the request. Send the file as the body.")
    await here.plane.candidates.get(candidate_id)
    kept, new = await here.plane.cvs.put(candidate_id, await here.plane.reader.read(NAME, data))
    log.info("cv.kept", candidate_id=candidate_id, kind=kept.kind, characters=kept.characters)
    response.status_code = HTTPStatus.CREATED if new else HTTPStatus.OK
    return _shown(kept)


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses=ONE)
async def remove_cv(here: Here, candidate_id: str) -> None:
    """Forget the CV, and nothing else of the candidate."""
    await here.plane.cvs.remove(candidate_id)
    log.info("cv.removed", candidate_id=candidate_id)


def _shown(found: Cv) -> wire.Cv:
    return wire.Cv.model_validate(found, from_attributes=True)
