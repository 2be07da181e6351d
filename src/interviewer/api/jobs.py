"""`/v1/jobs`: the jobs to fill. What is asked for them: their draft (`drafts`) and their published plans (`plans`)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import cursors, etags
from interviewer.api.context import Here
from interviewer.providers.openings import JobArchived, Opening
from interviewer.telemetry import logs
from interviewer.wire import jobs as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM}
RESTORE: dict[int | str, dict[str, Any]] = {**ONE, HTTPStatus.PRECONDITION_FAILED: PROBLEM}
CHANGE: dict[int | str, dict[str, Any]] = {
    **RESTORE,
    HTTPStatus.CONFLICT: PROBLEM,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}
router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]
Words = Annotated[str | None, Query(min_length=1, max_length=200, description="What the title or company contains.")]


@router.get("")
async def list_jobs(
    here: Here,
    limit: Limit = 50,
    cursor: Cursor = None,
    q: Words = None,
    *,
    archived: Annotated[bool, Query(description="Those that are archived instead of those that are open.")] = False,
) -> wire.Jobs:
    """Jobs, newest first."""
    found = await here.plane.openings.page(limit=limit + 1, q=q, archived=archived, before=cursors.read(cursor))
    items = [_shown(opening) for opening in found[:limit]]
    more = len(found) > limit
    return wire.Jobs(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.post("", status_code=HTTPStatus.CREATED)
async def add_job(here: Here, wanted: wire.NewJob, response: Response) -> wire.KeptJob:
    """Keep a new job."""
    opening = await here.plane.openings.add(here.new_id("job"), wanted)
    log.info("job.added", job_id=opening.id)
    response.headers["Location"] = f"/v1/jobs/{opening.id}"
    return _answer(opening, response)


@router.get("/{job_id}", responses=ONE)
async def get_job(here: Here, job_id: str, response: Response) -> wire.KeptJob:
    """One job."""
    return _answer(await here.plane.openings.opening(job_id), response)


@router.put("/{job_id}", responses=CHANGE)
async def change_job(
    here: Here, job_id: str, wanted: wire.NewJob, response: Response, if_match: etags.IfMatch = None
) -> wire.KeptJob:
    """Give the job other facts, whole. Plans that are published keep those that they were published with."""
    opening = await here.plane.openings.opening(job_id)
    based_on = etags.based_on(if_match, opening.version)
    if opening.archived_at is not None:
        raise JobArchived
    return _answer(await here.plane.openings.change(job_id, wanted, based_on), response)


@router.delete("/{job_id}", responses=CHANGE)
async def archive_job(here: Here, job_id: str, response: Response, if_match: etags.IfMatch = None) -> wire.KeptJob:
    """Put the job aside. Its plans, campaigns and interviews stay as they are, and calls go on."""
    opening = await here.plane.openings.opening(job_id)
    based_on = etags.based_on(if_match, opening.version)
    archived = await here.plane.openings.archive(job_id, based_on)
    log.info("job.archived", job_id=job_id)
    return _answer(archived, response)


@router.post("/{job_id}/restore", responses=RESTORE)
async def restore_job(here: Here, job_id: str, response: Response, if_match: etags.IfMatch = None) -> wire.KeptJob:
    """Take up a job again that was archived."""
    based_on = etags.named(if_match, (await here.plane.openings.opening(job_id)).version)
    return _answer(await here.plane.openings.restore(job_id, based_on), response)


def _answer(opening: Opening, response: Response) -> wire.KeptJob:
    response.headers["ETag"] = etags.of(opening.version)
    return _shown(opening)


def _shown(opening: Opening) -> wire.KeptJob:
    return wire.KeptJob(
        id=opening.id,
        version=opening.version,
        created_at=opening.created_at,
        changed_at=opening.changed_at,
        archived_at=opening.archived_at,
        **opening.job.model_dump(),
    )
