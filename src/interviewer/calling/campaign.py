"""A campaign: which plan is asked, on which terms, and whether it calls at present. One stream, `campaign-<id>`.

Its version counts what happened to it: a dial names the version whose terms allowed it, and a change names the version
that it was made from, so that of two people who change it at once the second is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from interviewer.calling import names
from interviewer.calling.terms import CampaignTerms
from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.execute import Aggregate
from interviewer.kernel.log import Effect, Enqueue, Release, Reserve

STREAM_PREFIX = "campaign-"
CAMPAIGNS = "campaigns"
"""The queue of campaigns whose interviews have to be looked at anew."""

Status = Literal["running", "paused", "cancelled"]


@dataclass(frozen=True, slots=True)
class CampaignCreated:
    """A campaign was made."""

    name: str
    plan_id: str
    terms: CampaignTerms
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignChanged:
    """It goes on under another name or on other terms."""

    name: str
    terms: CampaignTerms
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignPaused:
    """It calls nobody until it is resumed."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignResumed:
    """It calls again."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignCancelled:
    """It calls nobody any more."""

    by: str
    at: datetime


CampaignEvent = CampaignCreated | CampaignChanged | CampaignPaused | CampaignResumed | CampaignCancelled


@dataclass(frozen=True, slots=True)
class Create:
    """Make a campaign."""

    name: str
    plan_id: str
    terms: CampaignTerms
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Give it another name or other terms, as seen at version `based_on`."""

    name: str
    terms: CampaignTerms
    based_on: int
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Pause, resume or cancel it."""

    to: Status
    by: str
    now: datetime


CampaignCommand = Create | Change | Turn


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands."""

    name: str
    plan_id: str
    terms: CampaignTerms
    status: Status
    created_at: datetime
    version: int


class CampaignRejected(Exception):
    """The campaign does not allow this."""


class CampaignOutdated(CampaignRejected):
    """Somebody else changed the campaign in the meantime. Nothing was changed; look at it again, and decide anew."""


def decide(command: CampaignCommand, campaign: Campaign | None) -> tuple[CampaignEvent, ...]:
    """The events that carry the command out; none if it changes nothing. Raises `CampaignRejected`."""
    match command, campaign:
        case Create(name, plan_id, terms, by, now), None:
            return (CampaignCreated(name, plan_id, terms, by, now),)
        case Change(name, terms, based_on, by, now), Campaign() as found if found.status != "cancelled":
            if based_on != found.version:
                raise CampaignOutdated(
                    f"The campaign is at version {found.version}, the change was made from {based_on}."
                )
            return () if (name, terms) == (found.name, found.terms) else (CampaignChanged(name, terms, by, now),)
        case Turn(to, by, now), Campaign(status=status) if to == status:
            return ()
        case Turn("paused", by, now), Campaign(status="running"):
            return (CampaignPaused(by, now),)
        case Turn("running", by, now), Campaign(status="paused"):
            return (CampaignResumed(by, now),)
        case Turn("cancelled", by, now), Campaign():
            return (CampaignCancelled(by, now),)
        case _, None:
            raise CampaignRejected("There is no such campaign.")
        case _:
            raise CampaignRejected("The campaign is cancelled: its interviews were called off. Make another one.")


def evolve(campaign: Campaign | None, event: CampaignEvent) -> Campaign | None:
    """The campaign after the event."""
    if isinstance(event, CampaignCreated):
        return Campaign(event.name, event.plan_id, event.terms, "running", event.at, 1)
    if campaign is None:
        return None
    campaign = replace(campaign, version=campaign.version + 1)
    match event:
        case CampaignChanged(name, terms):
            return replace(campaign, name=name, terms=terms)
        case CampaignPaused():
            return replace(campaign, status="paused")
        case CampaignResumed():
            return replace(campaign, status="running")
        case CampaignCancelled():
            return replace(campaign, status="cancelled")
        case _:
            assert_never(event)


def effects(stream: str, event: CampaignEvent, _: Campaign | None) -> tuple[Effect, ...]:
    """Who is halted by it, and that its interviews have to be looked at anew."""
    campaign_id = stream.removeprefix(STREAM_PREFIX)
    look = Enqueue(CAMPAIGNS, campaign_id, event.at)
    match event:
        case CampaignCreated():
            return ()
        case CampaignPaused() | CampaignCancelled():
            return Reserve(names.halted(campaign_id), campaign_id), look
        case CampaignResumed():
            return Release(names.halted(campaign_id), campaign_id), look
        case CampaignChanged():
            return (look,)
        case _:
            assert_never(event)


CAMPAIGN_EVENTS: dict[type[CampaignEvent], Stored] = {
    CampaignCreated: Stored("campaign.created"),
    CampaignChanged: Stored("campaign.changed"),
    CampaignPaused: Stored("campaign.paused"),
    CampaignResumed: Stored("campaign.resumed"),
    CampaignCancelled: Stored("campaign.cancelled"),
}
CAMPAIGN: Aggregate[CampaignCommand, CampaignEvent, Campaign | None] = Aggregate(
    initial=None, decide=decide, evolve=evolve, codec=Codec(CAMPAIGN_EVENTS), effects=effects
)
