"""`/v1/interviews`: agreeing an interview, and everything that can be read of one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import callers, etags, shapes
from interviewer.api.appointments import by_telephone
from interviewer.api.context import Context, Here, metadata
from interviewer.api.refusals import NotJudged, RequestInvalid
from interviewer.calling import names
from interviewer.interviews.commands import Cancel, Command, Review, Schedule
from interviewer.interviews.findings import Findings, findings_of
from interviewer.interviews.transcript import transcript_of
from interviewer.interviews.view import InterviewView, view_of
from interviewer.kernel.log import NameTaken
from interviewer.providers import languages
from interviewer.providers.candidates import CandidateGone
from interviewer.providers.plans import KeptPlan
from interviewer.telemetry import logs
from interviewer.wire import records
from interviewer.wire.appointments import NewInterview
from interviewer.wire.campaigns import NewReview
from interviewer.wire.conversations import InterviewInFull
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/interviews", tags=["interviews"], responses={HTTPStatus.NOT_FOUND: {"model": Problem}})

OF_CALLS = ("region", "zone", "consent", "at", "local")
"""What means something only for an interview by telephone."""
NOT_NOW: dict[int | str, dict[str, Any]] = {HTTPStatus.CONFLICT: {"model": Problem}}
ACTED: dict[int | str, dict[str, Any]] = {**NOT_NOW, HTTPStatus.PRECONDITION_FAILED: {"model": Problem}}


@router.post("", status_code=HTTPStatus.CREATED, responses={**NOT_NOW, HTTPStatus.GONE: {"model": Problem}})
async def schedule_interview(here: Here, wanted: NewInterview, response: Response) -> InterviewInFull:
    """Agree an interview: one that may begin at once, by the link in the answer, or with `number` one by telephone."""
    kept = await here.plane.catalog.plan(wanted.plan_id)
    languages.need(here.settings.accounts(here.settings.engines_url), kept.plan.plan.language)
    if wanted.number is None:
        command = await _by_link(here, wanted, kept)
    else:
        command = await by_telephone(here, wanted, wanted.number, kept)
    interview_id = here.new_id("int")
    with logs.bind(session_id=interview_id):
        try:
            await here.plane.execute(interview_id, command, metadata(), here.command_id(interview_id))
        except NameTaken as taken:
            if taken.name == names.forgotten(command.candidate_id):
                raise CandidateGone from taken
            raise
        log.info("interview.scheduled", plan_id=kept.id, questions=len(command.question_ids))
    if command.hold:  # somebody may have seen to it since we looked
        await here.plane.people.look_again([command.candidate_id])
    response.headers["Location"] = f"/v1/interviews/{interview_id}"
    return await get_interview(here, interview_id, response)


@router.get("/{interview_id}")
async def get_interview(here: Here, interview_id: str, response: Response) -> InterviewInFull:
    """One interview, exactly as the log has it now, with what its conversation brought."""
    rows = await here.rows(interview_id)
    view = view_of(rows)
    response.headers["ETag"] = etags.of(view.version)
    judging = view.over and await here.plane.summaries.judging(interview_id)
    kept = await here.plane.catalog.plan(view.plan_id)
    name = await here.plane.candidates.name_of(view.candidate_id)
    join_url = here.join_url(interview_id, view)
    shown = shapes.interview(interview_id, view, kept.plan, name, join_url=join_url, judging=judging)
    found = Findings() if view.withdrawn else findings_of(rows)
    passages = await here.plane.documents.places([passage for asked in found.asked for passage in asked.passages])
    return shapes.in_full(shown, kept.plan, found, passages)


@router.post("/{interview_id}/cancel", responses=ACTED)
async def cancel_interview(
    here: Here, interview_id: str, response: Response, if_match: etags.IfMatch = None
) -> InterviewInFull:
    """Call the interview off. A call that is going on is not cut, and what is over stays as it is."""
    view = await here.view(interview_id)
    command = Cancel("recruiter", callers.current().name, here.plane.clock.now())
    await carry_out(here, interview_id, view, command, if_match)
    return await get_interview(here, interview_id, response)


@router.post("/{interview_id}/review", responses=ACTED)
async def review_interview(
    here: Here, interview_id: str, wanted: NewReview, response: Response, if_match: etags.IfMatch = None
) -> InterviewInFull:
    """Note that a person looked at the scorecard and stands for it."""
    view = await here.view(interview_id)
    await carry_out(here, interview_id, view, Review(wanted.by, here.plane.clock.now()), if_match)
    return await get_interview(here, interview_id, response)


@router.get("/{interview_id}/transcript")
async def get_transcript(here: Here, interview_id: str) -> records.Transcript:
    """What was said so far."""
    return shapes.transcript(transcript_of(await here.rows(interview_id)))


@router.get("/{interview_id}/events")
async def list_interview_events(
    here: Here,
    interview_id: str,
    after: Annotated[int, Query(ge=0, description="Global position of the last event seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> records.Events:
    """The interview's facts in order."""
    rows = [row for row in await here.rows(interview_id) if row.global_position > after]
    return records.Events(items=[shapes.event(row) for row in rows[:limit]])


@router.get("/{interview_id}/scorecard")
async def get_scorecard(here: Here, interview_id: str) -> records.Scorecard:
    """The scorecard, once there is one."""
    rows = await here.rows(interview_id)
    if found := shapes.scorecard(rows):
        return found
    view = view_of(rows)
    if view.over and not view.awaits_judge:
        raise NotJudged(f"The interview is over, {view.outcome}: no scorecard is made of one that ends so.")
    raise NotJudged(f"The interview is {view.state}; its scorecard follows some time after its end.")


async def carry_out(
    here: Context, interview_id: str, view: InterviewView, command: Command, if_match: str | None
) -> None:
    """Carry out the command on the interview, with If-Match only at the version that it names. Raises `Outdated`."""
    based_on, command_id = etags.named(if_match, view.version), here.command_id(interview_id)
    with logs.bind(session_id=interview_id), etags.judged(based_on):
        await here.plane.execute(interview_id, command, metadata(of=view), command_id, based_on=based_on)


async def _by_link(here: Context, wanted: NewInterview, kept: KeptPlan) -> Schedule:
    if alone := [name for name in OF_CALLS if getattr(wanted, name) is not None]:
        raise RequestInvalid(f"number: it is missing. {', '.join(alone)} can only be given for a call by telephone.")
    if wanted.candidate_id is not None:
        candidate = await here.plane.candidates.get(wanted.candidate_id)
    elif wanted.candidate_name is not None:
        candidate = await here.plane.candidates.add(wanted.candidate_name, here.new_id("cand"))
    else:
        raise RequestInvalid("Whose interview is it? Give candidate_id, or candidate_name for somebody new.")
    plan, now = kept.plan.plan, here.plane.clock.now()
    questions = tuple(question.id for question in plan.first(wanted.questions).questions)
    return Schedule(kept.id, candidate.id, questions, due=now, now=now, minutes=plan.minutes)
