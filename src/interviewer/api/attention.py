"""What waits for a person: interviews that are held, why, and the doors by which they go on again by themselves."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Query

from interviewer.api import callers, cursors
from interviewer.api.appointments import proof
from interviewer.api.campaigns import found
from interviewer.api.context import Context, Here, metadata
from interviewer.api.problems import NumberMissing
from interviewer.calling.importing import place_zone
from interviewer.calling.permission import RecordConsent, WithdrawConsent
from interviewer.calling.zones import ZoneUnknown
from interviewer.providers.people import PersonUnknown
from interviewer.providers.summaries import HeldSummary, InterviewSummaries
from interviewer.wire import api as wire_api
from interviewer.wire import campaigns as wire

PROBLEM: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: {"model": wire_api.Problem}}
OF_CANDIDATE: dict[int | str, dict[str, Any]] = {
    **PROBLEM,
    HTTPStatus.CONFLICT: {"model": wire_api.Problem},
    HTTPStatus.GONE: {"model": wire_api.Problem},
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


@router.put("/candidates/{candidate_id}/zone", responses=OF_CANDIDATE)
async def set_zone(here: Here, candidate_id: str, wanted: wire.NewZone) -> wire.Reachability:
    """Say where the candidate lives. Interviews that were held for it go on by themselves."""
    zone = place_zone(wanted.zone)
    if zone is None:
        raise ZoneUnknown(wanted.zone)
    try:
        await here.plane.people.set_zone(candidate_id, zone)
    except PersonUnknown:
        await _no_number(here, candidate_id)
    return await _reachability(here, candidate_id)


@router.post("/candidates/{candidate_id}/consent", status_code=HTTPStatus.CREATED, responses=OF_CANDIDATE)
async def give_consent(here: Here, candidate_id: str, wanted: wire.NewConsent) -> wire.Reachability:
    """Keep the proof that the candidate agreed to be called by a machine. Interviews held for it go on."""
    person, now = await _reachability(here, candidate_id), here.plane.clock.now()
    given = proof(wanted, now)
    contact = (await here.plane.people.reachable([person.candidate_id]))[person.candidate_id].contact
    command = RecordConsent(contact, given.source, given.wording, given.obtained_at, now)
    await here.plane.execute_consent(candidate_id, command, metadata(), here.command_id(candidate_id))
    return await _reachability(here, candidate_id)


@router.delete("/candidates/{candidate_id}/consent", responses=OF_CANDIDATE)
async def withdraw_consent(here: Here, candidate_id: str) -> wire.Reachability:
    """The candidate no longer agrees: not even a call that waits already is begun."""
    await _reachability(here, candidate_id)
    command = WithdrawConsent(callers.current().name, here.plane.clock.now())
    await here.plane.execute_consent(candidate_id, command, metadata(), here.command_id(candidate_id))
    return await _reachability(here, candidate_id)


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


async def _no_number(here: Context, candidate_id: str) -> NoReturn:
    """Say why nobody of that id can be called."""
    await here.plane.candidates.get(candidate_id)
    raise NumberMissing


async def _reachability(here: Context, candidate_id: str) -> wire.Reachability:
    person = (await here.plane.people.reachable([candidate_id])).get(candidate_id)
    if person is None:
        await _no_number(here, candidate_id)
    return wire.Reachability(
        candidate_id=candidate_id,
        region=person.region,
        zone=person.zone,
        zone_unclear=person.zone_unclear,
        consent=person.consent,
        do_not_call=person.listed,
    )
