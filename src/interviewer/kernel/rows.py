"""Rows of the events table as `Recorded`, and what may be asked for them."""

from __future__ import annotations

from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from interviewer.kernel.chain import metadata_from_json
from interviewer.kernel.log import Recorded

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
COLUMNS = "global_position, stream, version, id, type, schema_version, data, metadata, at, hash"


def recorded(row: asyncpg.Record) -> Recorded:
    """One row, read with `COLUMNS`."""
    return Recorded(
        global_position=row["global_position"],
        stream=row["stream"],
        version=row["version"],
        id=row["id"],
        type=row["type"],
        schema_version=row["schema_version"],
        data=row["data"],
        metadata=metadata_from_json(row["metadata"]),
        at=row["at"],
        hash=bytes(row["hash"]),
    )
