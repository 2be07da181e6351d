"""A batch judged from what its writer remembers, and put into the log in one statement if that is still its end.

The statement takes the lock if it is free, looks whether the log still ends where the writer left it, and puts all rows
or none; that no command is carried out twice is left to the unique column of ids. Only what is plain goes this way: a
refusal, effects, a deadline or a second writer are for `judging`, which reads under the lock. The rows' time is the
database's, carried on since its last answer: not later than its clock, which the statement looks at, and at most
`BEHIND` earlier.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from interviewer.kernel.chain import Draft, End, Row
from interviewer.kernel.rows import COLUMNS
from interviewer.kernel.versions import Versions

BEHIND = timedelta(milliseconds=10)
PUT = f"""
with turn as materialized (select pg_try_advisory_xact_lock($1) as mine),
fits as materialized (
    select clock_timestamp() as now from turn
    where mine and exists (select from events where global_position = $2 and hash = $3)
        and clock_timestamp() between $4::timestamptz and $4::timestamptz + $5::interval
),
put as (
    insert into events ({COLUMNS})
    select new.{COLUMNS.replace(", ", ", new.")} from fits, unnest($6::events[]) as new
)
select now, pg_notify($7, $8) from fits
"""  # noqa: S608 - constants
"""It does not wait for the lock: whoever holds it is about to move the end. If one did so just before the lock was
taken, the index of positions refuses the rows."""


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the log as a writer left it, and what the database's clock and ours showed then."""

    position: int
    hash: bytes
    now: datetime
    heard: float

    @classmethod
    def of(cls, end: End, now: datetime) -> Tip:
        """The end that was reached just now."""
        return cls(end.position, end.last, now, time.monotonic())

    def time(self) -> datetime:
        """What the database's clock shows, or showed a moment ago."""
        return self.now + timedelta(seconds=time.monotonic() - self.heard)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The rows that each unit of a batch makes behind that tip, and the end of the log after them."""

    tip: Tip
    at: datetime
    rows: list[list[Row]]
    end: End


def foresee(tip: Tip, remembered: Versions, drafts: Sequence[Draft]) -> Foreseen | None:
    """What the batch comes to if the log still ends there; None if only a look into the log can tell."""
    at = tip.time()
    end = End(tip.position, tip.hash, at)
    versions: dict[str, int] = {}
    rows: list[list[Row]] = []
    for ready in drafts:
        unit = ready.unit
        version = versions.get(unit.stream)
        if version is None:
            # The index of versions refuses a second beginning, so a stream that is not remembered may be begun.
            version = remembered.last(unit.stream)
        if version != unit.expected_version or unit.effects or unit.not_after is not None:
            return None
        new = end.add(ready)
        versions[unit.stream] = version + len(new)
        rows.append(new)
    return Foreseen(tip, at, rows, end)


async def put(
    connection: asyncpg.Connection[asyncpg.Record],
    foreseen: Foreseen,
    *,
    lock: int,
    channel: str,
    behind: timedelta = BEHIND,
) -> Tip | None:
    """Put the rows into the log and tell the channel; the tip after them, or None if nothing was put."""
    tip, end = foreseen.tip, foreseen.end
    rows = [row for rows in foreseen.rows for row in rows]
    now = await connection.fetchval(
        PUT, lock, tip.position, tip.hash, foreseen.at, behind, rows, channel, str(end.position)
    )
    return None if now is None else Tip.of(end, now)
