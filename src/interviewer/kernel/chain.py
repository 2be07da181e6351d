"""The hash chain: each event's hash covers the previous hash and the exact stored bytes of the row.

What it proves and does not: an altered, removed or re-ordered row shows; a cut-off tail or a chain rewritten
from some row to its end shows only against a head kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interviewer.kernel.log import Metadata, Recorded, Unit

GENESIS = bytes(32)


def metadata_json(metadata: Metadata) -> str:
    """The stored form of the metadata."""
    return json.dumps(
        {"correlation_id": metadata.correlation_id, "causation_id": metadata.causation_id, "actor": metadata.actor},
        separators=(",", ":"),
        ensure_ascii=False,
    )


def metadata_from_json(text: str) -> Metadata:
    """The inverse of `metadata_json`."""
    return Metadata(**json.loads(text))


def link(
    previous: bytes,
    *,
    position: int,
    stream: str,
    version: int,
    event_id: UUID,
    event_type: str,
    schema_version: int,
    data: str,
    metadata: str,
    at: datetime,
) -> bytes:
    """SHA-256 over the previous hash and the row's fields, each with its length in front."""
    digest = hashlib.sha256(previous)
    for part in (
        str(position),
        stream,
        str(version),
        str(event_id),
        event_type,
        str(schema_version),
        data,
        metadata,
        at.isoformat(timespec="microseconds"),
    ):
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.digest()


def record(unit: Unit, *, after_position: int, after_hash: bytes, at: datetime) -> tuple[Recorded, ...]:
    """The rows that appending this unit right after that head makes."""
    metadata = metadata_json(unit.metadata)
    rows: list[Recorded] = []
    for index, event in enumerate(unit.events):
        position, version = after_position + index + 1, unit.expected_version + index + 1
        after_hash = link(
            after_hash,
            position=position,
            stream=unit.stream,
            version=version,
            event_id=unit.event_id(index),
            event_type=event.type,
            schema_version=event.schema_version,
            data=event.data,
            metadata=metadata,
            at=at,
        )
        rows.append(
            Recorded(
                global_position=position,
                stream=unit.stream,
                version=version,
                id=unit.event_id(index),
                type=event.type,
                schema_version=event.schema_version,
                data=event.data,
                metadata=unit.metadata,
                at=at,
                hash=after_hash,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Break:
    """The first row where the chain does not hold, and why."""

    global_position: int
    reason: str


def first_break(rows: Iterable[Recorded], *, after_position: int = 0, after_hash: bytes = GENESIS) -> Break | None:
    """Walk rows in position order from a known head; the first break, or None when all holds."""
    for row in rows:
        if row.global_position != after_position + 1:
            return Break(after_position + 1, f"row missing: position {row.global_position} follows {after_position}")
        after_hash = link(
            after_hash,
            position=row.global_position,
            stream=row.stream,
            version=row.version,
            event_id=row.id,
            event_type=row.type,
            schema_version=row.schema_version,
            data=row.data,
            metadata=metadata_json(row.metadata),
            at=row.at,
        )
        if after_hash != row.hash:
            return Break(row.global_position, "the row's bytes do not match its hash")
        after_position = row.global_position
    return None
