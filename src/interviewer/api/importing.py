"""`POST /v1/campaigns/{id}/candidates`: a file of candidates, CSV or JSON lines, read whole before it is worked off.

It waits on the disk, so that a slow line holds nobody up. What came completely of a file that was cut is taken all the
same. Who accepts `application/x-ndjson` is told line by line how far it is, and the report at the end.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from interviewer.api.answers import answer
from interviewer.api.campaigns import found
from interviewer.api.candidate_import import CandidateImport, Report
from interviewer.api.context import Context, Here, metadata
from interviewer.api.problems import shown
from interviewer.api.refusals import MediaTypeUnknown, RequestInvalid, TooLarge
from interviewer.calling.campaign import CampaignRejected
from interviewer.calling.importing import Form, read
from interviewer.calling.numbers import is_region, region_remedy
from interviewer.telemetry import logs
from interviewer.wire import campaigns as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
LARGEST = 64 << 20
IN_MEMORY = 1 << 20
LINES = "application/x-ndjson"
FORMS: dict[str, Form] = {"text/csv": "csv", LINES: "jsonl", "application/jsonl": "jsonl"}
CSV_EXAMPLE = """\
name,number,zone,reference,consent_source,consent_wording,consent_at,appointment
Ada Byron,+44 20 7946 0018,,A-17,careers page,I agree to an automated call.,2026-11-20T09:30:00+00:00,
Grace Hopper,+1 202 555 0123,America/New_York,A-18,careers page,I agree to an automated call.,\
2026-11-20T10:00:00+00:00,2026-11-24 14:30
"""
JSON_EXAMPLE = '{"name": "Ada Byron", "number": "+44 20 7946 0018", "reference": "A-17"}\n'
PROBLEM: dict[str, Any] = {"model": Problem}
router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])


@router.post(
    "/{campaign_id}/candidates",
    response_model=wire.ImportReport,
    responses={
        HTTPStatus.NOT_FOUND: PROBLEM,
        HTTPStatus.CONFLICT: PROBLEM,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: PROBLEM,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: PROBLEM,
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}, "example": CSV_EXAMPLE},
                LINES: {"schema": {"type": "string"}, "example": JSON_EXAMPLE},
            },
        }
    },
)
async def import_candidates(
    here: Here,
    campaign_id: str,
    request: Request,
    region: Annotated[str | None, Query(max_length=2, description="Country of numbers without +, as GB.")] = None,
) -> Any:  # noqa: ANN401 - a report, or the lines that lead to it
    """Add the candidates of a file. The good rows are taken, each bad one is told; the same file again adds nobody."""
    form = _form(request)
    if region is not None and not is_region(region := region.upper()):
        raise RequestInvalid(f"region: this is no country's code. {region_remedy(region)}")
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        await _receive(request, file)  # first of all: what a client sent that is gone is kept by us alone
        importing = await _import(here, campaign_id)
        opened.pop_all()  # it is closed when it was read
    reports = _run(importing, file, form, region, here)
    if LINES in request.headers.get("Accept", ""):
        return _Told(_lines(reports), media_type=LINES)
    async for _ in reports:
        pass
    return _shown(importing.report)


class _Told(StreamingResponse):
    """A stream that goes on to its end though nobody listens any more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        await self.stream_response(send)


async def _import(here: Context, campaign_id: str) -> CandidateImport:
    campaign = await found(here, campaign_id)
    if campaign.status == "cancelled":
        raise CampaignRejected("The campaign is cancelled and calls nobody any more. Make another one.")
    if campaign.terms.ends <= here.plane.clock.now():
        raise CampaignRejected("The campaign is over. Change the end in its terms first.")
    plan = await here.plane.catalog.plan(campaign.plan_id)
    return CandidateImport(here.plane, here.settings.contact_secret, campaign_id, plan, metadata())


def _form(request: Request) -> Form:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in FORMS:
        raise MediaTypeUnknown(f"Send the file as text/csv or {LINES}, and say which in Content-Type.")
    return FORMS[kind]


async def _receive(request: Request, file: IO[bytes]) -> None:
    """Keep the body. Of one that was cut, the lines that came whole. Raises `TooLarge`."""
    size = whole = 0
    try:
        async for chunk in request.stream():
            if size + len(chunk) > LARGEST:
                raise TooLarge(f"The file is larger than {LARGEST >> 20} MiB. Nothing was taken; send it in parts.")
            if (end := chunk.rfind(b"\n")) >= 0:
                whole = size + end + 1
            size += len(chunk)
            file.write(chunk)
    except ClientDisconnect:
        log.warning("import.cut", bytes=size)
        file.truncate(whole)
    file.seek(0)


async def _run(
    importing: CandidateImport, file: IO[bytes], form: Form, region: str | None, here: Context
) -> AsyncIterator[Report]:
    with file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
        async for report in importing.run(read(text, form, region, here.plane.clock.now())):
            yield report
    done = importing.report
    log.info("import.done", added=done.added, already_there=done.already_there, problems=done.problems_total)


async def _lines(reports: AsyncIterator[Report]) -> AsyncIterator[bytes]:
    report = Report()
    try:
        async for report in reports:
            yield json.dumps({"line": report.line}).encode() + b"\n"
    except Exception as error:
        log.warning("import.broke", error=type(error).__name__, exc_info=shown(error) is None)
        yield b'{"problem": ' + bytes(answer(error).body) + b"}\n"
    else:
        yield json.dumps({"report": _shown(report).model_dump()}).encode() + b"\n"


def _shown(report: Report) -> wire.ImportReport:
    return wire.ImportReport(
        added=report.added,
        already_there=report.already_there,
        held=report.held,
        problems=[
            wire.ProblemOfRow(line=p.line, column=p.column, reason=p.reason, remedy=p.remedy) for p in report.problems
        ],
        problems_total=report.problems_total,
    )
