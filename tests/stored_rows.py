"""Rows that a store gave back, as they are stored: right for a log in which nothing is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.kernel.breaks import Break, StoredRow, Walk
from interviewer.kernel.chain import metadata_json
from interviewer.kernel.log import Recorded


def breaks(rows: Iterable[Recorded]) -> tuple[Break, ...]:
    """Where their chain does not hold."""
    walk = Walk()
    walk.take(map(_stored, rows))
    return walk.breaks()


def _stored(row: Recorded) -> StoredRow:
    return StoredRow(
        row.global_position,
        row.stream,
        row.version,
        str(row.id),
        row.type,
        row.schema_version,
        row.data,
        metadata_json(row.metadata),
        row.at,
        row.hash,
    )
