"""`/v1/plans`: what is asked."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from interviewer.api import cursors
from interviewer.api.context import Context, Here
from interviewer.api.jobs import Cursor, Limit, Words
from interviewer.api.refusals import PlanUnlawful, RequestInvalid
from interviewer.catalog.check import PlanInvalid
from interviewer.catalog.diff import diff
from interviewer.catalog.lint.advise import look_at
from interviewer.catalog.models import Job, PlanFile
from interviewer.providers.plans import KeptPlan
from interviewer.wire import jobs as wire_jobs
from interviewer.wire import plans as wire
from interviewer.wire.problems import PlanInvalidProblem, Problem

router = APIRouter(prefix="/v1", tags=["catalog"])
EXAMPLE = """\
job: {title: Barista, company: Blue Cup, summary: You make coffee and keep the queue happy.}
plan:
  title: Barista, first interview
  minutes: 5
  questions:
    - {id: rush, ask: Tell me about a busy morning at work., criteria: [calm]}
  criteria:
    - id: calm
      name: Stays calm
      description: Keeps order and manners under pressure.
      anchors: {0: Nothing said., 3: Names one thing they did., 5: Names several and what came of them.}
      checklist: ["Names a time?", "Says what they did?", "Says why?", "Says what came of it?", "Speaks of others?"]
"""


ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: {"model": Problem}}
INVALID: dict[int | str, dict[str, Any]] = {HTTPStatus.UNPROCESSABLE_ENTITY: {"model": PlanInvalidProblem | Problem}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}


Acknowledge = Annotated[
    bool, Query(description="The law allows what the plan asks although it may not be asked elsewhere: publish it.")
]


@router.get("/plans")
async def list_plans(
    here: Here,
    limit: Limit = 50,
    cursor: Cursor = None,
    q: Words = None,
    job_id: Annotated[str | None, Query(max_length=100)] = None,
) -> wire.Plans:
    """Published plans, newest first."""
    return await page(here, limit, cursor, job_id=job_id, q=q)


@router.post(
    "/plans",
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.CONFLICT: {"model": Problem}, **INVALID},
    openapi_extra=BODY,
)
async def add_plan(here: Here, request: Request, *, acknowledge: Acknowledge = False) -> wire.Plan:
    """Publish a plan file, sent as YAML or JSON text, for the job of its company and title, made if there is none.

    The same content again is the same plan.
    """
    plan = await asyncio.to_thread(publishable, await sent(request), "plan", acknowledge=acknowledge)
    return whole(await here.plane.catalog.add_plan(plan))


@router.get("/plans/{plan_id}", responses=ONE)
async def get_plan(here: Here, plan_id: str) -> wire.Plan:
    """One plan, whole."""
    return whole(await here.plane.catalog.plan(plan_id))


@router.get("/plans/{plan_id}/diff", responses=ONE)
async def compare_plans(
    here: Here,
    plan_id: str,
    against: Annotated[str, Query(max_length=100, description="The plan that it is compared with, such as the last.")],
) -> wire_jobs.PlanDiff:
    """What changed from the plan `against` to this one."""
    before, after = await here.plane.catalog.plan(against), await here.plane.catalog.plan(plan_id)
    return wire_jobs.PlanDiff.of(before.id, after.id, diff(before.plan, after.plan))


def publishable(text: str, source: str, job: Job | None = None, *, acknowledge: bool) -> PlanFile:
    """The plan of that text. Raises PlanInvalid, and PlanUnlawful unless that is acknowledged."""
    looked = look_at(text, source=source, base=None, job=job)
    if looked.plan is None:
        raise PlanInvalid(looked.problems)
    if looked.errors and not acknowledge:
        raise PlanUnlawful(looked.errors)
    return looked.plan


async def sent(request: Request) -> str:
    """The text of a plan file that was sent. Raises `RequestInvalid`."""
    try:
        return (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestInvalid("The plan is not UTF-8. Save the file as UTF-8 and send it again.") from error


async def page(here: Context, limit: int, cursor: str | None, *, job_id: str | None, q: str | None) -> wire.Plans:
    """A page of published plans."""
    before = cursors.read(cursor)
    found = await here.plane.catalog.page(limit=limit + 1, job_id=job_id, q=q, before=before)
    items = [_summary(kept) for kept in found[:limit]]
    more = len(found) > limit
    return wire.Plans(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


def _summary(kept: KeptPlan) -> wire.PlanSummary:
    job, plan = kept.plan.job, kept.plan.plan
    return wire.PlanSummary(
        id=kept.id,
        title=plan.title,
        company=job.company,
        job_title=job.title,
        language=plan.language,
        minutes=plan.minutes,
        questions=len(plan.questions),
        job_id=kept.job_id,
        version=kept.number,
        created_at=kept.created_at,
    )


def whole(kept: KeptPlan) -> wire.Plan:
    """A published plan as it is shown."""
    return wire.Plan(
        id=kept.id,
        job_id=kept.job_id,
        version=kept.number,
        created_at=kept.created_at,
        job=kept.plan.job,
        plan=kept.plan.plan,
    )
