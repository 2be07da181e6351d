"""Rows of the events table as `Recorded`, and what may be asked for them."""

from __future__ import annotations

from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from interviewer.kernel.chain import Row, metadata_from_json
from interviewer.kernel.log import Recorded

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
COLUMNS = "global_position, stream, version, id, type, schema_version, data, metadata, at, hash"


def recorded(row: asyncpg.Record | Row) -> Recorded:
    """One row, read with `COLUMNS` or about to be written."""
    position, stream, version, event_id, event_type, schema_version, data, metadata, at, link = row
    origin = metadata_from_json(metadata)
    return Recorded(position, stream, version, event_id, event_type, schema_version, data, origin, at, bytes(link))
