"""Each unit of a batch judged in order, as if they were appended one by one: what is read for it, and what it comes to.

The caller holds the writer's lock and has written nothing yet. Deliberately not here: the claims' rules (`claims`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg

from interviewer.kernel.chain import GENESIS, Draft, End, Row
from interviewer.kernel.claims import Asked
from interviewer.kernel.effects import Change, load
from interviewer.kernel.log import Effect, LogError, TooLate, Unit, VersionConflict
from interviewer.kernel.rows import COLUMNS
from interviewer.kernel.versions import Versions

NEWS = 1000
"""Of the events that others appended since the last batch so many are read, to know the versions of their streams."""
VERSIONS = """
select (select version from events where stream = asked.stream order by version desc limit 1)
from unnest($1::text[]) as asked (stream)
"""
SINCE = f"from events where global_position > $3 order by global_position limit {NEWS}"
KNOWN = f"""
select clock_timestamp() as now, head.global_position, head.hash, array({VERSIONS}) as versions,
    array(select id from events where id = any($2::uuid[])) as ids,
    array(select stream {SINCE}) as new_streams, array(select version {SINCE}) as new_versions
from (values (1)) as one
left join lateral (select global_position, hash from events order by global_position desc limit 1) as head on true
"""  # noqa: S608 - constants
"""The head, the versions of these streams, which of these ids are in the log, and what came behind a position."""

Kept: TypeAlias = "Sequence[Row | asyncpg.Record]"
"""The rows of one unit, made now or read of what was appended before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of each unit, the rows and changes that they make, and when. `alone`: nobody else appended lately."""

    outcomes: list[Kept | LogError]
    rows: list[Row]
    change: Change
    end: End
    now: datetime
    alone: bool


async def judge(
    connection: asyncpg.Connection[asyncpg.Record], remembered: Versions, drafts: Sequence[Draft]
) -> Judged:
    """Read what has to be known, and decide each unit."""
    streams = {ready.unit.stream for ready in drafts}
    lacking = remembered.lacking(streams)
    ids = [ready.ids[0] for ready in drafts]
    known = await connection.fetchrow(KNOWN, lacking, ids, remembered.position)
    assert known is not None  # noqa: S101 - the statement always gives a row
    now: datetime = known["now"]
    end = End(known["global_position"] or 0, known["hash"] or GENESIS, now)
    alone = end.position == remembered.position
    found = dict(zip(lacking, known["versions"], strict=True))
    news = zip(known["new_streams"], known["new_versions"], strict=True)
    if not remembered.catch_up(end.position, news):
        found = {stream: await connection.fetchval(VERSIONS, [stream]) for stream in streams}
    versions = remembered.of(streams, found)
    carried_out = set(known["ids"])
    seen: dict[UUID, Kept] = {
        ready.unit.command_id: await _carried_out_before(connection, ready)
        for ready in drafts
        if ready.ids[0] in carried_out
    }
    before = await load(connection, Asked.by(effect for ready in drafts for effect in ready.unit.effects))
    claims = before.copy()

    outcomes: list[Kept | LogError] = []
    rows: list[Row] = []
    effects: list[Effect] = []
    for ready in drafts:
        unit = ready.unit
        if unit.command_id in seen:
            outcomes.append(seen[unit.command_id])
            continue
        refusal = _refusal(unit, versions[unit.stream], now) or claims.refusal(unit.effects, now)
        if refusal is not None:
            outcomes.append(refusal)
            continue
        new = end.add(ready)
        versions[unit.stream] += len(new)
        seen[unit.command_id] = new
        claims.carry_out(unit.effects, now)
        rows.extend(new)
        effects.extend(unit.effects)
        outcomes.append(new)
    return Judged(outcomes, rows, Change(before, claims, tuple(effects)), end, now, alone)


def _refusal(unit: Unit, version: int, now: datetime) -> LogError | None:
    if version != unit.expected_version:
        return VersionConflict(f"{unit.stream} is at version {version}, the command expected {unit.expected_version}")
    if unit.not_after is not None and now > unit.not_after:
        return TooLate(f"decided for {unit.not_after} at the latest, and it is {now}")
    return None


async def _carried_out_before(connection: asyncpg.Connection[asyncpg.Record], ready: Draft) -> list[asyncpg.Record]:
    """What is in the log already of this command."""
    return await connection.fetch(
        f"select {COLUMNS} from events where id = any($1) order by version",  # noqa: S608 - a constant
        ready.ids,
    )
