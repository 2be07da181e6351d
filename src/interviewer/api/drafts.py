"""`/v1/jobs/{id}/draft`: the plan that is being written for a job, kept with its mistakes, and publishing it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from interviewer.api import etags, plans
from interviewer.api.context import Context, Here
from interviewer.api.jobs import CHANGE, ONE, Cursor, Limit
from interviewer.api.refusals import DraftThere, Outdated, RequestInvalid, VersionMissing
from interviewer.catalog.lint.advise import look_at
from interviewer.catalog.models import Job
from interviewer.providers.drafts import Draft, DraftUnknown
from interviewer.providers.openings import JobArchived, Opening, Superseded
from interviewer.telemetry import logs
from interviewer.wire import jobs as wire
from interviewer.wire import plans as wire_plans
from interviewer.wire.problems import PlanProblem

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/jobs/{job_id}", tags=["jobs"])
WRITTEN: dict[int | str, dict[str, Any]] = {**CHANGE, HTTPStatus.CREATED: {"model": wire.Draft}}
PUBLISHED: dict[int | str, dict[str, Any]] = {**CHANGE, **plans.INVALID, HTTPStatus.OK: {"model": wire_plans.Plan}}
BODY: dict[str, Any] = {"requestBody": {**plans.BODY["requestBody"], "required": False}}
"""Also an empty text is a draft."""
IfNoneMatch = Annotated[str | None, Header(description="`*` for the first draft: it is kept only if there is none.")]


@router.get("/draft", responses=ONE)
async def get_draft(here: Here, job_id: str, response: Response) -> wire.Draft:
    """The job's draft, with what has to be corrected before it can be published, and advice about its questions."""
    opening = await here.plane.openings.opening(job_id)
    return await _answer(opening, await here.plane.drafts.draft(job_id), response)


@router.put("/draft", responses=WRITTEN, openapi_extra=BODY)
async def put_draft(
    here: Here,
    job_id: str,
    request: Request,
    response: Response,
    if_match: etags.IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> wire.Draft:
    """Keep a plan file as the job's draft, sent as YAML or JSON text, mistakes and all; the answer names each.

    The part `job` may be left out of it: the job's facts are known.
    """
    opening, text = await _open(here, job_id), await plans.sent(request)
    if if_none_match is None:
        based_on = await _based_on(here, job_id, if_match)
        draft = await here.plane.drafts.change(job_id, text, based_on)
    elif if_none_match.strip() == "*" and if_match is None:
        try:
            draft = await here.plane.drafts.begin(job_id, text)
        except Superseded as there:
            raise DraftThere from there
        response.status_code = HTTPStatus.CREATED.value
    else:
        raise RequestInvalid("If-None-Match: only * is understood, alone and for the first draft; else give If-Match.")
    return await _answer(opening, draft, response)


@router.delete("/draft", status_code=HTTPStatus.NO_CONTENT, responses=CHANGE)
async def discard_draft(here: Here, job_id: str, if_match: etags.IfMatch = None) -> None:
    """Throw the draft away. What was published of it stays."""
    await _open(here, job_id)
    draft = await here.plane.drafts.draft(job_id)
    await here.plane.drafts.discard(job_id, etags.based_on(if_match, draft.version))


@router.post("/draft/publish", status_code=HTTPStatus.CREATED, responses=PUBLISHED)
async def publish_draft(
    here: Here,
    job_id: str,
    response: Response,
    if_match: etags.IfMatch = None,
    *,
    acknowledge: plans.Acknowledge = False,
) -> wire_plans.Plan:
    """Make the draft the job's next version, for good; the draft stays, to go on from.

    The same content again is the version that is there, with 200 instead of 201.
    """
    opening = await _open(here, job_id)
    draft = await here.plane.drafts.draft(job_id)
    based_on = etags.based_on(if_match, draft.version)
    plan = await asyncio.to_thread(plans.publishable, draft.text, "draft", opening.job, acknowledge=acknowledge)
    kept, new = await here.plane.catalog.publish(job_id, plan, based_on)
    if new:
        log.info("plan.published", job_id=job_id, plan_id=kept.id, version=kept.number)
    else:
        response.status_code = HTTPStatus.OK.value
    response.headers["Location"] = f"/v1/plans/{kept.id}"
    return plans.whole(kept)


@router.get("/plans", responses=ONE)
async def list_plans_of_job(here: Here, job_id: str, limit: Limit = 50, cursor: Cursor = None) -> wire_plans.Plans:
    """The job's published plans, newest first."""
    found = await plans.page(here, limit, cursor, job_id=job_id, q=None)
    if not found.items:
        await here.plane.openings.opening(job_id)
    return found


async def _open(here: Context, job_id: str) -> Opening:
    opening = await here.plane.openings.opening(job_id)
    if opening.archived_at is not None:
        raise JobArchived
    return opening


async def _based_on(here: Context, job_id: str, if_match: str | None) -> int:
    """The version of the draft that a change was made from."""
    try:
        return etags.based_on(if_match, (await here.plane.drafts.draft(job_id)).version)
    except DraftUnknown as unknown:
        if if_match is None:
            raise VersionMissing("There is no draft yet: send the first one with If-None-Match: *.") from unknown
        raise Outdated("There is no draft any more. Send a new one with If-None-Match: *.") from unknown


async def _answer(opening: Opening, draft: Draft, response: Response) -> wire.Draft:
    response.headers["ETag"] = etags.of(draft.version)
    return wire.Draft(
        job_id=opening.id,
        version=draft.version,
        created_at=draft.created_at,
        changed_at=draft.changed_at,
        text=draft.text,
        problems=await asyncio.to_thread(_problems, draft.text, opening.job),
    )


def _problems(text: str, job: Job) -> list[PlanProblem]:
    found = look_at(text, source="draft", base=None, job=job).problems
    return [PlanProblem.model_validate(problem, from_attributes=True) for problem in found]
