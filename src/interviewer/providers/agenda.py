"""The times agreed with candidates, from the read model `interviews`.

Its column `agreed` is the time agreed last, `appointed` whether that is still to be kept. An interview that is held, or
whose candidate could not be rung for it, keeps its agreed time; its `due` may be another then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.interviews.events import CODEC, EVENTS
from interviewer.interviews.lifecycle import InterviewRescheduled, InterviewScheduled
from interviewer.kernel.keyring import PostgresKeyring
from interviewer.kernel.log import Recorded

AGREEING = {EVENTS[event].name for event in (InterviewScheduled, InterviewRescheduled)}
COLUMNS = """
select interviews.id, interviews.agreed, interviews.state, interviews.view->>'reason' as reason,
       interviews.campaign_id, interviews.candidate_id, candidates.name, candidates.zone,
       plans.company, plans.job_title
from interviews
left join candidates on candidates.id = interviews.candidate_id
left join plans on plans.id = interviews.plan_id
"""
PAGE = f"""
{COLUMNS} where interviews.appointed and interviews.agreed >= $1 and ($2::timestamptz is null or interviews.agreed < $2)
  and ($3::text is null or interviews.campaign_id = $3)
  and ($4::timestamptz is null or (interviews.agreed, interviews.id) > ($4, $5))
order by interviews.agreed, interviews.id limit $6
"""


@dataclass(frozen=True, slots=True)
class AgreedTime:
    """An interview that is to be held at a time. `zone` is where the candidate lives, as far as it is known."""

    interview_id: str
    at: datetime
    state: str
    reason: str | None
    campaign_id: str | None
    candidate_id: str
    candidate_name: str
    zone: str | None
    company: str
    job_title: str


def agreed_in(rows: Sequence[Recorded]) -> datetime | None:
    """The time agreed last in these rows of one interview; None if they agree on none."""
    for row in reversed(rows):
        if row.type in AGREEING and isinstance(event := CODEC.decode(row), InterviewScheduled | InterviewRescheduled):
            return event.due
    return None


class Agenda:
    """Questions to the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring) -> None:
        self._pool = pool
        self._keys = keys

    async def page(
        self,
        *,
        limit: int,
        since: datetime,
        until: datetime | None = None,
        campaign_id: str | None = None,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[AgreedTime, ...]:
        """Agreed times from `since` on and before `until`, soonest first, behind `after` (time and interview)."""
        rows = await self._pool.fetch(PAGE, since, until, campaign_id, *(after or (None, None)), limit)
        names = await self._keys.values([row["name"] for row in rows])
        return tuple(
            AgreedTime(
                row["id"],
                row["agreed"],
                row["state"],
                row["reason"],
                row["campaign_id"],
                row["candidate_id"],
                name or "",
                row["zone"],
                row["company"] or "",
                row["job_title"] or "",
            )
            for row, name in zip(rows, names, strict=True)
        )
