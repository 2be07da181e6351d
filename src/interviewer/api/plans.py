"""`/v1/plans` and `/v1/candidates`: what is asked, and whom."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request

from interviewer.api.context import Here
from interviewer.api.problems import RequestInvalid
from interviewer.catalog.check import parse_plan
from interviewer.providers.catalog import Candidate, KeptPlan
from interviewer.wire import api as wire

router = APIRouter(prefix="/v1", tags=["catalog"])
LARGEST_PLAN = 1024 * 1024
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


@router.get("/plans")
async def list_plans(here: Here) -> wire.Plans:
    """All plans, newest first."""
    return wire.Plans(items=[_summary(kept) for kept in await here.plane.catalog.plans()])


@router.post(
    "/plans",
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.UNPROCESSABLE_ENTITY: {"model": wire.PlanInvalidProblem}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/yaml": {"schema": {"type": "string"}, "example": EXAMPLE}},
        }
    },
)
async def add_plan(here: Here, request: Request) -> wire.Plan:
    """Keep a plan file, sent as YAML or JSON text. The same content again is the same plan."""
    raw = await request.body()
    if len(raw) > LARGEST_PLAN:
        raise RequestInvalid("The plan is larger than 1 MiB. Documents are named in a plan, not put into it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestInvalid("The plan is not UTF-8. Save the file as UTF-8 and send it again.") from error
    return _whole(await here.plane.catalog.add_plan(parse_plan(text, source="plan", base=None)))


@router.get("/plans/{plan_id}", responses={HTTPStatus.NOT_FOUND: {"model": wire.Problem}})
async def get_plan(here: Here, plan_id: str) -> wire.Plan:
    """One plan, whole."""
    return _whole(await here.plane.catalog.plan(plan_id))


@router.get("/candidates")
async def list_candidates(here: Here) -> wire.Candidates:
    """All candidates, newest first."""
    return wire.Candidates(items=[_candidate(found) for found in await here.plane.catalog.candidates()])


@router.post("/candidates", status_code=HTTPStatus.CREATED)
async def add_candidate(here: Here, wanted: wire.NewCandidate) -> wire.Candidate:
    """Keep a new candidate."""
    return _candidate(await here.plane.catalog.add_candidate(wanted.name))


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
        created_at=kept.created_at,
    )


def _whole(kept: KeptPlan) -> wire.Plan:
    return wire.Plan(id=kept.id, created_at=kept.created_at, job=kept.plan.job, plan=kept.plan.plan)


def _candidate(found: Candidate) -> wire.Candidate:
    return wire.Candidate(id=found.id, name=found.name, created_at=found.created_at)
