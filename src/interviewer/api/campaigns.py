"""`/v1/campaigns`: making, changing, pausing and following campaigns. Who is called is imported (`importing`)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from interviewer.api import callers, cursors, etags, queue
from interviewer.api.context import Context, Here, metadata
from interviewer.api.jobs import Cursor, Limit
from interviewer.api.refusals import CampaignUnknown, RequestInvalid
from interviewer.calling import campaign as calling
from interviewer.calling.campaign import CampaignCommand, Change, Create, Status, Turn
from interviewer.calling.terms import CampaignTerms
from interviewer.providers import languages
from interviewer.providers.campaigns import CampaignRows
from interviewer.providers.summaries import InterviewSummaries
from interviewer.providers.waiting_calls import pool_of
from interviewer.telemetry import logs
from interviewer.wire import campaigns as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM}
TURN: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.CONFLICT: PROBLEM,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
}
CHANGE: dict[int | str, dict[str, Any]] = {
    **TURN,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}


async def found(here: Context, campaign_id: str) -> calling.Campaign:
    """The campaign exactly as it stands. Raises `CampaignUnknown`."""
    campaign = await here.plane.campaign(campaign_id)
    if campaign is None:
        raise CampaignUnknown(f"There is no campaign {campaign_id}. GET /v1/campaigns lists those there are.")
    return campaign


@router.post("", status_code=HTTPStatus.CREATED, responses=ONE)
async def create_campaign(here: Here, wanted: wire.NewCampaign, response: Response) -> wire.Campaign:
    """Make a campaign. It calls from its start on; candidates are added by an import, at any time."""
    kept = await here.plane.catalog.plan(wanted.plan_id)
    languages.need(here.settings.accounts(here.settings.engines_url), kept.plan.plan.language)
    _not_over(here, wanted.terms)
    campaign_id, now = here.new_id("camp"), here.plane.clock.now()
    await _execute(here, campaign_id, Create(wanted.name, kept.id, wanted.terms, callers.current().name, now))
    log.info("campaign.created", campaign_id=campaign_id, plan_id=kept.id)
    response.headers["Location"] = f"/v1/campaigns/{campaign_id}"
    return await _answer(here, campaign_id, response)


@router.get("")
async def list_campaigns(
    here: Here, limit: Limit = 50, cursor: Cursor = None, status: Status | None = None
) -> wire.Campaigns:
    """Campaigns, newest first, those of one status if given."""
    await here.catch_up(CampaignRows())
    found = await here.plane.campaigns.page(limit=limit + 1, status=status, before=cursors.read(cursor))
    items = [_shown(kept.id, kept.campaign) for kept in found[:limit]]
    more = len(found) > limit
    return wire.Campaigns(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.get("/{campaign_id}", responses=ONE)
async def get_campaign(here: Here, campaign_id: str, response: Response) -> wire.CampaignProgress:
    """One campaign, how many of its interviews are in each state, and how long a call waits at present."""
    campaign = await found(here, campaign_id)
    await here.catch_up(InterviewSummaries())
    counts = await here.plane.summaries.counts(campaign_id)
    state = await queue.state(here)
    response.headers["ETag"] = etags.of(campaign.version)
    return wire.CampaignProgress.model_validate(
        {
            **_shown(campaign_id, campaign).model_dump(),
            "states": counts.states,
            "outcomes": counts.outcomes,
            "running": state.taken.get(pool_of(campaign_id), 0),
            "expected_wait_s": state.wait_of(campaign_id, campaign),
        }
    )


@router.put("/{campaign_id}", responses=CHANGE)
async def change_campaign(
    here: Here,
    campaign_id: str,
    wanted: wire.ChangedCampaign,
    response: Response,
    if_match: etags.IfMatch = None,
) -> wire.Campaign:
    """Give a campaign another name and other terms, also while it runs. Calls that go on are not touched."""
    campaign = await found(here, campaign_id)
    based_on = etags.based_on(if_match, campaign.version)
    _not_over(here, wanted.terms)
    by, now = callers.current().name, here.plane.clock.now()
    await _execute(here, campaign_id, Change(wanted.name, wanted.terms, based_on, by, now))
    return await _answer(here, campaign_id, response)


@router.post("/{campaign_id}/pause", responses=TURN)
async def pause_campaign(
    here: Here, campaign_id: str, response: Response, if_match: etags.IfMatch = None
) -> wire.Campaign:
    """Call nobody of it until it is resumed. Calls that go on are not cut."""
    return await _turned(here, campaign_id, "paused", response, if_match)


@router.post("/{campaign_id}/resume", responses=TURN)
async def resume_campaign(
    here: Here, campaign_id: str, response: Response, if_match: etags.IfMatch = None
) -> wire.Campaign:
    """Call again."""
    return await _turned(here, campaign_id, "running", response, if_match)


@router.post("/{campaign_id}/cancel", responses=TURN)
async def cancel_campaign(
    here: Here, campaign_id: str, response: Response, if_match: etags.IfMatch = None
) -> wire.Campaign:
    """Call off all its interviews that are still to come, for good. Calls that go on are not cut."""
    return await _turned(here, campaign_id, "cancelled", response, if_match)


async def _turned(
    here: Context, campaign_id: str, to: Status, response: Response, if_match: str | None
) -> wire.Campaign:
    based_on = etags.named(if_match, (await found(here, campaign_id)).version)
    with etags.judged(based_on):
        await _execute(here, campaign_id, Turn(to, callers.current().name, here.plane.clock.now()), based_on)
    return await _answer(here, campaign_id, response)


async def _execute(here: Context, campaign_id: str, command: CampaignCommand, based_on: int | None = None) -> None:
    command_id = here.command_id(campaign_id)
    await here.plane.execute_campaign(campaign_id, command, metadata(), command_id, based_on=based_on)


async def _answer(here: Context, campaign_id: str, response: Response) -> wire.Campaign:
    campaign = await found(here, campaign_id)
    response.headers["ETag"] = etags.of(campaign.version)
    return _shown(campaign_id, campaign)


def _shown(campaign_id: str, campaign: calling.Campaign) -> wire.Campaign:
    return wire.Campaign(
        id=campaign_id,
        name=campaign.name,
        plan_id=campaign.plan_id,
        status=campaign.status,
        version=campaign.version,
        created_at=campaign.created_at,
        terms=campaign.terms,
    )


def _not_over(here: Context, terms: CampaignTerms) -> None:
    if terms.ends <= here.plane.clock.now():
        raise RequestInvalid("terms.ends: the campaign would be over already. Give a time that is still to come.")
