"""The hash chain: each event's hash covers the previous hash and the exact stored bytes of the row.

What it proves and does not: an altered, removed or re-ordered row shows; a cut-off tail or a chain rewritten
from some row to its end shows only against a head kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interviewer.kernel.log import Metadata, Recorded, Unit

GENESIS = bytes(32)
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_length = struct.Struct(">Q").pack


def metadata_json(metadata: Metadata) -> str:
    """The stored form of the metadata."""
    return _compact.encode(
        {"correlation_id": metadata.correlation_id, "causation_id": metadata.causation_id, "actor": metadata.actor}
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
    event_id: UUID | str,
    event_type: str,
    schema_version: int,
    data: str,
    metadata: str,
    at: datetime,
) -> bytes:
    """SHA-256 over the previous hash and the row's fields, each with its length in front."""
    middle = body(
        stream=stream,
        version=version,
        event_id=event_id,
        event_type=event_type,
        schema_version=schema_version,
        data=data,
        metadata=metadata,
    )
    return _placed(previous, position, middle, _moment(at))


def body(
    *, stream: str, version: int, event_id: UUID | str, event_type: str, schema_version: int, data: str, metadata: str
) -> bytes:
    """The part of what is hashed that is known before the event has its place in the log."""
    fields = (stream, str(version), str(event_id), event_type, str(schema_version), data, metadata)
    return b"".join([_length(len(raw)) + raw for raw in map(str.encode, fields)])


def _measured(field: str) -> bytes:
    raw = field.encode()
    return _length(len(raw)) + raw


def _moment(at: datetime) -> bytes:
    return _measured(at.isoformat(timespec="microseconds"))


def _placed(previous: bytes, position: int, middle: bytes, moment: bytes) -> bytes:
    return hashlib.sha256(b"".join((previous, _measured(str(position)), middle, moment))).digest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit made ready beforehand: of its rows only position, time and hash are missing."""

    unit: Unit
    ids: tuple[UUID, ...]
    metadata: str
    bodies: tuple[bytes, ...]


def draft(unit: Unit) -> Draft:
    """Make a unit ready."""
    metadata = metadata_json(unit.metadata)
    ids = tuple(unit.event_id(index) for index in range(len(unit.events)))
    bodies = tuple(
        body(
            stream=unit.stream,
            version=version,
            event_id=event_id,
            event_type=event.type,
            schema_version=event.schema_version,
            data=event.data,
            metadata=metadata,
        )
        for version, (event_id, event) in enumerate(zip(ids, unit.events, strict=True), unit.expected_version + 1)
    )
    return Draft(unit, ids, metadata, bodies)


def place(ready: Draft, *, after_position: int, after_hash: bytes, at: datetime) -> tuple[Recorded, ...]:
    """The rows that appending it right after that head makes."""
    unit, moment = ready.unit, _moment(at)
    rows: list[Recorded] = []
    for index, event in enumerate(unit.events):
        position = after_position + index + 1
        after_hash = _placed(after_hash, position, ready.bodies[index], moment)
        rows.append(
            Recorded(
                global_position=position,
                stream=unit.stream,
                version=unit.expected_version + index + 1,
                id=ready.ids[index],
                type=event.type,
                schema_version=event.schema_version,
                data=event.data,
                metadata=unit.metadata,
                at=at,
                hash=after_hash,
            )
        )
    return tuple(rows)


def record(unit: Unit, *, after_position: int, after_hash: bytes, at: datetime) -> tuple[Recorded, ...]:
    """As `place`, for a unit that was not made ready beforehand."""
    return place(draft(unit), after_position=after_position, after_hash=after_hash, at=at)


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
