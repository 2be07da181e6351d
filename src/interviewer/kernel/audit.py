"""Walks the whole stored chain of a log, from its beginning to the head that it had at the start, page by page.

The exact stored bytes are hashed, whatever the events mean; the log may be written meanwhile. Only reads, and holds no
snapshot open. Deliberately not here: what a break is (`breaks`), and heads that were kept elsewhere (`digest`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from interviewer.kernel.breaks import Break, Removed, StoredRow, Walk
from interviewer.kernel.rows import Connection

PAGE = 2000
FIRST = -(1 << 63)
ROWS = """
select global_position, stream, version, id::text, type, schema_version, data::text, metadata::text, at, hash
from events where global_position > $1 and global_position <= $2 order by global_position limit $3
"""
HEAD = "select global_position, hash from events order by global_position desc limit 1"
LACKING = """
select stream, before + 1 as first, version - 1 as last, after_position, position from (
    select stream, version, global_position as position, lag(version, 1, 0) over streams as before,
           lag(global_position, 1, 0::bigint) over streams as after_position
    from events where global_position <= $1 window streams as (partition by stream order by version)
) as rows where version > before + 1 order by after_position
"""
"""Versions that a stream lacks, and the positions between which they stood."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log; position 0 of an empty one."""

    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found up to that head."""

    head: Head
    rows: int
    breaks: tuple[Break, ...]


async def head(connection: Connection) -> Head:
    """The log's end as it is now."""
    row = await connection.fetchrow(HEAD)
    return Head(0, b"") if row is None else Head(row["global_position"], bytes(row["hash"]))


async def audit(
    connection: Connection, to: Head, tell: Callable[[int], object] = lambda _position: None, *, page: int = PAGE
) -> Audit:
    """Walk up to that head; `tell` hears how far it is."""
    walk = Walk()
    statement = await connection.prepare(ROWS)
    after, reading = FIRST, asyncio.ensure_future(statement.fetch(FIRST, to.position, page))
    try:
        while found := await reading:
            after = found[-1]["global_position"]
            # The database reads the next page while this one is hashed.
            reading = asyncio.ensure_future(statement.fetch(after, to.position, page))
            await asyncio.sleep(0)
            walk.take(map(StoredRow._make, found))
            tell(after)
    finally:
        reading.cancel()
    breaks = walk.breaks()
    if any(isinstance(one, Removed) for one in breaks):
        breaks = await _with_what_is_lacking(connection, to, breaks)
    return Audit(to, walk.rows, breaks)


async def _with_what_is_lacking(connection: Connection, to: Head, breaks: tuple[Break, ...]) -> tuple[Break, ...]:
    """Name the versions that stood in the gaps; of a stream that has no later row nobody can tell."""
    rows = await connection.fetch(LACKING, to.position)
    return tuple(
        replace(
            one,
            lacking=tuple(
                (row["stream"], row["first"], row["last"])
                for row in rows
                if row["after_position"] < one.last and one.first < row["position"]
            ),
        )
        if isinstance(one, Removed)
        else one
        for one in breaks
    )
