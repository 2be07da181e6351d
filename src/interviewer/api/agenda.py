"""`/v1/appointments`: the times agreed with candidates, soonest first, agreeing on one, and giving one up."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from interviewer.api import callers, cursors, etags
from interviewer.api.context import Here
from interviewer.api.interviews import carry_out
from interviewer.api.jobs import Cursor, Limit
from interviewer.api.rescheduling import agree
from interviewer.calling.terms import Moment
from interviewer.interviews.commands import Unappoint
from interviewer.providers.agenda import AgreedTime
from interviewer.providers.summaries import InterviewSummaries
from interviewer.wire import appointments as wire
from interviewer.wire.problems import Problem

PROBLEM: dict[str, Any] = {"model": Problem}
AGREED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.NOT_FOUND: PROBLEM,
    HTTPStatus.CONFLICT: PROBLEM,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
}
GIVEN_UP: dict[int | str, dict[str, Any]] = {**AGREED, HTTPStatus.PRECONDITION_REQUIRED: PROBLEM}
router = APIRouter(prefix="/v1/appointments", tags=["appointments"])


@router.get("")
async def list_appointments(
    here: Here,
    since: Annotated[Moment | None, Query(alias="from", description="From then on; without it from now on.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before then.")] = None,
    campaign_id: Annotated[str | None, Query(max_length=100)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> wire.Appointments:
    """Agreed times that are still to be kept, soonest first."""
    await here.catch_up(InterviewSummaries())
    found = await here.plane.agenda.page(
        limit=limit + 1,
        since=since or here.plane.clock.now(),
        until=until,
        campaign_id=campaign_id,
        after=cursors.read(cursor),
    )
    items = [_shown(agreed) for agreed in found[:limit]]
    last = items[-1] if len(found) > limit else None
    return wire.Appointments(items=items, next_cursor=cursors.of(last.at, last.interview_id) if last else None)


@router.post("", status_code=HTTPStatus.CREATED, responses=AGREED)
async def make_appointment(here: Here, wanted: wire.NewAppointment, if_match: etags.IfMatch = None) -> wire.Appointment:
    """Call the candidate of an interview at the time agreed with it, whatever windows and queue say."""
    at = await agree(here, wanted.interview_id, wanted, if_match)
    view = await here.view(wanted.interview_id)
    job = (await here.plane.catalog.plan(view.plan_id)).plan.job
    name = await here.plane.candidates.name_of(view.candidate_id)
    person = (await here.plane.people.reachable([view.candidate_id])).get(view.candidate_id)
    return _shown(
        AgreedTime(
            wanted.interview_id,
            at,
            view.state,
            view.reason,
            view.campaign_id,
            view.candidate_id,
            name,
            person.zone if person else None,
            job.company,
            job.title,
        )
    )


@router.delete("/{interview_id}", status_code=HTTPStatus.NO_CONTENT, responses=GIVEN_UP)
async def give_up(here: Here, interview_id: str, if_match: etags.IfMatch = None) -> None:
    """Give up the agreed time: the candidate is called as windows and terms allow. Without one, nothing changes.

    If-Match is the interview's.
    """
    view = await here.view(interview_id)
    etags.based_on(if_match, view.version)
    command = Unappoint(callers.current().name, here.plane.clock.now())
    await carry_out(here, interview_id, view, command, if_match)


def _shown(agreed: AgreedTime) -> wire.Appointment:
    zone = agreed.zone
    return wire.Appointment.model_validate(
        {
            "interview_id": agreed.interview_id,
            "campaign_id": agreed.campaign_id,
            "candidate": {"id": agreed.candidate_id, "name": agreed.candidate_name},
            "company": agreed.company,
            "job_title": agreed.job_title,
            "at": agreed.at,
            "local": None if zone is None else agreed.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
            "zone": zone,
            "state": agreed.state,
            "reason": agreed.reason,
        }
    )
