"""Finding events of all streams in the log by type, interview, campaign and correlation id, in order, page by page.

No index of the log serves these questions, for each would make every append slower. One page looks through at most
`SCAN` positions, however few it finds, and says from where to go on. An interview's own events have an index.

What was said in an interview whose candidate took the consent back is not in what is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.calling import campaign, names
from interviewer.interviews import withdrawal
from interviewer.interviews.events import EVENTS
from interviewer.interviews.ids import interview_of, stream_of
from interviewer.interviews.lifecycle import InterviewScheduled
from interviewer.kernel.log import LogUnavailable, Recorded
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.writer import LOST

SCAN = 20_000
"""Positions that one page looks through at most; some 20 ms of the database's time."""
REMEMBERED = 100_000
"""Interviews whose campaign a process remembers."""
SCHEDULED = EVENTS[InterviewScheduled].name
FIND = """
select global_position, stream from events where global_position > $1 and global_position <= $2
and ($3::text[] is null or type = any($3) or split_part(type, '.', 1) = any($4))
and ($5::text is null or metadata->>'correlation_id' = $5 or metadata->>'causation_id' = $5)
order by global_position limit $6
"""
FIND_IN_STREAM = """
select global_position, stream from events where stream = $7 and global_position > $1 and global_position <= $2
and ($3::text[] is null or type = any($3) or split_part(type, '.', 1) = any($4))
and ($5::text is null or metadata->>'correlation_id' = $5 or metadata->>'causation_id' = $5)
order by version limit $6
"""

LATE = '"late":true'
"""In an event that was told after its interviewer had lost the call."""
WITHDRAWN = "select owner from names where name = any($1)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: those that every field given agrees to.

    `types` are exact names, or families such as `interview.*`. Of a campaign are its own events and its interviews'.
    `correlation_id` names a request: the one that agreed an interview, or a later one, which its events have as cause.
    """

    types: tuple[str, ...] = ()
    interview_id: str | None = None
    campaign_id: str | None = None
    correlation_id: str | None = None

    @property
    def families(self) -> tuple[str, ...]:
        """What stands before the dot, where all types of it are asked for."""
        return tuple(name.removesuffix(".*") for name in self.types if name.endswith(".*"))

    def agrees(self, row: Recorded) -> bool:
        """All but the campaign speaks for this event; the same as `FIND` asks."""
        return (
            (not self.types or row.type in self.types or row.type.partition(".")[0] in self.families)
            and (self.interview_id is None or row.stream == stream_of(self.interview_id))
            and (self.correlation_id in (None, row.metadata.correlation_id, row.metadata.causation_id))
        )


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, and the position behind which to go on; at `head` there is nothing more yet."""

    rows: tuple[Recorded, ...]
    next: int
    head: int


class StreamCampaigns:
    """Which campaign a stream belongs to; that never changes."""

    def __init__(self, store: PostgresStore, *, remembered: int = REMEMBERED) -> None:
        self._store = store
        self._remembered = remembered
        self._known: dict[str, str | None] = {}

    async def of(self, campaign_id: str, streams: Iterable[str]) -> frozenset[str]:
        """Those of these streams that belong to that campaign, exactly as the log has it."""
        found, asked = set[str](), dict[str, str]()
        for stream in streams:
            if (interview_id := interview_of(stream)) is not None:
                asked[stream] = interview_id
            elif stream == campaign.STREAM_PREFIX + campaign_id:
                found.add(stream)
        theirs = await self._of_interviews(asked)
        return frozenset(found | {stream for stream in asked if theirs[stream] == campaign_id})

    async def _of_interviews(self, ids: Mapping[str, str]) -> dict[str, str | None]:
        """The campaign of each of these streams, all of them interviews'.

        Others ask meanwhile, and may have everything forgotten that is known here.
        """
        known = {stream: self._known[stream] for stream in ids if stream in self._known}
        unknown = [stream for stream in ids if stream not in known]
        if not unknown:
            return known
        query = "select id, campaign_id from interviews where id = any($1)"
        try:
            rows = await self._store.pool.fetch(query, [ids[stream] for stream in unknown])
        except (*LOST, TimeoutError) as error:
            raise LogUnavailable(f"the database did not answer: {error}") from error
        learnt: dict[str, str | None] = {stream_of(row["id"]): row["campaign_id"] for row in rows}
        for stream in unknown:  # what the read model has not yet
            if stream not in learnt:
                first = (await self._store.read_stream(stream))[0]
                learnt[stream] = json.loads(first.data).get("campaign_id") if first.type == SCHEDULED else None
        if len(self._known) + len(learnt) > self._remembered:
            self._known = dict(known)
        self._known |= learnt
        return known | learnt


