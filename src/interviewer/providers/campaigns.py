"""The read model `campaigns`: one row per campaign as it stands, brought up to date from the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.calling.campaign import CAMPAIGN, STREAM_PREFIX, Campaign, Status
from interviewer.calling.terms import CampaignTerms
from interviewer.kernel.log import Recorded
from interviewer.kernel.rows import Connection

PUT = """
insert into campaigns (id, name, plan_id, status, version, terms, created_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set name = $2, status = $4, version = $5, terms = $6
"""
SELECT = "select id, name, plan_id, status, version, terms, created_at from campaigns"
PAGE = f"""
{SELECT} where ($1::text is null or status = $1) and ($2::timestamptz is null or (created_at, id) < ($2, $3))
order by created_at desc, id desc limit $4
"""


@dataclass(frozen=True, slots=True)
class KeptCampaign:
    """A row of the list."""

    id: str
    campaign: Campaign


class CampaignRows:
    """The projection that keeps the table."""

    name = "campaigns"
    tables: tuple[str, ...] = ("campaigns",)
    streams: tuple[str, ...] = (STREAM_PREFIX,)
    unread: frozenset[str] = frozenset()

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """See `Projection.apply`."""
        streams: dict[str, list[Recorded]] = {}
        for event in events:
            if event.stream.startswith(STREAM_PREFIX):
                streams.setdefault(event.stream.removeprefix(STREAM_PREFIX), []).append(event)
        for campaign_id, rows in streams.items():
            before = await connection.fetchrow(f"{SELECT} where id = $1", campaign_id)
            campaign = None if before is None else _campaign(before)
            for row in rows:
                campaign = CAMPAIGN.evolve(campaign, CAMPAIGN.codec.decode(row))
            if campaign is not None:
                terms = campaign.terms.model_dump_json()
                kept = (campaign.name, campaign.plan_id, campaign.status, campaign.version, terms, campaign.created_at)
                await connection.execute(PUT, campaign_id, *kept)


class Campaigns:
    """Questions to the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def all(self) -> tuple[KeptCampaign, ...]:
        """All campaigns, newest first."""
        rows = await self._pool.fetch(f"{SELECT} order by created_at desc, id desc")
        return tuple(KeptCampaign(row["id"], _campaign(row)) for row in rows)

    async def page(
        self, *, limit: int, status: Status | None = None, before: tuple[datetime, str] | None = None
    ) -> tuple[KeptCampaign, ...]:
        """Campaigns, newest first, of that status if given, older than `before` (time of making and id)."""
        rows = await self._pool.fetch(PAGE, status, *(before or (None, None)), limit)
        return tuple(KeptCampaign(row["id"], _campaign(row)) for row in rows)


def _campaign(row: asyncpg.Record) -> Campaign:
    return Campaign(
        row["name"],
        row["plan_id"],
        CampaignTerms.model_validate_json(row["terms"]),
        row["status"],
        row["created_at"],
        row["version"],
    )
