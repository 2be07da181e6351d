"""`/v1/candidates/{id}/cv`: what the candidate's CV says, for names that are hard to hear and for follow-ups.

It goes in and is told to the interviewer who holds the call; nobody can read it back here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from interviewer.api import etags
from interviewer.api.context import Here
from interviewer.providers.knowledge.blocks import DocumentUnreadable
from interviewer.providers.knowledge.cvs import Cv, text_of
from interviewer.telemetry import logs
from interviewer.wire import documents as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM, HTTPStatus.GONE: PROBLEM}
CHANGE: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}
PUT: dict[int | str, dict[str, Any]] = {
    **CHANGE,
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
async def get_cv(here: Here, candidate_id: str, response: Response) -> wire.Cv:
    """That there is a CV, and how long it is."""
    return _answer(await here.plane.cvs.get(candidate_id), response)


@router.put("", responses=PUT, openapi_extra=BODY)
async def put_cv(
    here: Here, request: Request, response: Response, candidate_id: str, if_match: etags.IfMatch = None
) -> wire.Cv:
    """Keep what the CV says, sealed under the candidate's key, in place of that which If-Match names.

    The first one needs no If-Match. The same text again changes nothing, whatever it says. The file is not kept.
    """
    if not (data := await request.body()):
        raise DocumentUnreadable("There is no CV in the request. Send the file as the body.")
    cvs, there = here.plane.cvs, await here.plane.cvs.find(candidate_id)
    reading = await here.plane.reader.read(NAME, data)
    text = text_of(reading)
    if there and await cvs.text(candidate_id) == text:
        return _answer(there, response)
    kept = await cvs.put(
        candidate_id,
        text,
        reading.kind,
        reading.pages,
        etags.replacing(if_match, there.version if there else None, "CV"),
    )
    log.info("cv.kept", candidate_id=candidate_id, kind=kept.kind, characters=kept.characters)
    response.status_code = HTTPStatus.OK if there else HTTPStatus.CREATED
    return _answer(kept, response)


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses=CHANGE)
async def remove_cv(here: Here, candidate_id: str, if_match: etags.IfMatch = None) -> None:
    """Forget the CV, and nothing else of the candidate."""
    there = await here.plane.cvs.get(candidate_id)
    await here.plane.cvs.remove(candidate_id, etags.based_on(if_match, there.version))
    log.info("cv.removed", candidate_id=candidate_id)


def _answer(found: Cv, response: Response) -> wire.Cv:
    response.headers["ETag"] = etags.of(found.version)
    return wire.Cv.model_validate(found, from_attributes=True)