class EventSearch:
    """One question to the log, which can be asked of what it holds and of what comes."""

    def __init__(self, store: PostgresStore, wanted: Wanted, campaigns: StreamCampaigns) -> None:
        self._store = store
        self._wanted = wanted
        self._campaigns = campaigns

    async def page(self, after: int, limit: int) -> Page:
        """Up to `limit` of the events after that position."""
        head = await self._store.head()
        if after >= head:
            return Page((), after, head)
        wanted, in_stream = self._wanted, self._wanted.interview_id is not None
        through = head if in_stream else min(head, after + SCAN)
        most = limit if wanted.campaign_id is None else None
        hits = await self._find(after, through, most)
        if wanted.campaign_id is not None:
            ours = await self._campaigns.of(wanted.campaign_id, {stream for _, stream in hits})
            hits = [hit for hit in hits if hit[1] in ours]
        positions = [position for position, _ in hits[:limit]]
        rows = await self._store.read_at(positions) if positions else ()
        return Page(await self._shown(rows, rows), positions[-1] if len(positions) == limit else through, head)

    async def among(self, rows: Sequence[Recorded]) -> tuple[Recorded, ...]:
        """Those of these events, which were just appended, that are asked for.

        Words come before they are taken back, unless they, or their scorecard, come late: only then is it looked up.
        """
        found = tuple(row for row in rows if self._wanted.agrees(row))
        if found and self._wanted.campaign_id is not None:
            ours = await self._campaigns.of(self._wanted.campaign_id, {row.stream for row in found})
            found = tuple(row for row in found if row.stream in ours)
        return await self._shown(found, [row for row in found if LATE in row.data or row.type == withdrawal.SCORED])

    async def _shown(self, rows: tuple[Recorded, ...], doubtful: Sequence[Recorded]) -> tuple[Recorded, ...]:
        """The rows without the words that were taken back; they can be in those that are `doubtful`."""
        asked = {interview_of(row.stream) for row in doubtful if row.type in withdrawal.WORDS} - {None}
        if not asked:
            return rows
        try:
            found = await self._store.pool.fetch(WITHDRAWN, [names.withdrawn(str(interview)) for interview in asked])
        except (*LOST, TimeoutError) as error:
            raise LogUnavailable(f"the event log's database did not answer: {error}") from error
        hidden = {stream_of(row["owner"]) for row in found}
        return tuple(withdrawal.without_words((row,))[0] if row.stream in hidden else row for row in rows)

    async def _find(self, after: int, through: int, limit: int | None) -> list[tuple[int, str]]:
        wanted = self._wanted
        asked = (after, through, wanted.types or None, wanted.families, wanted.correlation_id, limit)
        try:
            if wanted.interview_id is None:
                rows = await self._store.pool.fetch(FIND, *asked)
            else:
                rows = await self._store.pool.fetch(FIND_IN_STREAM, *asked, stream_of(wanted.interview_id))
        except (*LOST, TimeoutError) as error:
            raise LogUnavailable(f"the event log's database did not answer: {error}") from error
        return [(row["global_position"], row["stream"]) for row in rows]
