"""Another time for an interview, agreed with the recruiter or chosen by the candidate through its link."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from interviewer.api import callers, etags
from interviewer.api.appointments import agreed
from interviewer.api.context import Context, Here
from interviewer.api.interviews import carry_out, get_interview
from interviewer.api.join import get_invitation, opened
from interviewer.api.refusals import InterviewOver, RequestInvalid
from interviewer.interviews.commands import Reschedule
from interviewer.interviews.view import InterviewView
from interviewer.telemetry import logs
from interviewer.wire.appointments import NewTime
from interviewer.wire.conversations import InterviewInFull
from interviewer.wire.joining import Invitation
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.NOT_FOUND: {"model": Problem},
    HTTPStatus.CONFLICT: {"model": Problem},
}
router = APIRouter(prefix="/v1", responses=RESPONSES)
FARTHEST = timedelta(days=60)
"""How far ahead a candidate may choose where no campaign's end says it."""


@router.post(
    "/interviews/{interview_id}/reschedule",
    tags=["interviews"],
    responses={HTTPStatus.PRECONDITION_FAILED: {"model": Problem}},
)
async def reschedule_interview(
    here: Here, interview_id: str, wanted: NewTime, response: Response, if_match: etags.IfMatch = None
) -> InterviewInFull:
    """Call the candidate at the time that was agreed with it, whatever windows and queue say."""
    await agree(here, interview_id, wanted, if_match)
    return await get_interview(here, interview_id, response)


@router.post("/join/{token}/reschedule", tags=["join"], responses={HTTPStatus.GONE: {"model": Problem}})
async def choose_time(here: Here, token: str, wanted: NewTime) -> Invitation:
    """The candidate chooses another time."""
    interview_id, view = await opened(here, token)
    if view.over:
        raise InterviewOver
    due = await _due(here, view, wanted)
    if due > (latest := await _latest(here, view)):
        raise RequestInvalid(f"The time is too far ahead: choose one before {latest:%Y-%m-%d %H:%M} UTC.")
    await _reschedule(here, interview_id, view, due, wanted.local)
    return await get_invitation(here, token)


async def agree(here: Context, interview_id: str, wanted: NewTime, if_match: str | None) -> datetime:
    """Note the time that was agreed with the candidate, and give it as an instant."""
    view = await here.view(interview_id)
    due = await _due(here, view, wanted)
    await _reschedule(here, interview_id, view, due, wanted.local, if_match)
    return due


async def _due(here: Context, view: InterviewView, wanted: NewTime) -> datetime:
    person = (await here.plane.people.reachable([view.candidate_id])).get(view.candidate_id)
    return agreed(wanted, person.zone if person else None, here.plane.clock.now())


async def _latest(here: Context, view: InterviewView) -> datetime:
    campaign = await here.plane.campaign(view.campaign_id) if view.campaign_id else None
    return here.plane.clock.now() + FARTHEST if campaign is None else campaign.terms.ends


async def _reschedule(
    here: Context,
    interview_id: str,
    view: InterviewView,
    due: datetime,
    local: datetime | None,
    if_match: str | None = None,
) -> None:
    by = callers.current().name
    command = Reschedule(due, by, here.plane.clock.now(), local)
    await carry_out(here, interview_id, view, command, if_match)
    log.info("interview.rescheduled", session_id=interview_id, by=by)
