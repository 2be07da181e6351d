"""What stands outside an interview and says with it whether its candidate may be called, read afresh each time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling.campaign import Campaign
from interviewer.calling.openings import Place
from interviewer.calling.terms import ALONE
from interviewer.interviews.policy import Situation
from interviewer.providers.people import Reachable


class Situations:
    """Reads situations from the database and the campaigns' streams."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    async def of(self, candidate_id: str, campaign_id: str | None) -> Situation:
        """The situation of one interview."""
        found = await self.of_all({(candidate_id, campaign_id)})
        return found[candidate_id, campaign_id]

    async def of_all(self, wanted: Collection[tuple[str, str | None]]) -> Mapping[tuple[str, str | None], Situation]:
        """The situations of these pairs of candidate and campaign."""
        known = await self._plane.people.reachable(sorted({candidate for candidate, _ in wanted}))
        campaigns = {one: await self._plane.campaign(one) for one in {c for _, c in wanted if c is not None}}
        return {
            (candidate, campaign): situation(known.get(candidate), campaigns[campaign] if campaign else None)
            for candidate, campaign in wanted
        }


def situation(person: Reachable | None, campaign: Campaign | None) -> Situation:
    """What these two come to. Of whom nothing is known, nobody is called."""
    return Situation(
        terms=campaign.terms if campaign else ALONE,
        terms_version=campaign.version if campaign else 0,
        campaign=campaign.status if campaign else "running",
        place=_place(person),
        consent=person is not None and person.consent,
        do_not_call=person is not None and person.listed,
    )


def _place(person: Reachable | None) -> Place | Literal["zone_unknown", "zone_ambiguous"]:
    if person is None or person.zone is None:
        return "zone_ambiguous" if person and person.zone_unclear == "zone_ambiguous" else "zone_unknown"
    return Place(person.zone, person.region)
