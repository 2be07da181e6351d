"""`/v1/livekit/webhook`: what LiveKit saw, signed by it. Twice the same report changes nothing."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response
from livekit import api as livekit
from livekit.protocol.models import DisconnectReason

from interviewer.api.context import Context, Here, metadata
from interviewer.api.refusals import InterviewUnknown, Unauthorised
from interviewer.interviews.commands import Command, NoteCandidateJoined, NoteCandidateLeft
from interviewer.interviews.decider import Rejected
from interviewer.interviews.ids import interview_in, interviewer_identity
from interviewer.interviews.view import InterviewView, candidate_in
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.telemetry import logs

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/livekit", include_in_schema=False)
GONE = ("participant_left", "participant_connection_aborted")
CAUSE = UUID("6f2d7c1e-5c0a-4f7b-9a57-0d4b8a3f9c11")


@router.post("/webhook", status_code=HTTPStatus.NO_CONTENT)
async def receive(here: Here, request: Request) -> Response:
    """Take one report. Anything that is not about one of our rooms is taken and left."""
    event = _verified(here, await request.body(), request.headers.get("Authorization", ""))
    room, identity = event.room.name, event.participant.identity
    with logs.bind(session_id=interview_in(room) or None):
        try:
            await _note(here, event, room, identity)
        except InterviewUnknown:
            log.info("webhook.foreign_room", kind=event.event)
        except Rejected:
            log.info("webhook.too_late", kind=event.event)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _verified(here: Context, body: bytes, authorization: str) -> livekit.WebhookEvent:
    settings = here.settings
    receiver = livekit.WebhookReceiver(livekit.TokenVerifier(settings.livekit_api_key, settings.livekit_api_secret))
    try:
        return receiver.receive(body.decode(), authorization.removeprefix("Bearer "))
    except Exception as error:  # the receiver raises bare exceptions
        log.warning("webhook.refused", error=type(error).__name__)
        raise Unauthorised("This report is not signed by the LiveKit server that the settings name.") from error


async def _note(here: Context, event: livekit.WebhookEvent, room: str, identity: str) -> None:
    view = await here.view(interview_in(room))
    if room != view.room:
        log.info("webhook.former_room", kind=event.event)
        return
    now = here.plane.clock.now()
    if identity == candidate_in(interview_in(room), view):
        if event.event == "participant_joined":
            await _execute(here, event, view, NoteCandidateJoined(now))
        elif event.event in GONE and not await _present(here, room, identity):
            reason = DisconnectReason.Name(event.participant.disconnect_reason).lower()
            await _execute(here, event, view, NoteCandidateLeft(reason, now))
    elif event.event == "room_finished":
        await _execute(here, event, view, NoteCandidateLeft("room_finished", now))
    elif event.event == "participant_joined" and identity != interviewer_identity(view.epoch):
        log.warning("interviewer.outdated", identity=identity, epoch=view.epoch)
        await here.plane.rooms.remove(room, identity)


async def _present(here: Context, room: str, identity: str) -> bool:
    """The candidate is back already: the report is of a connection before."""
    try:
        return identity in await here.plane.rooms.participants(room)
    except RoomsUnavailable:
        return False


async def _execute(here: Context, event: livekit.WebhookEvent, view: InterviewView, command: Command) -> None:
    command_id = uuid5(CAUSE, event.id) if event.id else None
    await here.plane.execute(interview_in(event.room.name), command, metadata("livekit", of=view), command_id)
