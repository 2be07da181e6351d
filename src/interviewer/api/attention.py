"""What waits for a person: interviews that are held, why, and the doors by which they go on again by themselves."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import callers, cursors, etags
from interviewer.api.appointments import proof
from interviewer.api.campaigns import found
from interviewer.api.context import Context, Here, metadata
from interviewer.api.refusals import NumberMissing
from interviewer.calling.importing import place_zone
from interviewer.calling.permission import (
    CONSENT,
    CONSENT_PREFIX,
    ConsentCommand,
    RecordConsent,
    WithdrawConsent,
)
from interviewer.calling.zones import ZoneUnknown
from interviewer.kernel.execute import load
from interviewer.providers.people import Reachable
from interviewer.providers.summaries import HeldSummary, InterviewSummaries
from interviewer.wire import campaigns as wire
from interviewer.wire.problems import Problem

PROBLEM: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: {"model": Problem}}
OF_CANDIDATE: dict[int | str, dict[str, Any]] = {
    **PROBLEM,
    HTTPStatus.CONFLICT: {"model": Problem},
    HTTPStatus.GONE: {"model": Problem},
}
WITHDRAWN: dict[int | str, dict[str, Any]] = {
    **OF_CANDIDATE,
    HTTPStatus.PRECONDITION_FAILED: {"model": Problem},
}
CHANGE: dict[int | str, dict[str, Any]] = {
    **WITHDRAWN,
    HTTPStatus.PRECONDITION_REQUIRED: {"model": Problem},
}
router = APIRouter(prefix="/v1", tags=["attention"])
Limit = Annotated[int, Query(ge=1, le=200)]
REMEDIES: dict[str | None, str] = {
    "zone_unknown": "Find out where the candidate lives and PUT /v1/candidates/{candidate}/zone.",
    "zone_ambiguous": "Find out where the candidate lives and PUT /v1/candidates/{candidate}/zone.",
    "consent_missing": "Ask for consent in writing and POST /v1/candidates/{candidate}/consent.",
    "attempts_used_up": "Allow more attempts in the campaign's terms, or POST /v1/interviews/{interview}/cancel.",
    "appointment_missed": "Agree on another time and POST /v1/interviews/{interview}/reschedule.",
    "time_unclear": "The candidate asked for another time: agree on it and POST /v1/interviews/{interview}/reschedule.",
}


@router.get("/attention")
async def list_attention(here: Here, limit: Limit = 50, cursor: str | None = None) -> wire.Attention:
    """Interviews whose candidates are not called before a person has looked at them, oldest first."""
    return await _page(here, limit, cursor, None)


@router.get("/campaigns/{campaign_id}/attention", responses=PROBLEM)
async def list_attention_of_campaign(
    here: Here, campaign_id: str, limit: Limit = 50, cursor: str | None = None
) -> wire.Attention:
    """The same of one campaign."""
    await found(here, campaign_id)
    return await _page(here, limit, cursor, campaign_id)


@router.put("/candidates/{candidate_id}/zone", responses=CHANGE)
async def set_zone(
    here: Here, candidate_id: str, wanted: wire.NewZone, response: Response, if_match: etags.IfMatch = None
) -> wire.Reachability:
    """Say where the candidate lives. Interviews that were held for it go on by themselves.

    If-Match and ETag are the candidate's.
    """
    zone = place_zone(wanted.zone)
    if zone is None:
        raise ZoneUnknown(wanted.zone)
    if (known := await here.plane.candidates.get(candidate_id)).number is None:
        raise NumberMissing
    version = await here.plane.people.set_zone(candidate_id, zone, etags.based_on(if_match, known.version))
    return await _reachability(here, candidate_id, response, version)


@router.get("/candidates/{candidate_id}/consent", responses=OF_CANDIDATE)
async def get_consent(here: Here, candidate_id: str, response: Response) -> wire.Reachability:
    """Whether the candidate agreed to be called by a machine, and what else says whether it may be called."""
    return await _reachability(here, candidate_id, response, await _said_of_consent(here, candidate_id))


@router.post("/candidates/{candidate_id}/consent", status_code=HTTPStatus.CREATED, responses=OF_CANDIDATE)
async def give_consent(here: Here, candidate_id: str, wanted: wire.NewConsent, response: Response) -> wire.Reachability:
    """Keep the proof that the candidate agreed to be called by a machine. Interviews held for it go on."""
    person, now = await _reachable(here, candidate_id), here.plane.clock.now()
    given = proof(wanted, now)
    command = RecordConsent(person.contact, given.source, given.wording, given.obtained_at, now)
    return await _consent(here, candidate_id, command, response)


@router.delete("/candidates/{candidate_id}/consent", responses=WITHDRAWN)
async def withdraw_consent(
    here: Here, candidate_id: str, response: Response, if_match: etags.IfMatch = None
) -> wire.Reachability:
    """The candidate no longer agrees: not even a call that waits already is begun.

    What a candidate takes back is taken back, whatever others did meanwhile: If-Match may be left out.
    """
    await _reachable(here, candidate_id)
    based_on = etags.named(if_match, await _said_of_consent(here, candidate_id))
    command = WithdrawConsent(callers.current().name, here.plane.clock.now())
    with etags.judged(based_on):
        return await _consent(here, candidate_id, command, response, based_on)


async def _page(here: Context, limit: int, cursor: str | None, campaign_id: str | None) -> wire.Attention:
    await here.catch_up(InterviewSummaries())
    rows = await here.plane.summaries.held(limit=limit + 1, campaign_id=campaign_id, after=cursors.read(cursor))
    items = [_held(row) for row in rows[:limit]]
    more = len(rows) > limit
    return wire.Attention(
        items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].interview_id) if more else None
    )


def _held(row: HeldSummary) -> wire.HeldInterview:
    view = row.view
    return wire.HeldInterview.model_validate(
        {
            "interview_id": row.id,
            "campaign_id": view.campaign_id,
            "candidate": {"id": view.candidate_id, "name": row.candidate_name or ""},
            "number": row.number,
            "reference": row.reference,
            "reason": view.reason,
            "remedy": REMEDIES[view.reason].format(candidate=view.candidate_id, interview=row.id),
            "created_at": view.created_at,
        }
    )


async def _said_of_consent(here: Context, candidate_id: str) -> int:
    """The version of what was said of the consent, given or taken back."""
    _, version = await load(here.plane.store, CONSENT, CONSENT_PREFIX + candidate_id)
    return version


async def _consent(
    here: Context, candidate_id: str, command: ConsentCommand, response: Response, based_on: int | None = None
) -> wire.Reachability:
    command_id = here.command_id(candidate_id)
    done = await here.plane.execute_consent(candidate_id, command, metadata(), command_id, based_on=based_on)
    return await _reachability(here, candidate_id, response, done.version)


async def _reachable(here: Context, candidate_id: str) -> Reachable:
    """Raises `CandidateUnknown`, `CandidateGone`, `NumberMissing`."""
    person = (await here.plane.people.reachable([candidate_id])).get(candidate_id)
    if person is None:
        await here.plane.candidates.get(candidate_id)
        raise NumberMissing
    return person


async def _reachability(here: Context, candidate_id: str, response: Response, version: int) -> wire.Reachability:
    person = await _reachable(here, candidate_id)
    response.headers["ETag"] = etags.of(version)
    return wire.Reachability(
        candidate_id=candidate_id,
        region=person.region,
        zone=person.zone,
        zone_unclear=person.zone_unclear,
        consent=person.consent,
        do_not_call=person.listed,
    )
