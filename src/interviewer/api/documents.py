"""`/v1/jobs/{id}/documents`: what candidates' questions about a job are answered from."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from interviewer.api import etags
from interviewer.api.context import Here
from interviewer.providers.knowledge.documents import Document, digest
from interviewer.telemetry import logs
from interviewer.wire import documents as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM}
CHANGE: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.CONFLICT: PROBLEM,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}
PUT: dict[int | str, dict[str, Any]] = {
    **CHANGE,
    HTTPStatus.CREATED: {"model": wire.JobDocument, "description": "The name is new"},
}
EXAMPLE: Final = "# Pay and benefits\n\n- **Holiday:** 30 days a year and the public holidays.\n"
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "Markdown, HTML, PDF, DOCX or plain text, up to 10 MiB and 300 pages: by what is in it, "
        "whatever its Content-Type says.",
        "content": {"text/markdown": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}
Name = Annotated[wire.DocumentName, Path(examples=["pay-and-benefits.md"])]
Language = Annotated[Literal["en", "de", "es"], Query(description="The language that it is written in.")]
router = APIRouter(prefix="/v1/jobs/{job_id}/documents", tags=["jobs"])


@router.get("", responses=ONE)
async def list_documents(here: Here, job_id: str) -> wire.JobDocuments:
    """The job's documents, by name."""
    return wire.JobDocuments(items=[_shown(found) for found in await here.plane.documents.all(job_id)])


@router.get("/{document}", responses=ONE)
async def get_document(here: Here, job_id: str, document: Name, response: Response) -> wire.ReadDocument:
    """One document, with all that was read in it: what the interviewer can say of it."""
    found = await here.plane.documents.one(job_id, document)
    text = await here.plane.documents.passages(job_id, document)
    passages = [wire.DocumentPassage(id=one.id, heading=one.heading, text=one.text) for one in text]
    return wire.ReadDocument(**_answer(found, response).model_dump(), text=passages)


@router.put("/{document}", responses=PUT, openapi_extra=BODY)
async def put_document(
    here: Here,
    request: Request,
    response: Response,
    job_id: str,
    document: Name,
    language: Language = "en",
    if_match: etags.IfMatch = None,
) -> wire.JobDocument:
    """Let the interviewer answer from this document, in place of that under the name, which If-Match names.

    A new name needs no If-Match. The same document again changes nothing, whatever it says. One that cannot be read is
    refused, and what was there stays.
    """
    documents, data = here.plane.documents, await request.body()
    there = await documents.find(job_id, document)
    if there and (there.sha256, there.language) == (digest(data), language):
        return _answer(there, response)
    based_on = etags.replacing(if_match, there.version if there else None, "document of that name")
    reading = await here.plane.reader.read(document, data)
    kept = await documents.put(job_id, document, data, reading, language, based_on)
    log.info("document.kept", job_id=job_id, kind=kept.kind, bytes=kept.bytes, passages=kept.passages)
    response.status_code = HTTPStatus.OK if there else HTTPStatus.CREATED
    return _answer(kept, response)


@router.delete("/{document}", status_code=HTTPStatus.NO_CONTENT, responses=CHANGE)
async def remove_document(here: Here, job_id: str, document: Name, if_match: etags.IfMatch = None) -> None:
    """Answer nothing from this document any more."""
    there = await here.plane.documents.one(job_id, document)
    await here.plane.documents.remove(job_id, document, etags.based_on(if_match, there.version))
    log.info("document.removed", job_id=job_id)


def _answer(found: Document, response: Response) -> wire.JobDocument:
    response.headers["ETag"] = etags.of(found.version)
    return _shown(found)


def _shown(found: Document) -> wire.JobDocument:
    return wire.JobDocument.model_validate(found, from_attributes=True)
