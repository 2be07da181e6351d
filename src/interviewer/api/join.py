"""`/v1/join/{token}`: what a candidate's browser talks to. The token in the link is the only credential."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from interviewer.api.context import Context, Here, metadata
from interviewer.api.refusals import InterviewOver, JoinLinkExpired, SeatTaken
from interviewer.api.tokens import LIFE
from interviewer.interviews.commands import Join
from interviewer.interviews.ids import candidate_identity
from interviewer.interviews.state import Dialling, Interrupted, Live
from interviewer.interviews.view import InterviewView
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.telemetry import logs
from interviewer.wire import joining as wire
from interviewer.wire.fields import Client
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/join", tags=["join"], responses={HTTPStatus.NOT_FOUND: {"model": Problem}})

NOTHING_ASKED = wire.JoinRequest()


async def opened(here: Context, token: str) -> tuple[str, InterviewView]:
    """The interview that a link opens. Raises `JoinLinkUnknown` and `JoinLinkExpired`."""
    interview_id, view, expired = await _read(here, token)
    if expired and not view.over:
        raise JoinLinkExpired
    return interview_id, view


async def _read(here: Context, token: str) -> tuple[str, InterviewView, bool]:
    """Interview, view, and whether the link is too old: it is good for a day, and until a day after a call to come."""
    now = here.plane.clock.now()
    link = here.tokens.read(token, now=now)
    view = await here.view(link.interview_id)
    awaited = view.due if view.contact or view.appointed else None
    return link.interview_id, view, link.expired and (awaited is None or now >= awaited + LIFE)


@router.get("/{token}")
async def get_invitation(here: Here, token: str, client: Client | None = None) -> wire.Invitation:
    """What the link is for, before anything begins."""
    interview_id, view, expired = await _read(here, token)
    kept = await here.plane.catalog.plan(view.plan_id)
    name = await here.plane.candidates.name_of(view.candidate_id)
    state = "over" if view.over else "expired" if expired else "open"
    if state == "open" and await _taken(here, interview_id, view, client):
        state = "taken"
    return wire.Invitation.model_validate(
        {
            "company": kept.plan.job.company,
            "job_title": kept.plan.job.title,
            "candidate_name": name,
            "minutes": kept.plan.plan.minutes,
            "questions": len(view.questions),
            "state": state,
            **(await _calling(here, view) if state == "open" else {}),
        }
    )


@router.post(
    "/{token}",
    responses={HTTPStatus.GONE: {"model": Problem}, HTTPStatus.CONFLICT: {"model": Problem}},
)
async def join_interview(here: Here, token: str, asked: wire.JoinRequest = NOTHING_ASKED) -> wire.Seat:
    """Take the candidate's seat: the interview starts to dial, and the answer opens its room."""
    interview_id, view = await opened(here, token)
    client = asked.client
    if view.over:
        raise InterviewOver
    with logs.bind(session_id=interview_id):
        if await _taken(here, interview_id, view, client):
            raise SeatTaken
        await here.plane.seats.take(interview_id, client or "")
        command = Join(room=interview_id, now=here.plane.clock.now())
        state = (await here.plane.execute(interview_id, command, metadata("candidate", of=view))).state
        if isinstance(state, Dialling | Live | Interrupted) and state.course.line == "phone":
            raise SeatTaken("The interviewer is calling your telephone just now: take the call there.")
        log.info("candidate.seated", back=view.state != "scheduled")
    identity = candidate_identity(interview_id)
    rooms = here.plane.rooms
    return wire.Seat(
        livekit_url=rooms.url,
        token=rooms.token(interview_id, identity, role="candidate", name="Candidate"),
        room=interview_id,
        identity=identity,
    )


async def _calling(here: Context, view: InterviewView) -> dict[str, object]:
    """How the candidate is met, and when if it agreed to a time."""
    person = (await here.plane.people.reachable([view.candidate_id])).get(view.candidate_id)
    return {
        "by_phone": view.contact is not None,
        "zone": person.zone if person else None,
        "appointment": view.due if view.appointed else None,
    }


async def _taken(here: Context, interview_id: str, view: InterviewView, client: str | None) -> bool:
    """Somebody else is in the call. LiveKit knows for certain; what it reported may be old, for it can be restarted."""
    if not view.candidate_present:
        return False
    if client and client == await here.plane.seats.holder(interview_id):
        return False
    try:
        return candidate_identity(interview_id) in await here.plane.rooms.participants(interview_id)
    except RoomsUnavailable:
        return True
