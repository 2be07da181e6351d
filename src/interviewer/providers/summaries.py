"""The read model `interviews`: one row per interview with its view, brought up to date from the log.

It may lag behind the log by moments; whoever must know exactly folds the stream. It can be thrown away and rebuilt.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from interviewer.calling.forgetting import FORGETTING_EVENTS, CandidateForgotten
from interviewer.calling.forgetting import STREAM_PREFIX as FORGETTINGS
from interviewer.interviews.ids import STREAM_PREFIX, interview_of
from interviewer.interviews.view import UNREAD, InterviewView, view_of
from interviewer.interviews.waiting import EVALUATIONS
from interviewer.kernel.codec import discreet
from interviewer.kernel.keyring import PostgresKeyring
from interviewer.kernel.log import Recorded
from interviewer.kernel.rows import Connection
from interviewer.providers.agenda import agreed_in
from interviewer.providers.interview_pages import Asked, statement

FORGOTTEN = FORGETTING_EVENTS[CandidateForgotten].name
VIEW = discreet(InterviewView)

PUT = """
insert into interviews
    (id, state, plan_id, candidate_id, created_at, view, campaign_id, contact, outcome, due, ended_at, appointed,
     agreed)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (id) do update set state = $2, view = $6, contact = $8, outcome = $9, due = $10, ended_at = $11,
    appointed = $12, agreed = coalesce($13, interviews.agreed)
"""
HELD = """
select interviews.id, interviews.view, candidates.name, candidates.number, candidates.reference
from interviews left join candidates on candidates.id = interviews.candidate_id
where interviews.state = 'held' and ($1::text is null or interviews.campaign_id = $1)
  and ($2::timestamptz is null or (interviews.created_at, interviews.id) > ($2, $3))
order by interviews.created_at, interviews.id limit $4
"""
COUNTS = """
select state, outcome, count(*) as count from interviews where ($1::text is null or campaign_id = $1)
group by state, outcome
"""
OF_CANDIDATE = """
select id from interviews where candidate_id = $1
union select substr(stream, length($2) + 1) from events where type = 'interview.scheduled'
and global_position > coalesce((select global_position from checkpoints where projection = 'interviews'), 0)
and data->>'candidate_id' = $1 order by id
"""
WAITING = """
select id from interviews where state in ('scheduled', 'held', 'queued', 'interrupted')
and ($1::text is null or campaign_id = $1) and ($2::text is null or contact = $2)
and ($3::text is null or candidate_id = $3) order by created_at, id
"""
JUDGING = f"""
select (payload->>'running')::boolean and due > clock_timestamp() from jobs where queue = '{EVALUATIONS}' and key = $1
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Summary:
    """A row of the list; `at`: the time that it is sorted by."""

    id: str
    view: InterviewView
    candidate_name: str
    judging: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldSummary:
    """An interview that a person has to look at; name, number and reference None for somebody who was forgotten."""

    id: str
    view: InterviewView
    candidate_name: str | None
    number: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many interviews are in each state, and how many of those that are over ended in which way."""

    states: Mapping[str, int]
    outcomes: Mapping[str, int]


class InterviewSummaries:
    """The projection that keeps the table."""

    name = "interviews"
    tables: tuple[str, ...] = ("interviews",)
    streams: tuple[str, ...] = (STREAM_PREFIX, FORGETTINGS)
    unread = UNREAD

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """See `Projection.apply`."""
        streams: dict[str, list[Recorded]] = {}
        forgotten: set[str] = set()
        for event in events:
            if (of := interview_of(event.stream)) is not None:
                streams.setdefault(of, []).append(event)
            elif event.type == FORGOTTEN:
                forgotten.update(json.loads(event.data)["interviews"])
        if not (streams or forgotten):
            return
        ids = [*streams, *forgotten]
        rows = await connection.fetch("select id, view from interviews where id = any($1)", ids)
        views = {row["id"]: VIEW.validate_json(row["view"]) for row in rows}
        changed = {interview_id: view_of(new, views.get(interview_id)) for interview_id, new in streams.items()}
        for interview_id in forgotten & (views.keys() | changed.keys()):
            changed[interview_id] = replace(changed.get(interview_id) or views[interview_id], contact=None)
        put = [(*_row(of, view), agreed_in(streams.get(of, ()))) for of, view in changed.items()]
        await connection.executemany(PUT, put)


class Summaries:
    """Questions to the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring) -> None:
        self._pool = pool
        self._keys = keys

    async def page(
        self, asked: Asked, *, limit: int, behind: tuple[datetime, str] | None = None
    ) -> tuple[Summary, ...]:
        """Interviews that are asked for, in that order, behind that time and id."""
        query, arguments = statement(asked, limit=limit, behind=behind)
        rows = await self._pool.fetch(query, *arguments)
        names = await self._keys.values([row["candidate_name"] for row in rows])
        return tuple(
            Summary(row["id"], VIEW.validate_json(row["view"]), name or "", bool(row["judging"]), row["at"])
            for row, name in zip(rows, names, strict=True)
        )

    async def held(
        self, *, limit: int, campaign_id: str | None = None, after: tuple[datetime, str] | None = None
    ) -> tuple[HeldSummary, ...]:
        """Interviews that a person has to look at, oldest first, newer than `after` (time of making and id)."""
        rows = await self._pool.fetch(HELD, campaign_id, *(after or (None, None)), limit)
        sealed = [text for row in rows for text in (row["name"], row["number"], row["reference"])]
        plain = iter(await self._keys.values(sealed))
        return tuple(
            HeldSummary(row["id"], VIEW.validate_json(row["view"]), next(plain), next(plain), next(plain))
            for row in rows
        )

    async def counts(self, campaign_id: str | None = None) -> Counts:
        """How many interviews there are, of that campaign if given."""
        states, outcomes = Counter[str](), Counter[str]()
        for row in await self._pool.fetch(COUNTS, campaign_id):
            states[row["state"]] += row["count"]
            if row["outcome"] is not None:
                outcomes[row["outcome"]] += row["count"]
        return Counts(dict(states), dict(outcomes))

    async def waiting(
        self, *, campaign_id: str | None = None, contact: str | None = None, candidate_id: str | None = None
    ) -> tuple[str, ...]:
        """Interviews that may still be called, of that campaign, number or candidate."""
        rows = await self._pool.fetch(WAITING, campaign_id, contact, candidate_id)
        return tuple(row["id"] for row in rows)

    async def of_candidate(self, candidate_id: str) -> tuple[str, ...]:
        """All interviews with the candidate, also those that the table does not hold yet."""
        rows = await self._pool.fetch(OF_CANDIDATE, candidate_id, STREAM_PREFIX)
        return tuple(row["id"] for row in rows)

    async def campaign_of(self, interview_id: str) -> str | None:
        """The campaign that the interview belongs to; None for none."""
        found: str | None = await self._pool.fetchval("select campaign_id from interviews where id = $1", interview_id)
        return found

    async def judging(self, interview_id: str) -> bool:
        """A judge is at work on the interview right now."""
        return bool(await self._pool.fetchval(JUDGING, interview_id))


def _row(interview_id: str, view: InterviewView) -> tuple[object, ...]:
    written = VIEW.dump_json(view).decode()
    fixed = (interview_id, view.state, view.plan_id, view.candidate_id, view.created_at, written)
    times = (view.due, view.ended_at, view.appointed and not view.over)
    return (*fixed, view.campaign_id, view.contact, view.outcome, *times)
